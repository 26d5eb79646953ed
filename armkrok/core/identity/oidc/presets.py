"""Where an administrator begins: settings that are alike for everybody who uses a certain provider.

Facts as the providers documented them in November 2026. What only the agreement can tell (issuer, client id,
secret) is left to fill in, and everything here may be changed: claim names and levels are the provider's to
alter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.loa import LOA3

_LOA2: Final = "http://id.elegnamnden.se/loa/1.0/loa2"
_LOA4: Final = "http://id.elegnamnden.se/loa/1.0/loa4"
_EIDAS_SUBSTANTIAL: Final = "http://id.elegnamnden.se/loa/1.0/eidas-nf-sub"
_UNCERTIFIED3: Final = "http://id.swedenconnect.se/loa/1.0/uncertified-loa3"
_OIDC_SE: Final = "https://id.oidc.se/claim/"
_SWEDEN_CONNECT: Final = "https://id.swedenconnect.se/claim/"
_FREJA: Final = "https://frejaeid.com/oidc/"


@dataclass(frozen=True)
class Preset:
    """A kind of provider. `asks` are the settings to fill in, besides the client's secret or key."""

    key: str
    name: str | Promise
    text: str | Promise
    asks: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)


PRESETS: Final = (
    Preset(
        "swedish-profile",
        _("Svenska OIDC-profilen och Sweden Connect"),
        _(
            "För leverantörer som följer den svenska OpenID Connect-profilen, till exempel Sweden Connects "
            "utländska e-legitimationer. Leverantören behöver vår publika nyckel."
        ),
        ("issuer", "client_id"),
        {
            "client_auth": "private_key_jwt",
            "scopes": [
                "openid",
                "https://id.oidc.se/scope/naturalPersonInfo",
                "https://id.oidc.se/scope/naturalPersonNumber",
            ],
            "acr_values": [LOA3, _EIDAS_SUBSTANTIAL],
            "accepted": [LOA3, _EIDAS_SUBSTANTIAL],
            "claims": {
                "personal_number": f"{_OIDC_SE}personalIdentityNumber",
                "coordination_number": f"{_OIDC_SE}coordinationNumber",
                "coordination_level": f"{_OIDC_SE}coordinationNumberLevel",
                "prid": f"{_SWEDEN_CONNECT}prid",
                "prid_persistence": f"{_SWEDEN_CONNECT}pridPersistence",
                "mapped_number": f"{_SWEDEN_CONNECT}mappedPersonalIdentityNumber",
                "mapped_binding": f"{_SWEDEN_CONNECT}personalIdentityNumberBinding",
            },
            "userinfo": "signed",
            "prompt": ["login"],
            "requires_auth_time": True,
            "message_param": True,
            "sign": "approval",
        },
    ),
    Preset(
        "freja",
        _("Freja"),
        _("Freja direkt, utan mellanhand. Det går att logga in så här, men inte att skriva under."),
        ("client_id",),
        {
            "issuer": "https://oidc.prod.frejaeid.com/oidc/",
            "client_auth": "client_secret_basic",
            "method": "freja",
            "scopes": [
                "openid",
                "profile",
                f"{_FREJA}scopes/personalIdentityNumber",
                f"{_FREJA}scopes/registrationLevel",
            ],
            "level_claim": f"{_FREJA}claims/loaLevel",
            "levels": {"LOA2": _LOA2, "LOA3": LOA3, "LOA4": _LOA4},
            "accepted": [LOA3],
            "claims": {"personal_number": f"{_FREJA}claims/personalIdentityNumber"},
            "conditions": {f"{_FREJA}claims/country": "SE"},
            "coordination_as_personal": True,
            "userinfo": "either",
        },
    ),
    Preset(
        "signicat",
        _("Signicat (BankID)"),
        _("BankID genom Signicat. Utfärdaren är er egen domän hos Signicat och slutar på /auth/open."),
        ("issuer", "client_id"),
        {
            "client_auth": "client_secret_basic",
            "method": "bankid",
            "scopes": ["openid", "profile", "nin"],
            "acr_values": ["idp:sbid"],
            "level_claim": "idp",
            "levels": {"sbid": LOA3},
            "accepted": [LOA3],
            "claims": {"personal_number": "nin"},
            "conditions": {"nin_issuing_country": "SE", "nin_type": "PERSON"},
            "coordination_as_personal": True,
            "userinfo": "either",
        },
    ),
    Preset(
        "idura",
        _("Idura (BankID)"),
        _("BankID genom Idura, som tidigare hette Criipto. Utfärdaren är er egen domän hos Idura."),
        ("issuer", "client_id"),
        {
            "client_auth": "client_secret_basic",
            "method": "bankid",
            "scopes": ["openid"],
            "acr_values": ["urn:grn:authn:se:bankid"],
            "level_claim": "authenticationtype",
            "levels": {
                "urn:grn:authn:se:bankid": LOA3,
                "urn:grn:authn:se:bankid:same-device": LOA3,
                "urn:grn:authn:se:bankid:qr": LOA3,
                "urn:grn:authn:se:bankid:another-device": LOA3,
            },
            "accepted": [LOA3],
            "claims": {"personal_number": "ssn"},
            "conditions": {"country": "SE"},
        },
    ),
    Preset(
        "inera",
        _("Inera (SITHS)"),
        _("SITHS genom Ineras IdP, för anställda i vård och omsorg."),
        ("issuer", "client_id"),
        {
            "client_auth": "private_key_jwt",
            "method": "siths",
            "scopes": ["openid", "personal_identity_number"],
            "levels": {"http://id.sambi.se/loa/loa3": LOA3, "http://id.sambi.se/loa/loa4": _LOA4},
            "accepted": [LOA3],
            "claims": {"personal_number": "personalIdentityNumber", "employee_id": "employeeHsaId"},
            "coordination_as_personal": True,
            "requires_number": False,
            "use_claims_parameter": True,
        },
    ),
    Preset(
        "entra",
        _("Microsoft Entra ID"),
        _(
            "Kommunens egen inloggning i Microsoft 365. Byt tenant-id i adressen. Kontexten c1 ska i Entra "
            "kräva flerfaktorsinloggning."
        ),
        ("issuer", "client_id"),
        {
            "issuer": "https://login.microsoftonline.com/tenant-id/v2.0",
            "client_auth": "private_key_jwt",
            "method": "entra",
            "scopes": ["openid", "profile"],
            "level_claim": "acrs",
            "levels": {"c1": _UNCERTIFIED3},
            "accepted": [_UNCERTIFIED3],
            "claims": {"employee_id": "oid", "birth_date": ""},
            "requires_number": False,
            "use_claims_parameter": True,
            "prompt": [],
            "algorithms": ["RS256"],
        },
    ),
    Preset(
        "municipal",
        _("Kommunens egen identitetstjänst"),
        _(
            "För PhenixID, Pointsharp, MobilityGuard, AD FS med flera. Ni svarar själva för hur säker "
            "inloggningen är, och den gäller bara hos er."
        ),
        ("issuer", "client_id", "assumed_level"),
        {
            "client_auth": "client_secret_basic",
            "method": "own",
            "scopes": ["openid", "profile"],
            "level_claim": "",
            "assumed_level": _UNCERTIFIED3,
            "accepted": [_UNCERTIFIED3],
            "claims": {"employee_id": "employee_id"},
            "requires_number": False,
        },
    ),
)  # fmt: skip


def preset(key: str) -> Preset | None:
    """The preset with this key."""
    return next((one for one in PRESETS if one.key == key), None)
