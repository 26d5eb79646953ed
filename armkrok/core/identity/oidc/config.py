"""How one OpenID provider is set up. Claim names, scopes and levels are settings, never constants.

Sources: OpenID Connect Core 1.0; The Swedish OpenID Connect Profile 1.0 (oidc.se).
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from armkrok.core.identity import loa
from armkrok.core.identity.oidc.errors import ConfigFault
from armkrok.core.identity.oidc.fields import Fields
from armkrok.core.identity.oidc.keys import client_key
from armkrok.core.outgoing import AddressRefused
from armkrok.core.outgoing.addresses import destination

SKEW: Final = 120
"""Seconds that the provider's clock may differ from ours, either way."""
ALGORITHMS: Final = ("RS256", "PS256", "ES256")
"""Signatures that are ever believed: never `none`, never one with a shared secret."""
TEST_HOSTS: Final = (
    ".test.frejaeid.com", ".sandbox.signicat.com", ".sandbox.signicat.dev", ".test.idura.broker",
    ".test.criipto.id", ".sandbox.swedenconnect.se", ".qa.swedenconnect.se", ".test.inera.se",
    ".test.bankid.com",
)  # fmt: skip
"""Where anybody may claim to be anybody."""
PROMPTS: Final = frozenset({"login", "consent", "select_account"})
METHOD: Final = re.compile(r"[a-z][a-z0-9-]{0,19}")


class ClientAuth(StrEnum):
    """How we show the provider who we are (OpenID Connect Core, section 9)."""

    PRIVATE_KEY = "private_key_jwt"
    BASIC = "client_secret_basic"
    POST = "client_secret_post"


class Userinfo(StrEnum):
    """Whether the userinfo endpoint is asked, and what form of answer is taken."""

    NEVER = "never"
    PLAIN = "plain"
    SIGNED = "signed"
    EITHER = "either"


class Signing(StrEnum):
    """How a person signs with this provider.

    `authentication`: a log-in whose nonce is bound to what is signed. `approval` and `extension`: as in the
    Signature Extension for OpenID Connect 1.1, sections 2.2 and 2.1.
    """

    NONE = "none"
    AUTHENTICATION = "authentication"
    APPROVAL = "approval"
    EXTENSION = "extension"


@dataclass(frozen=True)
class ClaimNames:
    """Which claim tells what; empty when the provider has none. `mapped_*` are eIDAS attributes."""

    personal_number: str = ""
    coordination_number: str = ""
    coordination_level: str = ""
    prid: str = ""
    prid_persistence: str = ""
    mapped_number: str = ""
    mapped_binding: str = ""
    given_name: str = "given_name"
    surname: str = "family_name"
    name: str = "name"
    birth_date: str = "birthdate"
    employee_id: str = ""

    @property
    def of_numbers(self) -> tuple[str, ...]:
        """Claims that may hold a number by which a person is known."""
        return tuple(name for name in (self.personal_number, self.coordination_number, self.prid) if name)

    @property
    def asked_for(self) -> tuple[str, ...]:
        """Every claim that is read, once each."""
        return tuple(dict.fromkeys(name for name in vars(self).values() if name))


@dataclass(frozen=True)
class OidcConfig:
    """One provider, ready to use: `from_settings()` is the only way to make one of what somebody has written.

    `levels` translates the provider's own word for a level into a level of assurance; what is not in it is
    looked up as it stands. `assumed_level` is for a provider that never tells a level (`level_claim` is
    empty): the organisation that set it up vouches for it. `conditions` are claims that must have these
    values for a personal number to be taken, such as the country that issued it. `bindings` are the ways of
    binding a Swedish number to a foreign e-ID that are good enough; without any, mapped numbers are never
    taken.
    """

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    client_auth: ClientAuth = ClientAuth.PRIVATE_KEY
    method: str = "oidc"
    scopes: tuple[str, ...] = ("openid", "profile")
    acr_values: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    level_claim: str = "acr"
    levels: Mapping[str, str] = field(default_factory=dict)
    assumed_level: str = ""
    claims: ClaimNames = field(default_factory=ClaimNames)
    conditions: Mapping[str, str] = field(default_factory=dict)
    bindings: tuple[str, ...] = ()
    coordination_as_personal: bool = False
    requires_number: bool = True
    userinfo: Userinfo = Userinfo.NEVER
    use_claims_parameter: bool = False
    prompt: tuple[str, ...] = ("login",)
    max_age: int | None = None
    requires_auth_time: bool = False
    message_param: bool = False
    sign: Signing = Signing.NONE
    algorithms: tuple[str, ...] = ALGORITHMS
    encrypted: bool = False
    response_iss: bool = False
    tls_root: str = ""

    @classmethod
    def from_settings(
        cls, settings: Mapping[str, Any], secret: str, *, production: bool = True
    ) -> OidcConfig:
        """Read what an administrator has written; raises ConfigFault that names the field.

        In production a provider's known test environment is refused, since anybody may be anybody there.
        """
        fields = Fields(settings)
        config = cls(
            issuer=fields.text("issuer"),
            client_id=fields.text("client_id"),
            secret=secret.strip(),
            client_auth=fields.choice("client_auth", ClientAuth.PRIVATE_KEY),
            method=fields.text("method", "oidc"),
            scopes=fields.texts("scopes", ("openid", "profile")),
            acr_values=fields.texts("acr_values"),
            accepted=fields.texts("accepted"),
            level_claim=fields.text("level_claim", "acr"),
            levels=fields.pairs("levels"),
            assumed_level=fields.text("assumed_level"),
            claims=ClaimNames(**_claim_names(fields)),
            conditions=fields.pairs("conditions"),
            bindings=fields.texts("bindings"),
            coordination_as_personal=fields.flag("coordination_as_personal", default=False),
            requires_number=fields.flag("requires_number", default=True),
            userinfo=fields.choice("userinfo", Userinfo.NEVER),
            use_claims_parameter=fields.flag("use_claims_parameter", default=False),
            prompt=fields.texts("prompt", ("login",)),
            max_age=fields.seconds("max_age"),
            requires_auth_time=fields.flag("requires_auth_time", default=False),
            message_param=fields.flag("message_param", default=False),
            sign=fields.choice("sign", Signing.NONE),
            algorithms=fields.texts("algorithms", ALGORITHMS),
            encrypted=fields.flag("encrypted", default=False),
            response_iss=fields.flag("response_iss", default=False),
            tls_root=fields.text("tls_root", largest=20_000),
        )
        fields.end()
        judge(config, production=production)
        return config

    def to_settings(self) -> dict[str, Any]:
        """All settings but the secret, as from_settings() reads them."""
        plain: dict[str, Any] = {}
        for name, value in vars(self).items():
            if name == "claims":
                plain[name] = dict(vars(value))
            elif isinstance(value, tuple):
                plain[name] = list(value)
            elif isinstance(value, Mapping):
                plain[name] = dict(value)
            elif name != "secret":
                plain[name] = str(value) if isinstance(value, StrEnum) else value
        return plain

    @property
    def is_for_test(self) -> bool:
        """Whether the issuer is known as a test environment."""
        host = "." + (urlsplit(self.issuer).hostname or "")
        return host.endswith(TEST_HOSTS)


