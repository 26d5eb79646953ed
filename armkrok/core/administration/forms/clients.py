"""Systems and what they may do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
