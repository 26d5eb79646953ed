"""What people type about budgets, the buyer, and rights to buy."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.kit.days import today
from armkrok.services.school.forms.ordering import WRITE_DAY, KronorField
from armkrok.services.school.models import SchoolUnit
from armkrok.services.school.queries.subjects import subjects
from armkrok.ui.fields import DayInput

FIRST_YEAR, LAST_YEAR = 2020, 2100


class BudgetForm(forms.Form):
    """Money for a school and a year."""

    unit = forms.ModelChoiceField(
        SchoolUnit._base_manager.none(), label=_("Skola"), empty_label=_("Välj"),
        error_messages={"required": _("Välj en skola")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("Namn"), max_length=120, initial=_("Digitala läromedel"),
        error_messages={"required": _("Skriv ett namn på budgeten")},
    )  # fmt: skip
    year = forms.IntegerField(label=_("År"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    amount = KronorField(label=_("Belopp, kronor"))

    def __init__(self, units: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["year"].initial = today().year


class BuyerForm(forms.Form):
    """What orders say of the buyer."""

    gln = forms.RegexField(
        r"^\d{13}$", label=_("GLN"), required=False, max_length=13,
        help_text=_("Lokaliseringskod med 13 siffror. Dit går leveranser och fakturor."),
        error_messages={"invalid": _("Skriv 13 siffror")},
    )  # fmt: skip
    vat_number = forms.CharField(
        label=_("Momsnummer"), max_length=20, required=False,
        help_text=_("Tomt: SE, organisationsnumret och 01."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-post för frågor om beställningar"), required=False,
        error_messages={"invalid": _("Skriv hela adressen, som namn@exempel.se")},
    )  # fmt: skip


class PeriodForm(forms.Form):
    """From a day to a day."""

    starts_on = forms.DateField(label=_("Från och med"), widget=DayInput(), required=False)
    ends_on = forms.DateField(label=_("Till och med"), widget=DayInput(), required=False)

    def clean(self) -> dict[str, Any]:
        """The days come in order."""
        given = super().clean() or {}
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Sista dagen kan inte vara före den första"))
        return given


class RightForm(PeriodForm):
    """How far a right to buy reaches."""

    person = forms.CharField(
        label=_("Vem?"), max_length=254, help_text=_("Hela namnet eller e-postadressen."),
        error_messages={"required": _("Skriv ett namn eller en e-postadress")},
    )  # fmt: skip
    deed = forms.ChoiceField(
        label=_("Vad får personen göra?"), widget=forms.RadioSelect,
        choices=(("approve", _("Godkänna beställningar")), ("order", _("Beställa"))), initial="approve",
        error_messages={"required": _("Välj vad personen får göra")},
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        SchoolUnit._base_manager.none(), label=_("Skola"), empty_label=_("Alla skolor"), required=False
    )
    limit = KronorField(
        label=_("Högst, kronor per beställning"), required=False, help_text=_("Tomt: ingen gräns.")
    )
    is_over_budget = forms.BooleanField(label=_("Får godkänna utöver budget"), required=False)
    subjects = forms.MultipleChoiceField(
        label=_("Bara i de här ämnena"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Ingen ruta ikryssad: alla ämnen."),
    )  # fmt: skip
    field_order = ("person", "deed", "unit", "limit", "is_over_budget", "subjects", "starts_on", "ends_on")

    def __init__(self, units: Any, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        names = sorted(subjects().items(), key=lambda one: one[1])
        self.fields["subjects"].choices = names  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["person"]


class LendForm(PeriodForm):
    """Who decides while one is away."""

    person = forms.CharField(
        label=_("Vem ska godkänna i ditt ställe?"), max_length=254,
        help_text=_("Hela namnet eller e-postadressen."),
        error_messages={"required": _("Skriv ett namn eller en e-postadress")},
    )  # fmt: skip
    starts_on = forms.DateField(label=_("Från och med"), widget=DayInput, error_messages=WRITE_DAY)
    ends_on = forms.DateField(label=_("Till och med"), widget=DayInput, error_messages=WRITE_DAY)
    field_order = ("person", "starts_on", "ends_on")
