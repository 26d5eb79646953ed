"""A title as the school administrator writes it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.kit.isbn import is_isbn, isbn_13
from armkrok.services.school.forms.catalogue import FORMS, YEARS, Many
from armkrok.services.school.importing.title_cells import FIRST_YEAR, LAST_YEAR
from armkrok.services.school.models import Receiver, Supplier, Title
from armkrok.services.school.queries.levels import LEVELS
from armkrok.services.school.queries.offers import NEEDS, SCHOOL_TYPES
from armkrok.services.school.queries.subjects import is_course, subject_name, subjects
from armkrok.ui.fields import ChoiceForm, DayInput

GROUPS = (
    (_("Läromedlet"), "name supplier isbn article edition year description form"),
    (_("För vem"), "subject_names codes school_types from_year to_year needs"),
    (_("Pris"), "price vat_percent scope"),
    (_("Elevernas uppgifter"), "receiver level"),
    (_("Licensen"), "starts_on start_date duration_months assign_within_months auto_start_months"
     " revocable_months reusable needs_renewal_ref shrink_after_end"),
)  # fmt: skip
"""Headings of the form, and the fields under each."""


class TitleForm(ChoiceForm):
    """A title with its price and its licence's terms."""

    goes_with = {"start_date": ("starts_on", Title.Starts.DATE)}

    name = forms.CharField(
        label=_("Titel"), max_length=300, error_messages={"required": _("Skriv läromedlets titel")}
    )
    supplier: Any = forms.ModelChoiceField(
        label=_("Leverantör"), queryset=None, empty_label=_("Välj"),
        error_messages={"required": _("Välj vem som säljer läromedlet")},
    )  # fmt: skip
    isbn = forms.CharField(label=_("ISBN"), required=False, max_length=20)
    article = forms.CharField(label=_("Leverantörens artikelnummer"), required=False, max_length=40)
    edition = forms.CharField(label=_("Upplaga"), required=False, max_length=60)
    year = forms.IntegerField(label=_("Utgivningsår"), required=False, min_value=1900, max_value=2100)
    description = forms.CharField(
        label=_("Beskrivning"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Två meningar om vad det är."),
    )  # fmt: skip
    form = forms.ChoiceField(label=_("Form"), choices=FORMS[1:], widget=forms.RadioSelect)
    subject_names = forms.MultipleChoiceField(label=_("Ämnen"), required=False, widget=Many)
    codes = forms.CharField(
        label=_("Ämneskoder och kurskoder"), required=False, max_length=300,
        help_text=_("Skolverkets koder med komma mellan, som GRGRMAT01, MATMAT01a."),
    )  # fmt: skip
    school_types = forms.MultipleChoiceField(
        label=_("Skolformer"), required=False, choices=[*SCHOOL_TYPES.items()], widget=Many
    )
    from_year = forms.TypedChoiceField(
        label=_("Från årskurs"), required=False, coerce=int, empty_value=None, choices=[("", "–"), *YEARS]
    )
    to_year = forms.TypedChoiceField(
        label=_("Till årskurs"), required=False, coerce=int, empty_value=None, choices=[("", "–"), *YEARS]
    )
    needs = forms.MultipleChoiceField(
        label=_("Passar elever som behöver"), required=False, choices=[*NEEDS.items()], widget=Many
    )
    price = forms.DecimalField(
        label=_("Pris i kronor, utan moms"), min_value=0, max_digits=10, decimal_places=2, localize=True,
        error_messages={"required": _("Skriv priset"), "invalid": _("Skriv priset som 1 250,50")},
    )  # fmt: skip
    vat_percent = forms.DecimalField(
        label=_("Moms, procent"), min_value=0, max_value=99, max_digits=4, decimal_places=2, localize=True
    )
    scope = forms.ChoiceField(label=_("Priset gäller"), choices=Title.Scope.choices)
    receiver: Any = forms.ModelChoiceField(
        label=_("Tjänst som får uppgifter om eleverna"), queryset=None, required=False,
        empty_label=_("Ingen: leverantören får inga uppgifter"),
    )  # fmt: skip
    level = forms.TypedChoiceField(label=_("Uppgifter som behövs"), coerce=int, choices=LEVELS)
    starts_on = forms.ChoiceField(label=_("Licensen börjar"), choices=Title.Starts.choices)
    start_date = forms.DateField(
        label=_("Vilken dag?"), widget=DayInput,
        error_messages={"required": _("Välj vilken dag licensen börjar")},
    )  # fmt: skip
    duration_months = forms.IntegerField(label=_("Licensens längd, månader"), min_value=1, max_value=120)
    assign_within_months = forms.IntegerField(
        label=_("Måste delas ut inom, månader"), required=False, min_value=1, max_value=120
    )
    auto_start_months = forms.IntegerField(
        label=_("Börjar av sig själv efter, månader"), required=False, min_value=1, max_value=120
    )
    revocable_months = forms.IntegerField(
        label=_("Kan tas tillbaka inom, månader"), required=False, min_value=0, max_value=120
    )
    reusable = forms.BooleanField(label=_("Tid som är kvar kan ges till en annan elev"), required=False)
    needs_renewal_ref = forms.BooleanField(
        label=_("Förlängning måste nämna den gamla prenumerationen"), required=False
    )
    shrink_after_end = forms.BooleanField(
        label=_("Antalet kan minskas först när tiden har gått ut"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(subjects().values())
        self.fields["subject_names"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        self.fields["supplier"].queryset = Supplier.objects.order_by("name")  # type: ignore[attr-defined]
        receivers = Receiver.objects.select_related("supplier").order_by("name")
        self.fields["receiver"].queryset = receivers  # type: ignore[attr-defined]

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names.split()]) for heading, names in GROUPS]

    def clean_isbn(self) -> str:
        """Without hyphens; the check digit must be right."""
        text = self.cleaned_data["isbn"].strip()
        if text and not is_isbn(text):
            raise forms.ValidationError(_("Numret är inte ett ISBN. Se efter på omslaget."))
        return isbn_13(text)

    def clean(self) -> dict[str, Any]:
        """What belongs together."""
        data = super().clean() or {}
        first, last = data.get("from_year"), data.get("to_year")
        if first is not None and last is not None and first > last:
            self.add_error("to_year", _("Till årskurs kan inte vara lägre än från årskurs"))
        if (day := data.get("start_date")) and not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.add_error("start_date", _("Välj en dag från år 2000 till 2100"))
        supplier, receiver = data.get("supplier"), data.get("receiver")
        if supplier and receiver and receiver.supplier_id != supplier.pk:
            self.add_error("receiver", _("Tjänsten hör till en annan leverantör"))
        return data

    def facts(self) -> dict[str, Any]:
        """The title's fields by name."""
        data = dict(self.cleaned_data)
        codes = [one for one in data.pop("codes").replace(",", " ").split() if one]
        data["subjects"] = [one for one in codes if not is_course(one)]
        data["courses"] = [one for one in codes if is_course(one)]
        named = [*data["subject_names"], *filter(None, map(subject_name, codes))]
        data["subject_names"] = list(dict.fromkeys(named))
        data["is_digital"] = data.pop("form") == "digital"
        onix = [one for one in (self.initial.get("needs") or ()) if one not in NEEDS]
        data["accessibility"] = [*data.pop("needs"), *onix]
        return data


def initial_of(title: Title) -> dict[str, Any]:
    """What the form begins with when a title is changed."""
    same = ("name", "supplier", "isbn", "article", "edition", "year", "description", "subject_names",
            "school_types", "from_year", "to_year", "price", "vat_percent", "scope", "receiver", "level",
            "starts_on", "start_date", "duration_months", "assign_within_months", "auto_start_months",
            "revocable_months", "reusable", "needs_renewal_ref", "shrink_after_end")  # fmt: skip
    found = {name: getattr(title, name) for name in same}
    codes = ", ".join([*title.subjects, *title.courses])
    form = "digital" if title.is_digital else "print"
    return found | {"codes": codes, "form": form, "needs": [*title.accessibility]}


START = {"form": "digital", "vat_percent": Decimal(25), "duration_months": 12, "level": 1}
