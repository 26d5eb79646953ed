"""What is told and what is looked up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core import registry
from armkrok.core.administration.forms.fields import WHOLE_ADDRESS
from armkrok.ui.fields import DayInput


class FaultForm(forms.Form):
    """What does not work."""

    text = forms.CharField(
        label=_("Vad ville du göra, och vad hände?"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Skriv inga personnummer eller annat hemligt."),
        error_messages={"required": _("Berätta vad som hände")},
    )  # fmt: skip
    page = forms.CharField(label=_("Vilken sida gäller det?"), max_length=300, required=False)
    reply_to = forms.EmailField(
        label=_("E-post, om du vill ha svar"), max_length=254, required=False,
        error_messages={"invalid": WHOLE_ADDRESS}, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip


class AuditForm(forms.Form):
    """Which part of the log to read."""

    event = forms.ChoiceField(label=_("Händelse"), required=False)
    person = forms.CharField(label=_("Vem"), required=False, max_length=200)
    day = forms.DateField(
        label=_("Dag"), required=False, widget=DayInput,
        error_messages={"invalid": _("Skriv dagen som 2026-11-27")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = {
            kind.__name__: str(getattr(kind, "text", kind.__name__))
            for s in registry.services()
            for kind in s.events
        }
        ordered = sorted(texts.items(), key=lambda pair: pair[1])
        self.fields["event"].choices = [("", _("Alla")), *ordered]  # type: ignore[attr-defined]
