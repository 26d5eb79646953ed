"""Where an administrator begins when a provider is added: the presets of both protocols in one list."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.core.eid.models import Provider
from armkrok.core.identity.oidc import presets as oidc
from armkrok.core.identity.saml import presets as saml

SAML_ASKS = ("idp_entity_id", "idp_metadata")
SAML_TEXTS = {
    "sweden-connect": (
        _("Sweden Connect (SAML)"),
        _("Svenska e-legitimationer och utländska genom den svenska eIDAS-noden."),
    ),
    "adfs": (
        _("Kommunens egen identitetstjänst (SAML)"),
        _("AD FS, PhenixID, Pointsharp, MobilityGuard med flera."),
    ),
    "entra": (_("Microsoft Entra ID (SAML)"), _("Kommunens egen inloggning i Microsoft 365, med SAML.")),
}


@dataclass(frozen=True)
class Beginning:
    """A kind of provider. `asks` are the settings that somebody must fill in; `settings` are the others."""

    key: str
    kind: Provider.Kind
    name: str | Promise
    text: str | Promise
    asks: tuple[str, ...]
    settings: Mapping[str, Any]


@cache
def beginnings() -> dict[str, Beginning]:
    """Every preset by its key, which says the protocol too."""
    found = [
        Beginning(f"oidc-{one.key}", Provider.Kind.OIDC, one.name, one.text, one.asks, one.settings)
        for one in oidc.PRESETS
    ]
    found += [
        Beginning(f"saml-{key}", Provider.Kind.SAML, *SAML_TEXTS[key], SAML_ASKS, settings)
        for key, settings in saml.PRESETS.items()
        if key in SAML_TEXTS
    ]
    return {one.key: one for one in found}


def asks_of(provider: Provider) -> tuple[str, ...]:
    """What must be filled in for a provider that is there."""
    known = beginnings().get(provider.preset)
    if known:
        return known.asks
    return SAML_ASKS if provider.kind == Provider.Kind.SAML else ("issuer", "client_id")
