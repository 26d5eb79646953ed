"""Attributes to a Proof: each at most once, each with one value, numbers judged before they are believed.

Source: Sweden Connect's Attribute Specification for the Swedish eID Framework, clauses 2 and 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from lxml import etree

from armkrok.core.identity.proof import NotProved, NumberKind, Proof, ProvenNumber
from armkrok.core.identity.saml.config import SamlConfig
from armkrok.core.identity.saml.documents import SAML, text_of
from armkrok.core.identity.saml.errors import Check
from armkrok.kit.numbers import NotANumber, is_coordination_number, normalise

LONGEST: Final = 2000
_TWELVE: Final = re.compile(r"[0-9]{12}")
_PRID: Final = re.compile(r"[A-Z]{2}:[A-Za-z0-9:/+=._-]{1,128}")
_PERSISTENCE: Final = frozenset({"A", "B", "C"})


def said(assertion: etree._Element, config: SamlConfig) -> dict[str, str]:
    """The attributes that the settings name, by our words; raises NotProved.

    Attributes that nobody asked for are left unread, save that no name may come twice.
    """
    ours = {name: word for word, name in config.attributes.items()}
    found: dict[str, str] = {}
    names: set[str] = set()
    for attribute in assertion.iterfind(f"{SAML}AttributeStatement/{SAML}Attribute"):
        name = attribute.get("Name", "")
        if name in names:
            raise NotProved(Check.DUPLICATE_ATTRIBUTE)
        names.add(name)
        if name in ours:
            found[ours[name]] = _value(attribute)
    return found


def _value(attribute: etree._Element) -> str:
    values = attribute.findall(f"{SAML}AttributeValue")
    if len(values) != 1:
        raise NotProved(Check.ATTRIBUTE)
    text = text_of(values[0], Check.ATTRIBUTE)
    if len(text) > LONGEST or not text.isprintable():
        raise NotProved(Check.ATTRIBUTE)
    return text


def proof(
    said: Mapping[str, str],
    config: SamlConfig,
    *,
    loa: str,
    subject: str,
    authenticated_at: datetime,
    evidence: dict[str, str],
) -> Proof:
    """Who it is; raises NotProved when a number is wrong or nothing tells the person from others."""
    numbers = tuple(_numbers(said, config, subject))
    if not numbers and not said.get("employee_id"):
        raise NotProved(Check.NOBODY)
    return Proof(
        issuer=config.idp_entity_id,
        subject=subject,
        loa=loa,
        method="saml",
        authenticated_at=authenticated_at,
        numbers=numbers,
        given_name=said.get("given_name", ""),
        surname=said.get("surname", ""),
        name=said.get("name", ""),
        birth_date=_birth_date(said.get("birth_date", "")),
        employee_id=said.get("employee_id", ""),
        evidence=evidence,
    )


def _numbers(said: Mapping[str, str], config: SamlConfig, subject: str) -> Iterator[ProvenNumber]:
    asserted = said.get("personal_number", "")
    if asserted:
        yield _swedish(asserted, config)
    if prid := said.get("prid", ""):
        persistence = said.get("prid_persistence", "")
        if not _PRID.fullmatch(prid) or persistence not in _PERSISTENCE:
            raise NotProved(Check.PRID)
        yield ProvenNumber(NumberKind.PRID, prid, persistence)
    if mapped := said.get("mapped_number", ""):
        yield from _mapped(mapped, asserted, said.get("mapped_binding", ""), config)
    if subject:
        yield ProvenNumber(NumberKind.SUBJECT, subject)


def _swedish(text: str, config: SamlConfig) -> ProvenNumber:
    """A number that the provider itself stands for: twelve digits and a right check digit."""
    try:
        number = normalise(text, date.min) if _TWELVE.fullmatch(text) else ""
    except NotANumber as problem:
        raise NotProved(Check.NUMBER) from problem
    if not number:
        raise NotProved(Check.NUMBER)
    if not is_coordination_number(number):
        return ProvenNumber(NumberKind.PERSONAL, number)
    if not config.accepts_coordination_number:
        raise NotProved(Check.COORDINATION_NUMBER)
    return ProvenNumber(NumberKind.COORDINATION, number)


def _mapped(mapped: str, asserted: str, binding: str, config: SamlConfig) -> Iterator[ProvenNumber]:
    """A number that somebody has tied to a foreign e-ID: worth only as much as the way it was tied.

    Unless the settings accept that way it is left out, and the person is known by the prid alone.
    """
    if asserted and mapped != asserted:
        raise NotProved(Check.MAPPED_NUMBER)
    if not asserted and binding and binding in config.accepted_bindings:
        known = _swedish(mapped, config)
        yield ProvenNumber(known.kind, known.value, binding)


def _birth_date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as problem:
        raise NotProved(Check.ATTRIBUTE) from problem
