"""Identity providers. What each kind asks for stands first; everything else is there to change as JSON."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core.administration.actions.providers import ProviderFacts
from armkrok.core.identity import loa
from armkrok.core.tenants.models import current_organisation

LEVEL_NAMES = {
    "loa2": _("Nivå 2, granskad av Digg"),
    "loa3": _("Nivå 3, granskad av Digg"),
    "loa4": _("Nivå 4, granskad av Digg"),
    "loa2-nonresident": _("Nivå 2, för den som inte är folkbokförd"),
    "loa3-nonresident": _("Nivå 3, för den som inte är folkbokförd"),
    "loa4-nonresident": _("Nivå 4, för den som inte är folkbokförd"),
    "uncertified-loa2": _("Som nivå 2, men inte granskad"),
    "uncertified-loa3": _("Som nivå 3, men inte granskad"),
    "eidas-low": _("eIDAS låg"),
    "eidas-sub": _("eIDAS väsentlig"),
    "eidas-high": _("eIDAS hög"),
    "eidas-nf-low": _("eIDAS låg, anmäld i EU"),
    "eidas-nf-sub": _("eIDAS väsentlig, anmäld i EU"),
    "eidas-nf-high": _("eIDAS hög, anmäld i EU"),
}
"""Levels that an identity provider can be given, by the end of their addresses in `loa.TABLE`."""
LEVELS = [(uri, LEVEL_NAMES[key]) for uri in loa.TABLE if (key := uri.rpartition("/")[2]) in LEVEL_NAMES]


class ProviderForm(forms.Form):
    """A provider's settings; `asks` are the settings that have fields of their own."""

    name = forms.CharField(
        label=_("Namn på knappen"), max_length=80, error_messages={"required": _("Skriv ett namn")}
    )
    text = forms.CharField(
        label=_("Förklaring under namnet"), max_length=200, required=False,
        help_text=_("Till exempel: För dig som arbetar i kommunen."),
    )  # fmt: skip
    issuer = forms.CharField(
        label=_("Utfärdarens adress (issuer)"), max_length=500,
        help_text=_("Står i avtalet eller i leverantörens dokumentation, som https://login.leverantor.se"),
        error_messages={"required": _("Skriv utfärdarens adress")},
    )  # fmt: skip
    client_id = forms.CharField(
        label=_("Klient-id"), max_length=500,
        help_text=_("Vad leverantören kallar Armkrok. Ni får det när ni anmäler Armkrok hos dem."),
        error_messages={"required": _("Skriv klient-id")},
    )  # fmt: skip
    assumed_level = forms.ChoiceField(
        label=_("Tillitsnivå som ni svarar för"), choices=LEVELS,
        help_text=_("Hur säkert ni vet vem som loggar in. Nivå 3 kräver två faktorer och prövad identitet."),
        error_messages={"required": _("Välj en nivå")},
    )  # fmt: skip
    idp_entity_id = forms.CharField(
        label=_("Identitetstjänstens entity-id"), max_length=1024,
        help_text=_("Namnet som står som entityID i metadata."),
        error_messages={"required": _("Skriv identitetstjänstens entity-id")},
    )  # fmt: skip
    idp_metadata = forms.CharField(
        label=_("Identitetstjänstens metadata (XML)"), max_length=300_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("Leverantörens beskrivning av sin tjänst. Klistra in hela filen."),
        error_messages={"required": _("Klistra in metadata")},
    )  # fmt: skip
    secret = forms.CharField(
        label=_("Hemlighet eller privat nyckel"), required=False, max_length=20_000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    for_login = forms.BooleanField(label=_("Får användas för att logga in"), required=False, initial=True)
    for_signing = forms.BooleanField(label=_("Får användas för att skriva under"), required=False)
    advanced = forms.CharField(
        label=_("Övriga inställningar (JSON)"), max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "ak-code"}),
        help_text=_("Vilka fält som innehåller vad, godtagna nivåer med mera. Oftast behöver inget ändras."),
        error_messages={"required": _("Skriv {} om inget ska vara inställt.")},
    )  # fmt: skip

    def __init__(self, data: Any, *, asks: tuple[str, ...], initial: Mapping[str, Any], has_secret: bool):
        self.asks = asks
        super().__init__(data, initial=_spread(initial, asks))
        for name in ("issuer", "client_id", "assumed_level", "idp_entity_id", "idp_metadata"):
            if name not in asks:
                del self.fields[name]
        if not current_organisation().is_operator:
            del self.fields[
                "for_signing"
            ]  # a signature must hold for everybody, and so must who vouches for it
        self.fields["secret"].help_text = (
            _("Det finns en. Lämna tomt för att behålla den. Den visas aldrig.")
            if has_secret
            else _("Från leverantören. Lämna tomt om vi ska göra en egen nyckel. Den visas aldrig igen.")
        )

    def clean_advanced(self) -> dict[str, Any]:
        """An object, without what has fields of its own."""
        try:
            read = json.loads(self.cleaned_data["advanced"])
        except ValueError as error:
            line = getattr(error, "lineno", 1)
            text = _("Det är inte giltig JSON. Titta på rad %(line)s.") % {"line": line}
            raise forms.ValidationError(text) from error
        if not isinstance(read, dict):
            raise forms.ValidationError(_("Skriv ett objekt, som { }."))
        if twice := sorted({*self.asks, "secret"} & read.keys()):
            raise forms.ValidationError(_("%(name)s har ett eget fält.") % {"name": twice[0]})
        return read

    def settings(self) -> dict[str, Any]:
        """All settings but the secret."""
        data = self.cleaned_data
        return {**data["advanced"], **{name: data[name] for name in self.asks}}

    def facts(self) -> ProviderFacts:
        """What the action wants."""
        data = self.cleaned_data
        return ProviderFacts(
            name=data["name"], text=data["text"], settings=self.settings(), secret=data["secret"],
            for_login=data["for_login"], for_signing=data.get("for_signing", False),
        )  # fmt: skip


def _spread(initial: Mapping[str, Any], asks: tuple[str, ...]) -> dict[str, Any]:
    """The settings in their fields, and the others as JSON."""
    known = dict(initial["settings"])
    own = {name: known.pop(name, "") for name in asks}
    rest = json.dumps(known, indent=2, ensure_ascii=False)
    return {**{key: value for key, value in initial.items() if key != "settings"}, **own, "advanced": rest}
