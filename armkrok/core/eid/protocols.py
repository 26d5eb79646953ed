"""Which protocol a provider speaks; whichever it is, the answer becomes a Proof."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.conf import settings

from armkrok.core.eid.models import EidOrder, Provider
from armkrok.core.identity import oidc
from armkrok.core.identity.oidc import OidcConfig, Sign
from armkrok.core.identity.proof import NotProved, NumberKind, Proof, Unavailable
from armkrok.core.identity.saml import client as saml
from armkrok.core.identity.saml.config import SamlConfig
from armkrok.kit.days import now
from armkrok.kit.numbers import allowed_test_numbers


class Begun(Protocol):
    """Where the person goes, the state she comes back with, and what must be remembered until then."""

    @property
    def leave_url(self) -> str: ...

    @property
    def state(self) -> str: ...

    @property
    def remember(self) -> dict[str, Any]: ...


def begin(provider: Provider, answer_url: str, order: EidOrder) -> Begun:
    """Prepare for the person to leave; raises Unavailable, also for a provider that cannot sign."""
    if provider.kind == Provider.Kind.SAML:
        if order.purpose == EidOrder.Purpose.SIGN:
            raise Unavailable("cannot_sign")
        return saml.begin(saml_config(provider), acs_url=answer_url)
    signs = order.purpose == EidOrder.Purpose.SIGN
    wanted = Sign(order.visible_text, bytes(order.hidden_data)) if signs else None
    return oidc.begin(oidc_config(provider), redirect_uri=answer_url, sign=wanted)


def finish(
    provider: Provider, remember: Mapping[str, Any], values: Mapping[str, str], answer_url: str
) -> Proof:
    """What the person who came back with these values has proved; raises NotProved, Refused, Unavailable."""
    if provider.kind == Provider.Kind.SAML:
        response, state = values.get("SAMLResponse", ""), values.get("RelayState", "")
        proof = saml.finish(
            saml_config(provider), remember, saml_response=response, relay_state=state, now=now()
        )
        return _allowed(proof)
    return oidc.finish(
        oidc_config(provider), remember, values, redirect_uri=answer_url, now=now(),
        may_use_number=may_use_number,
    )  # fmt: skip


def _allowed(proof: Proof) -> Proof:
    swedish = (NumberKind.PERSONAL, NumberKind.COORDINATION)
    if any(one.kind in swedish and not may_use_number(one.value) for one in proof.numbers):
        raise NotProved("number_not_allowed")
    return proof


def metadata(provider: Provider, answer_url: str) -> bytes:
    """Our SAML metadata for the provider; raises Unavailable."""
    return saml.metadata(saml_config(provider), acs_url=answer_url)


def oidc_config(provider: Provider) -> OidcConfig:
    """The provider's settings as OpenID Connect's client reads them."""
    return OidcConfig.from_settings(
        provider.settings, provider.secret_in_clear(), production=settings.PRODUCTION
    )


def saml_config(provider: Provider) -> SamlConfig:
    """The provider's settings as the SAML client reads them."""
    return SamlConfig.from_settings(provider.settings, provider.secret_in_clear())


def may_use_number(number: str) -> bool:
    """Whether the number may be used here: in demo and tests only published test numbers."""
    return not settings.ONLY_TEST_NUMBERS or number in allowed_test_numbers()
