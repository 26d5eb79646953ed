"""What receivers get about a protected person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.services.school.models import Alias, Receiver
from armkrok.ui.fields import ChoiceForm


class DecisionForm(ChoiceForm):
    """A decision, taken with guardians or the adult pupil. An alias is a whole one."""

    goes_with = dict.fromkeys(("given_name", "surname", "eppn", "email"), ("policy", Alias.Policy.ALIAS))

    policy = forms.ChoiceField(
        label=_("Vad ska leverantörerna få?"), choices=Alias.Policy.choices, widget=forms.RadioSelect
    )
    receiver: "forms.ModelChoiceField[Receiver]" = forms.ModelChoiceField(
        label=_("Hos vem?"), queryset=None, required=False, empty_label=_("Alla mottagare")
    )
    given_name = forms.CharField(
        label=_("Alias, förnamn"), max_length=100, error_messages={"required": _("Skriv ett förnamn")}
    )
    surname = forms.CharField(
        label=_("Alias, efternamn"), max_length=100, error_messages={"required": _("Skriv ett efternamn")}
    )
    eppn = forms.CharField(
        label=_("Alias, inloggningsnamn"), max_length=254,
        help_text=_("Samma som eleven loggar in med. Annars får hon ett tomt konto."),
        error_messages={"required": _("Skriv inloggningsnamnet")},
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
