"""What somebody looks for in the catalogue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.services.school.queries.catalogue import Wanted, publishers
from armkrok.services.school.queries.offers import NEEDS, SCHOOL_TYPES
from armkrok.services.school.queries.subjects import subjects

Many = forms.CheckboxSelectMultiple
YEARS = [(str(year), _("Förskoleklass") if not year else str(year)) for year in range(10)]
SORTS = (
    ("", _("Bäst träff")),
    ("name", _("Titel")),
    ("price", _("Lägsta pris")),
    ("newest", _("Nyast")),
)
FORMS = (("", _("Digitalt och tryckt")), ("digital", _("Digitalt")), ("print", _("Tryckt")))


class FilterForm(forms.Form):
    """The search box and the filters; what is wrong counts as not asked for."""

    q = forms.CharField(label=_("Sök läromedel"), required=False, max_length=200)
    ar = forms.MultipleChoiceField(label=_("Årskurs"), required=False, choices=YEARS, widget=Many)
    amne = forms.ChoiceField(label=_("Ämne"), required=False)
    skolform = forms.ChoiceField(label=_("Skolform"), required=False)
    avtal = forms.MultipleChoiceField(label=_("Avtal"), required=False, widget=Many)
    behov = forms.MultipleChoiceField(
        label=_("Eleven behöver"), required=False, choices=[*NEEDS.items()], widget=Many
    )
    form = forms.ChoiceField(label=_("Form"), required=False, choices=FORMS)
    forlag = forms.ChoiceField(label=_("Förlag"), required=False)
    pris_fran = forms.DecimalField(label=_("Pris från, kr"), required=False, min_value=0, max_value=10**6)
    pris_till = forms.DecimalField(label=_("Pris till, kr"), required=False, min_value=0, max_value=10**6)
    ordning = forms.ChoiceField(label=_("Ordning"), required=False, choices=SORTS)

    def __init__(self, *args: Any, town: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(subjects().values())
        approved = _("Godkänt i %(town)s") % {"town": town}
        choices: dict[str, list[tuple[str, Any]]] = {
            "amne": [("", _("Alla ämnen")), *((name, name) for name in names)],
            "skolform": [("", _("Alla skolformer")), *SCHOOL_TYPES.items()],
            "avtal": [("godkant", approved), ("har", _("Vi har redan licens"))],
            "forlag": [("", _("Alla förlag")), *((str(key), name) for key, name in publishers())],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What to look for. Call it after is_valid(), whatever that says."""
        data = self.cleaned_data
        return Wanted(
            text=data.get("q", ""),
            years=tuple(int(one) for one in data.get("ar", ())),
            school_type=data.get("skolform", ""),
            subject=data.get("amne", ""),
            supplier=data.get("forlag") or None,
            approved="godkant" in data.get("avtal", ()),
            owned="har" in data.get("avtal", ()),
            needs=tuple(data.get("behov", ())),
            form=data.get("form", ""),
            price_from=data.get("pris_fran"),
            price_to=data.get("pris_till"),
            sort=data.get("ordning", ""),
        )

    @property
    def has_more(self) -> bool:
        """Whether a filter is in use that the page keeps folded."""
        return any(
            self.cleaned_data.get(name) for name in ("skolform", "form", "forlag", "pris_fran", "pris_till")
        )

    def chosen(self) -> list[tuple[str, str, str]]:
        """The filters in use: field, value and words; the search box and the order are not among them."""
        found: list[tuple[str, str, str]] = []
        for name in ("ar", "amne", "skolform", "avtal", "behov", "form", "forlag"):
            words = {str(key): str(word) for key, word in self.fields[name].choices}  # type: ignore[attr-defined]
            value = self.cleaned_data.get(name)
            values = value if isinstance(value, list) else filter(None, [value])
            found += [(name, one, _year(words[one]) if name == "ar" else words[one]) for one in values]
        for name, label in (("pris_fran", _("Från %(price)s kr")), ("pris_till", _("Till %(price)s kr"))):
            price = self.cleaned_data.get(name)
            if price is not None:
                found.append((name, str(price), label % {"price": price.normalize()}))
        return found


def _year(word: str) -> str:
    return str(_("Årskurs %(year)s") % {"year": word}) if word.isdigit() else word
