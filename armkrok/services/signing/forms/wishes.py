"""The message to all, and the days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.kit.days import today
from armkrok.services.signing.forms.texts import LinesField
from armkrok.ui.fields import DayInput

DAYS = {
    "invalid": _("Skriv ett antal dagar med siffror."),
    "min_value": _("Skriv minst 1 dag."),
    "max_value": _("Skriv högst 365 dagar."),
}


class MessageForm(forms.Form):
    """The message and the last day."""

    sign_by = forms.DateField(
        label=_("Sista dag att skriva under"),
        required=False,
        widget=DayInput,
        error_messages={"invalid": _("Skriv dagen som 2026-11-27.")},
    )
    message = LinesField(
        label=_("Meddelande till alla"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    language = forms.ChoiceField(
        label=_("Språk i mejlen och på underskriftssidan"),
        choices=[("sv", _("Svenska")), ("en", _("Engelska"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj språk.")},
    )
    remind_last = forms.BooleanField(
        label=_("Påminn den som inte har skrivit under, dagen före sista dagen"), required=False
    )
    remind_after = forms.IntegerField(
        label=_("Första påminnelsen, dagar efter inbjudan"),
        required=False,
        min_value=1,
        max_value=365,
        error_messages=DAYS,
    )
    remind_every = forms.IntegerField(
        label=_("Därefter, dagar mellan påminnelserna"),
        required=False,
        min_value=1,
        max_value=365,
        error_messages=DAYS,
    )
    may_forward = forms.BooleanField(
        label=_("Den som får frågan får skicka den vidare till rätt person"), required=False
    )
    may_stand_in = forms.BooleanField(
        label=_("Den som är borta får ha en ersättare som skriver under i stället"), required=False
    )

    MORE = ("remind_after", "remind_every", "may_forward", "may_stand_in")

    def clean_sign_by(self) -> Any:
        """Not a day that has passed."""
        day = self.cleaned_data["sign_by"]
        if day and day < today():
            raise forms.ValidationError(_("Välj en dag från och med i dag."))
        return day

    def clean(self) -> dict[str, Any]:
        """An interval counts from the first reminder."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("remind_every") and not given.get("remind_after"):
            self.add_error("remind_after", _("Skriv också när den första påminnelsen ska gå."))
        return given
