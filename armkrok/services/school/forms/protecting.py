"""What receivers get about a protected person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.services.school.models import Alias, Receiver


class DecisionForm(forms.Form):
    """A decision, taken with guardians or the adult pupil."""

    policy = forms.ChoiceField(
        label=_("Vad ska leverantörerna få?"), choices=Alias.Policy.choices, widget=forms.RadioSelect
    )
    receiver: "forms.ModelChoiceField[Receiver]" = forms.ModelChoiceField(
        label=_("Hos vem?"), queryset=None, required=False, empty_label=_("Alla mottagare")
    )
    given_name = forms.CharField(
        label=_("Alias, förnamn"), max_length=100, required=False,
        help_text=_("Aliaset behövs bara när något ska lämnas ut under alias."),
    )  # fmt: skip
    surname = forms.CharField(label=_("Alias, efternamn"), max_length=100, required=False)
    eppn = forms.CharField(
        label=_("Alias, inloggningsnamn"), max_length=254, required=False,
        help_text=_("Samma som eleven loggar in med. Annars får hon ett tomt konto."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Alias, e-post"), required=False,
        error_messages={"invalid": _("Skriv hela adressen, som namn@exempel.se")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Beslut och skäl"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Vem har bestämt, och tillsammans med vem? Skriv inga uppgifter om hotet."),
        error_messages={"required": _("Skriv vem som har bestämt och varför")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = Receiver.objects.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An alias is a whole one."""
        given = super().clean() or {}
        if given.get("policy") == Alias.Policy.ALIAS:
            for name, words in (
                ("given_name", _("Skriv ett förnamn")),
                ("surname", _("Skriv ett efternamn")),
                ("eppn", _("Skriv inloggningsnamnet")),
            ):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return given
