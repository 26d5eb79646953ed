"""What named staff fill in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.people import NumberRefused, read_number
from armkrok.core.protection.models import Marking


class MarkForm(forms.Form):
    """Who, which marking and why. The number is sent in the body of the form, never in an address."""

    number = forms.CharField(
        label=_("Personnummer"),
        max_length=20,
        help_text=_("Tolv siffror, som 19811218-9876."),
        error_messages={"required": _("Skriv personnumret med tolv siffror, som 19811218-9876.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "ak-mid"}),
    )
    kind = forms.ChoiceField(
        label=_("Slag av skydd"),
        choices=[(one.value, one.label) for one in Marking.BY_HAND],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj slag av skydd")},
    )
    reason = forms.CharField(
        label=_("Skäl"),
        max_length=500,
        help_text=_("Till exempel vad personen har visat. Sparas krypterat. Bara namngivna ser det."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv varför personen markeras")},
    )

    def clean_number(self) -> str:
        """Twelve digits; whether anybody has them is the action's business."""
        try:
            return read_number(self.cleaned_data["number"])
        except NumberRefused as refusal:
            raise forms.ValidationError(str(refusal.text), code="number") from refusal
