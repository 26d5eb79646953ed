"""What an organisation must configure to log people in by a SAML identity provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from armkrok.core.identity import loa
from armkrok.core.identity.saml import keys
from armkrok.core.identity.saml.errors import ConfigFault
from armkrok.core.identity.saml.idp_metadata import IdpFacts, facts
from armkrok.core.identity.saml.presets import ACCEPTS_COORDINATION_NUMBER, SWEDISH_ATTRIBUTES

FIELDS_OF_A_PERSON: Final = frozenset(SWEDISH_ATTRIBUTES) | {"subject"}
LISTS: Final = ("requested_levels", "accepted_levels", "entity_categories", "accepted_bindings")


@dataclass(frozen=True)
class SamlConfig:
    """One identity provider, and how far it is believed.

    `secret` is PEM (see keys.py) and never among the settings. `attributes` says which attribute holds what:
    our word (FIELDS_OF_A_PERSON) to the provider's name. Levels are URIs of the table in loa.py;
    `level_names` translates a provider's own word for a level, which is the organisation's decision to make.
    `accepted_bindings` are the ways of tying a Swedish number to a foreign e-ID that are believed: none,
    unless somebody has decided otherwise. `max_age` is in seconds and tells how long ago the person may have
    logged in at the provider when `forces_login` is off. `metadata_url` and `metadata_certificate` (PEM) are
    for fetching anew; `idp_metadata` is what is used.
    """

    idp_entity_id: str
    idp_metadata: str
    sp_entity_id: str
    secret: str = field(repr=False)
    attributes: Mapping[str, str] = field(default_factory=lambda: dict(SWEDISH_ATTRIBUTES))
    requested_levels: tuple[str, ...] = ()
    accepted_levels: tuple[str, ...] = (loa.LOA3,)
    level_names: Mapping[str, str] = field(default_factory=dict)
    accepted_bindings: tuple[str, ...] = ()
    entity_categories: tuple[str, ...] = ()
    requires_signed_response: bool = True
    requires_signed_assertion: bool = False
    requires_encryption: bool = True
    allows_cbc: bool = False
    forces_login: bool = True
    max_age: int = 3600
    display_name: str = "Armkrok"
    organisation_name: str = ""
    contact_email: str = ""
    metadata_url: str = ""
    metadata_certificate: str = ""

    def __post_init__(self) -> None:
        keys.pairs(self.secret)
        if not urlsplit(self.sp_entity_id).scheme or len(self.sp_entity_id) > 1024:
            raise ConfigFault("sp_entity_id", _("Vårt entity-id ska vara en hel adress eller en urn."))
        facts(self.idp_metadata, self.idp_entity_id)
        self._judge_attributes()
        self._judge_levels()
        if not (self.requires_signed_response or self.requires_signed_assertion):
            raise ConfigFault(
                "requires_signed_response", _("Svaret eller intyget måste vara signerat, helst båda.")
            )

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any], secret: str) -> SamlConfig:
        """Read stored settings; raises ConfigFault naming the field. Unknown names are a fault too."""
        known = {one.name: one for one in fields(cls) if one.name != "secret"}
        for name, value in settings.items():
            if name not in known or not _is_shaped(name, value, str(known[name].type)):
                raise ConfigFault(name, _("Inställningen finns inte eller har fel form."))
        for name in ("idp_entity_id", "idp_metadata", "sp_entity_id"):
            if not settings.get(name):
                raise ConfigFault(name, _("Inställningen saknas."))
        values: dict[str, Any] = {
            name: tuple(value) if name in LISTS else value for name, value in settings.items()
        }
        return cls(secret=secret, **values)

    def to_settings(self) -> dict[str, Any]:
        """All but the secret, as JSON takes it."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "secret"}
        return {name: _as_json(value) for name, value in values.items()}

    @property
    def idp(self) -> IdpFacts:
        """What the provider's metadata says."""
        return facts(self.idp_metadata, self.idp_entity_id)

    @property
    def is_simulated(self) -> bool:
        """True for a provider on this machine without HTTPS: there anybody can be anybody."""
        return self.idp.sso_url.startswith("http://")

    @property
    def accepts_coordination_number(self) -> bool:
        """Whether the number's attribute may hold a coordination number (Sweden Connect)."""
        return ACCEPTS_COORDINATION_NUMBER in self.entity_categories

    def level(self, returned: str) -> str:
        """The level in our table that a provider's word for it stands for."""
        return self.level_names.get(returned, returned)

    def _judge_attributes(self) -> None:
        unknown = set(self.attributes) - FIELDS_OF_A_PERSON
        if unknown or not all(self.attributes.values()):
            raise ConfigFault("attributes", _("Ett attribut saknar namn eller är okänt för oss."))
        if len(set(self.attributes.values())) < len(self.attributes):
            raise ConfigFault("attributes", _("Samma attribut är angivet för två uppgifter."))

    def _judge_levels(self) -> None:
        if not self.accepted_levels or any(one not in loa.TABLE for one in self.accepted_levels):
            raise ConfigFault("accepted_levels", _("Ange minst en känd tillitsnivå som godtas."))
        if any(one not in loa.TABLE for one in self.level_names.values()):
            raise ConfigFault("level_names", _("En nivå översätts till en tillitsnivå som inte finns."))


def _is_shaped(name: str, value: Any, type_name: str) -> bool:
    """Whether a value read from JSON is what the field takes."""
    if name in LISTS:
        return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    if type_name.startswith("Mapping"):
        return isinstance(value, dict) and all(isinstance(one, str) for one in (*value, *value.values()))
    if type_name == "int":
        return type(value) is int and 0 < value <= 86_400
    return isinstance(value, bool if type_name == "bool" else str)


def _as_json(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
