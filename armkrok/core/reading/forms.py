"""Which reads to look for, and how the log is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core import registry
from armkrok.core.reading.models import LONGEST, SHORTEST
from armkrok.ui.fields import DayInput

WRONG_DAY = {"invalid": _("Skriv dagen som 2026-11-27")}


class SearchForm(forms.Form):
    """Sent by POST, so that neither names nor numbers end up in addresses."""

    person = forms.CharField(label=_("Vems uppgifter"), required=False, max_length=200)
    reader = forms.CharField(label=_("Vem läste"), required=False, max_length=200)
    what = forms.ChoiceField(label=_("Vad"), required=False)
    first = forms.DateField(label=_("Från dag"), required=False, widget=DayInput, error_messages=WRONG_DAY)
    last = forms.DateField(label=_("Till dag"), required=False, widget=DayInput, error_messages=WRONG_DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted((str(kind.name), key) for key, kind in registry.read_kinds().items())
        choices = [("", _("Allt")), *((key, name) for name, key in kinds)]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]


class PolicyForm(forms.Form):
    """How the log is kept."""

    years = forms.IntegerField(
        label=_("Så många år sparas varje läsning"),
        min_value=SHORTEST,
        max_value=LONGEST,
        widget=forms.NumberInput(attrs={"class": "ak-short", "inputmode": "numeric"}),
        help_text=_(
            "Fem år räcker oftast: så länge kan dataintrång åtalas. Grovt dataintrång kan åtalas i tio."
        ),
        error_messages={
            "required": _("Skriv antalet år."),
            "invalid": _("Skriv antalet år med siffror."),
            "min_value": _("Läsningar ska sparas i minst två år."),
            "max_value": _("Läsningar sparas i högst tio år."),
        },
    )
    decision = forms.CharField(
        label=_("Beslut om gallring"),
        required=False,
        max_length=200,
        help_text=_("Som KS 2026/17 § 4. Utan beslut gallras inget, hur gammalt det än är."),
    )
    names_readers = forms.BooleanField(
        label=_("Visa namnet på den som har läst för den som uppgifterna gäller"),
        required=False,
        help_text=_("Annars visas roll, enhet och organisation."),
    )