def _claim_names(fields: Fields) -> dict[str, str]:
    known = ClaimNames()
    return fields.inner("claims").texts_of(vars(known))


def judge(config: OidcConfig, *, production: bool) -> None:
    """Whether the settings hold together; raises ConfigFault."""
    _judge_address(config, production=production)
    _judge_client(config)
    _judge_levels(config)
    _judge_request(config)


def _judge_address(config: OidcConfig, *, production: bool) -> None:
    try:
        destination(config.issuer)
    except AddressRefused as error:
        raise ConfigFault("issuer", error.text) from error
    if "?" in config.issuer:
        raise ConfigFault("issuer", _("Adressen får inte ha något frågetecken."))
    if production and config.is_for_test:
        raise ConfigFault(
            "issuer", _("Det här är en testmiljö, där vem som helst kan uppge vilket nummer som helst.")
        )
    if config.tls_root:
        try:
            ssl.create_default_context(cadata=config.tls_root)
        except (ssl.SSLError, ValueError) as error:
            raise ConfigFault("tls_root", _("Klistra in rotcertifikatet som text (PEM).")) from error


def _judge_client(config: OidcConfig) -> None:
    if not config.client_id:
        raise ConfigFault("client_id", _("Skriv det klient-id som leverantören har gett er."))
    if not config.secret:
        raise ConfigFault("secret", _("Skriv klientens hemlighet eller nyckel."))
    has_key = config.client_auth is ClientAuth.PRIVATE_KEY
    if has_key:
        client_key(config.secret)
    if config.encrypted and not has_key:
        raise ConfigFault("encrypted", _("Krypterade svar kräver att klienten har en egen nyckel."))
    if config.sign in (Signing.APPROVAL, Signing.EXTENSION) and not has_key:
        raise ConfigFault(
            "sign", _("Underskrift enligt den nationella profilen kräver att klienten har en egen nyckel.")
        )
    if not METHOD.fullmatch(config.method):
        raise ConfigFault("method", _("Skriv ett kort namn med små bokstäver, som freja."))


def _judge_levels(config: OidcConfig) -> None:
    named = {"accepted": config.accepted, "levels": tuple(config.levels.values())}
    named["assumed_level"] = (config.assumed_level,) if config.assumed_level else ()
    for name, levels in named.items():
        for level in levels:
            if level not in loa.TABLE:
                raise ConfigFault(name, _("Tillitsnivån %(level)s är okänd.") % {"level": level[:80]})
    if not config.accepted:
        raise ConfigFault("accepted", _("Välj minst en tillitsnivå som godtas."))
    if bool(config.level_claim) == bool(config.assumed_level):
        raise ConfigFault(
            "level_claim",
            _("Ange antingen var leverantören uppger tillitsnivån eller vilken nivå ni svarar för."),
        )
    if config.assumed_level and not loa.is_accepted(config.assumed_level, config.accepted):
        raise ConfigFault("assumed_level", _("Nivån finns inte bland dem som godtas, så ingen kommer in."))


def _judge_request(config: OidcConfig) -> None:
    if "openid" not in config.scopes:
        raise ConfigFault("scopes", _("Ordet openid måste finnas med."))
    if not config.algorithms or set(config.algorithms) - set(ALGORITHMS):
        raise ConfigFault("algorithms", _("Välj bland %(known)s.") % {"known": ", ".join(ALGORITHMS)})
    if set(config.prompt) - PROMPTS:
        raise ConfigFault("prompt", _("Välj bland %(known)s.") % {"known": ", ".join(sorted(PROMPTS))})
    if config.requires_number and not config.claims.of_numbers:
        raise ConfigFault("claims", _("Ange i vilket fält leverantören lämnar personens nummer."))
