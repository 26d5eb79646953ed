"""Systems and what they may do."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core.access.systems import NotANetwork, read_network
from armkrok.core.administration.actions.clients import scopes_for_clients

MOST_ADDRESSES = 20


class ClientForm(forms.Form):
    """A system and what it may do."""

    name = forms.CharField(
        label=_("Systemets namn"), max_length=120,
        error_messages={"required": _("Skriv systemets namn")},
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=_("Vad ska det få göra?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Välj minst en sak"),
            "invalid_choice": _("Välj bland det som system kan få göra."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(permission.key, permission.name) for permission in scopes_for_clients()]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]


class ReturnsForm(forms.Form):
    """Where a system may have people sent back to."""

    addresses = forms.CharField(
        label=_("Adresser att gå tillbaka till"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_("En hel adress på varje rad, som https://arenden.sundby.example/underskrift/klar"),
    )

    def clean_addresses(self) -> list[str]:
        """The lines that say something, twenty at most."""
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines()]
        addresses = list(dict.fromkeys(filter(None, lines)))
        if len(addresses) > MOST_ADDRESSES:
            raise forms.ValidationError(_("Skriv högst 20 adresser."))
        return addresses


class SecretForm(forms.Form):
    """How long the old secret holds beside the new one."""

    overlap = forms.TypedChoiceField(
        label=_("Hur länge ska den gamla hemligheten gälla?"),
        coerce=int,
        choices=[
            ("1", _("1 dag")),
            ("7", _("7 dagar")),
            ("30", _("30 dagar")),
            ("0", _("Inte alls, den kan ha kommit ut")),
        ],
        initial="7",
        widget=forms.RadioSelect,
        help_text=_("Under tiden gäller båda, så att systemet hinner byta utan avbrott."),
        error_messages={"required": _("Välj hur länge"), "invalid_choice": _("Välj hur länge")},
    )


class LimitsForm(forms.Form):
    """From where a system may call, and how often."""

    networks = forms.CharField(
        label=_("Nät som systemet får anropa från"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "Ett på varje rad, som 192.0.2.0/24 eller 2001:db8::/32. "
            "Utan nät får systemet anropa varifrån som helst."
        ),
    )
    per_minute = forms.IntegerField(
        label=_("Anrop i minuten, högst"),
        min_value=10,
        max_value=60_000,
        widget=forms.NumberInput(attrs={"class": "ak-short", "inputmode": "numeric"}),
        error_messages={
            "required": _("Skriv ett tal från 10 till 60 000"),
            "invalid": _("Skriv ett tal från 10 till 60 000"),
            "min_value": _("Skriv ett tal från 10 till 60 000"),
            "max_value": _("Skriv ett tal från 10 till 60 000"),
        },
    )

    def clean_networks(self) -> str:
        """Each line a network, in its shortest form."""
        lines = [line.strip() for line in self.cleaned_data["networks"].splitlines()]
        try:
            return "\n".join(dict.fromkeys(read_network(line) for line in lines if line))
        except NotANetwork as refusal:
            raise forms.ValidationError(str(refusal.text)) from refusal


class KeysForm(forms.Form):
    """The public keys of a system that has no secret to keep."""

    keys = forms.CharField(
        label=_("Publika nycklar (JWKS)"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            'Som {"keys": [{"kty": "EC", …}]}. Utan nycklar loggar systemet bara in med sin hemlighet.'
        ),
    )

    def clean_keys(self) -> str:
        """The set, written evenly; whether they are keys, and public, the action judges."""
        text = self.cleaned_data["keys"].strip()
        if not text:
            return ""
        try:
            read = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(_("Det går inte att läsa som JSON.")) from error
        if not isinstance(read, dict) or not isinstance(read.get("keys"), list):
            raise forms.ValidationError(_("Skriv nycklarna i en lista som heter keys."))
        return json.dumps(read, indent=2)

    def found(self) -> list[dict[str, Any]]:
        """The keys, for the action."""
        text = self.cleaned_data["keys"]
        return json.loads(text)["keys"] if text else []
