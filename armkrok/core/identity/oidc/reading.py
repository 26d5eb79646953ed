"""From claims to what they say of a person: level, numbers, names. What is not asked for is not read.

Sources: Claims and Scopes Specification for the Swedish OpenID Connect Profile 1.0; Sweden Connect's
attribute specification (prid, bindings).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from armkrok.core.identity import loa
from armkrok.core.identity.oidc.config import OidcConfig
from armkrok.core.identity.proof import NotProved, NumberKind, ProvenNumber
from armkrok.kit.numbers import NotANumber, is_coordination_number, normalise

LONGEST: Final = 300
_NUMBER: Final = re.compile(r"(?:18|19|20)[0-9]{6}-?[0-9]{4}")
_PRID: Final = re.compile(r"[A-Z]{2}:[!-~]{3,100}")
_BIRTH: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LEVELS: Final = frozenset({"confirmed", "probable", "uncertain"})
_PERSISTENCE: Final = frozenset({"A", "B", "C"})


def text_of(claims: Mapping[str, Any], name: str, code: str = "claim_type") -> str:
    """A claim as text; empty when it is absent or null. Numbers, lists and control characters are refused."""
    value = claims.get(name) if name else None
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST or not value.isprintable():
        raise NotProved(code)
    return value.strip()


def level_of(claims: Mapping[str, Any], config: OidcConfig) -> str:
    """The level of assurance that came, by the table; raises NotProved unless it is accepted."""
    if not config.level_claim:
        return config.assumed_level
    value = claims.get(config.level_claim)
    told = [value] if isinstance(value, str) else value
    if not told:
        raise NotProved("acr_missing")
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise NotProved("acr_type")
    levels = [config.levels.get(one, one) for one in told]
    accepted = [one for one in levels if loa.is_accepted(one, config.accepted)]
    if not accepted:
        raise NotProved("acr")
    return max(accepted, key=loa.strength)


def numbers_of(
    claims: Mapping[str, Any], config: OidcConfig, may_use: Callable[[str], bool]
) -> tuple[ProvenNumber, ...]:
    """The numbers that the provider stands for; raises NotProved when one is wrong or none came that must."""
    found = (
        _personal(claims, config, may_use),
        _coordination(claims, config, may_use),
        _foreign(claims, config),
        _mapped(claims, config, may_use),
    )
    numbers = tuple(one for one in found if one)
    if config.requires_number and not numbers:
        raise NotProved("number_missing")
    values = {one.value for one in numbers if one.kind is NumberKind.PERSONAL}
    if len(values) > 1:
        raise NotProved("number_conflict")
    return numbers


def birth_date_of(claims: Mapping[str, Any], config: OidcConfig) -> str:
    """A day as YYYY-MM-DD, or nothing."""
    text = text_of(claims, config.claims.birth_date)
    if not text:
        return ""
    try:
        if _BIRTH.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise NotProved("birth_date")


def _personal(
    claims: Mapping[str, Any], config: OidcConfig, may_use: Callable[[str], bool]
) -> ProvenNumber | None:
    text = text_of(claims, config.claims.personal_number, "number")
    if not text:
        return None
    for name, value in config.conditions.items():
        if claims.get(name) != value:
            raise NotProved("number_condition")
    number = _swedish(text, may_use)
    if not is_coordination_number(number):
        return ProvenNumber(NumberKind.PERSONAL, number)
    if not config.coordination_as_personal:
        raise NotProved("number_kind")
    return ProvenNumber(NumberKind.COORDINATION, number, _coordination_level(claims, config))


def _coordination(
    claims: Mapping[str, Any], config: OidcConfig, may_use: Callable[[str], bool]
) -> ProvenNumber | None:
    text = text_of(claims, config.claims.coordination_number, "number")
    if not text:
        return None
    number = _swedish(text, may_use)
    if not is_coordination_number(number):
        raise NotProved("number_kind")
    return ProvenNumber(NumberKind.COORDINATION, number, _coordination_level(claims, config))


def _coordination_level(claims: Mapping[str, Any], config: OidcConfig) -> str:
    level = text_of(claims, config.claims.coordination_level, "coordination_level")
    if level and level not in _LEVELS:
        raise NotProved("coordination_level")
    return level


def _foreign(claims: Mapping[str, Any], config: OidcConfig) -> ProvenNumber | None:
    text = text_of(claims, config.claims.prid, "prid")
    if not text:
        return None
    persistence = text_of(claims, config.claims.prid_persistence, "prid_persistence")
    if not _PRID.fullmatch(text):
        raise NotProved("prid")
    if persistence not in _PERSISTENCE:
        raise NotProved("prid_persistence")
    return ProvenNumber(NumberKind.PRID, text, persistence)


def _mapped(
    claims: Mapping[str, Any], config: OidcConfig, may_use: Callable[[str], bool]
) -> ProvenNumber | None:
    """A Swedish number that somebody has connected with a foreign e-ID: taken only by a binding we accept."""
    binding = text_of(claims, config.claims.mapped_binding, "number_binding")
    text = text_of(claims, config.claims.mapped_number, "number")
    if not text or binding not in config.bindings:
        return None
    number = _swedish(text, may_use)
    kind = NumberKind.COORDINATION if is_coordination_number(number) else NumberKind.PERSONAL
    return ProvenNumber(kind, number, binding)


def _swedish(text: str, may_use: Callable[[str], bool]) -> str:
    """Twelve digits: ten would leave the century to a guess."""
    if not _NUMBER.fullmatch(text):
        raise NotProved("number")
    try:
        number = normalise(text, date.max)
    except NotANumber as error:
        raise NotProved("number") from error
    if not may_use(number):
        raise NotProved("number_not_allowed")
    return number
