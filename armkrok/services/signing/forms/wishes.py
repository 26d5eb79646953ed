"""The message to all, and the days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.kit.days import today
from armkrok.services.signing.forms.texts import LinesField
from armkrok.ui.fields import DayInput


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
    remind_last = forms.BooleanField(
        label=_("Påminn den som inte har skrivit under, dagen före sista dagen"), required=False
    )
    language = forms.ChoiceField(
        label=_("Språk i mejlen och på underskriftssidan"),
        choices=[("sv", _("Svenska")), ("en", _("Engelska"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj språk.")},
    )

    def clean_sign_by(self) -> Any:
        """Not a day that has passed."""
        day = self.cleaned_data["sign_by"]
        if day and day < today():
            raise forms.ValidationError(_("Välj en dag från och med i dag."))
        return day
