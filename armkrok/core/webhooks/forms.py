"""What administrators fill in about receivers."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core.webhooks import queries
from armkrok.core.webhooks.actions import ReceiverFacts
from armkrok.kit.days import STOCKHOLM, today
from armkrok.ui.fields import DayInput


class ReceiverForm(forms.Form):
    """A system, where it listens and what it wants to hear."""

    name = forms.CharField(
        label=_("Systemets namn"), max_length=120, error_messages={"required": _("Skriv systemets namn")}
    )
    url = forms.CharField(
        label=_("Adress"),
        max_length=500,
        help_text=_("Dit skickas aviseringarna. Börjar med https://"),
        error_messages={"required": _("Skriv adressen som systemet tar emot på")},
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    events = forms.MultipleChoiceField(
        label=_("Vad vill systemet veta?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Välj minst en händelse"),
            "invalid_choice": _("Välj bland händelserna i listan."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.key, one.name) for one in queries.broadcasts()]
        self.fields["events"].choices = choices  # type: ignore[attr-defined]

    def facts(self) -> ReceiverFacts:
        """What the action wants."""
        return ReceiverFacts(**self.cleaned_data)


class ReplayForm(forms.Form):
    """From when messages are to be sent again, on a Swedish clock."""

    day = forms.DateField(
        label=_("Från och med"),
        widget=DayInput,
        error_messages={"invalid": _("Skriv dagen som 2026-11-27"), "required": _("Välj en dag")},
    )
    clock = forms.TimeField(
        label=_("Klockan"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"invalid": _("Skriv klockslaget som 09:30")},
    )

    def clean_day(self) -> Any:
        """A day that has begun."""
        day = self.cleaned_data["day"]
        if day > today():
            raise forms.ValidationError(_("Välj en dag som har varit, eller i dag."))
        return day

    def moment(self) -> datetime:
        """The moment in the form."""
        data = self.cleaned_data
        return datetime.combine(data["day"], data["clock"] or time(), STOCKHOLM)
