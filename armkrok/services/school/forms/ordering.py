"""What people type about orders, decisions and invoices."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from armkrok.kit.days import today
from armkrok.services.school.models import Budget, SchoolUnit
from armkrok.services.school.queries.ordering import LineView
from armkrok.ui.fields import ChoiceForm, DayInput

FARTHEST = timedelta(days=5 * 365)
WRITE_DAY = {"required": _("Välj en dag"), "invalid": _("Välj en dag")}
WRITE_SUM = _("Skriv beloppet med siffror, som 1 250,50")


class KronorField(forms.DecimalField):
    """A sum in kronor, written as people do: 1 250,50."""

    def __init__(self, **kwargs: Any) -> None:
        errors = {"invalid": WRITE_SUM, "required": WRITE_SUM, "min_value": WRITE_SUM}
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(
            max_digits=12, decimal_places=2, min_value=0, error_messages=errors, widget=widget, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        """A known sum as it is read, 1 250,50 or 240 000; what somebody has typed stays as it was typed."""
        if not isinstance(value, Decimal):
            return value
        return number_format(value, 0 if value == value.to_integral_value() else 2, force_grouping=True)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Blanks between thousands are left out; the comma is the decimal sign."""
        text = "".join(str(value).split()).replace(",", ".") if value is not None else value
        return super().to_python(text)


class WishesForm(forms.Form):
    """When, why, and who pays."""

    wanted_on = forms.DateField(
        label=_("När behöver eleverna läromedlet?"), widget=DayInput, error_messages=WRITE_DAY
    )
    motive = forms.CharField(
        label=_("Varför behövs det?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Den som godkänner läser det här. Skriv inget om enskilda elever."),
        error_messages={"required": _("Skriv varför det behövs")},
    )  # fmt: skip
    cost_centre = forms.CharField(label=_("Kostnadsställe"), max_length=40, required=False)

    def clean_wanted_on(self) -> date:
        """No day that has passed."""
        day: date = self.cleaned_data["wanted_on"]
        if not today() <= day <= today() + FARTHEST:
            raise forms.ValidationError(_("Välj en dag från och med i dag, inom fem år"))
        return day


class UnitForm(forms.Form):
    """Which school a title without classes is for."""

    unit = forms.ModelChoiceField(
        SchoolUnit._base_manager.none(), label=_("Skola"), empty_label=None,
        error_messages={"required": _("Välj en skola")},
    )  # fmt: skip

    def __init__(self, units: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class BudgetChoiceForm(forms.Form):
    """Which budget pays, where a school has several for the year."""

    budget = forms.ModelChoiceField(
        Budget._base_manager.none(), label=_("Vilken budget betalar?"), empty_label=None,
        error_messages={"required": _("Välj en budget"), "invalid_choice": _("Välj en budget")},
    )  # fmt: skip

    def __init__(self, budgets: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["budget"].queryset = budgets  # type: ignore[attr-defined]


class DecisionForm(ChoiceForm):
    """Yes, or no and why."""

    YES, NO = "yes", "no"
    goes_with = {"reason": ("decision", NO)}
    decision = forms.ChoiceField(
        label=_("Vad beslutar du?"), widget=forms.RadioSelect,
        choices=((YES, _("Godkänn köpet")), (NO, _("Neka, och skriv varför"))),
        error_messages={"required": _("Välj om du godkänner eller nekar")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Varför nekar du?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Den som beställde läser det."), error_messages={"required": _("Skriv varför du nekar")},
    )  # fmt: skip


class RemarkForm(forms.Form):
    """A question, or its answer."""

    text = forms.CharField(
        label=_("Vad vill du skriva?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Skriv inget om enskilda elever."), error_messages={"required": _("Skriv något")},
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why an order is called off or given back."""

    reason = forms.CharField(
        label=_("Varför?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv varför")},
    )  # fmt: skip


class ConfirmationForm(forms.Form):
    """The supplier's own number of an order."""

    reference = forms.CharField(label=_("Leverantörens nummer"), max_length=80, required=False)


class DeliveryForm(forms.Form):
    """How many of each line have come."""

    on = forms.DateField(label=_("Leveransdag"), widget=DayInput, error_messages=WRITE_DAY)
    reference = forms.CharField(label=_("Licensens nummer hos leverantören"), max_length=80, required=False)

    def __init__(self, lines: tuple[LineView, ...], ordered_on: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.ordered_on = lines, ordered_on
        self.fields["on"].initial = today()
        for line in lines:
            if line.left:
                self.fields[f"antal-{line.id}"] = forms.IntegerField(
                    label=_("{name}, antal av {left}").format(name=line.title.name, left=line.left),
                    min_value=0, max_value=line.left, initial=line.left,
                    error_messages={"required": _("Skriv antalet med siffror, 0 om inget har kommit")},
                )  # fmt: skip

    def clean_on(self) -> date:
        """No day before the order, and none that is still to come."""
        day: date = self.cleaned_data["on"]
        if not self.ordered_on <= day <= today():
            raise forms.ValidationError(_("Välj en dag från beställningen till och med i dag"))
        return day

    def numbers(self) -> dict[UUID, int]:
        """How many by line."""
        named = {one.id: self.cleaned_data.get(f"antal-{one.id}") for one in self.lines}
        return {key: number for key, number in named.items() if number}


class InvoiceForm(forms.Form):
    """An invoice that has come."""

    invoice = forms.CharField(
        label=_("Fakturanummer"), max_length=60, error_messages={"required": _("Skriv fakturans nummer")}
    )
    amount = KronorField(label=_("Belopp utan moms, kronor"))
