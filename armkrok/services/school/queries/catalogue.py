"""The catalogue of learning materials: searched, filtered, sorted and page by page.

Words, and marks of subjects, types of school and needs, are looked up in a table (queries/title_words.py).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from armkrok.kit.days import today
from armkrok.services.school.models import Licence, Receiver, Supplier, Title
from armkrok.services.school.models.days import unended
from armkrok.services.school.queries.agreements import agreed
from armkrok.services.school.queries.title_words import marks_of, titles_with, words_of

SIZE = 20
SORTS = ("relevance", "name", "price", "newest")


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; empty means any."""

    text: str = ""
    years: tuple[int, ...] = ()
    school_type: str = ""
    subject: str = ""
    supplier: UUID | None = None
    approved: bool = False
    owned: bool = False
    needs: tuple[str, ...] = ()
    form: str = ""
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    sort: str = ""


@dataclass(frozen=True)
class Found:
    """One page of titles, and how many there are in all."""

    titles: list[Title]
    total: int
    number: int


def found(wanted: Wanted, number: int = 1, on: date | None = None) -> Found:
    """The page with that number of what is wanted; the first when there is no such page."""
    rows = _filtered(Title.objects.filter(is_offered=True), wanted, on or today())
    words = [*words_of(wanted.text), *marks_of(wanted.subject, wanted.school_type, wanted.needs)]
    first = (number - 1) * SIZE
    if words:
        ids, total = titles_with(words, rows, wanted.sort, first, SIZE)
    else:
        ids, total = _listed(rows, wanted.sort, first)
    if not ids and number > 1:
        return found(wanted, 1, on)
    by_id = {one.pk: one for one in Title.objects.filter(pk__in=ids).select_related("supplier", "receiver")}
    return Found([by_id[one] for one in ids], total, number)


def _listed(rows: "QuerySet[Title]", sort: str, first: int) -> tuple[list[UUID], int]:
    page = rows.order_by(*_order(sort)).values_list("pk", flat=True)[first : first + SIZE]
    return list(page), rows.count()


def _order(sort: str) -> tuple[str, ...]:
    first = {"price": ("price",), "newest": ("-year",)}.get(sort, ())
    return (*first, "sort_key", "pk")


def _filtered(rows: "QuerySet[Title]", wanted: Wanted, on: date) -> "QuerySet[Title]":
    for condition in _conditions(wanted, on):
        rows = rows.filter(condition)
    return rows


def _conditions(wanted: Wanted, on: date) -> Iterator[Q | Exists]:
    if wanted.years:
        yield _any_year(wanted.years)
    if wanted.form:
        yield Q(is_digital=wanted.form == "digital")
    if wanted.owned:
        yield _owned(on)
    if wanted.approved:
        yield Q(receiver=None) | Q(receiver_id__in=_approved_receivers())
    plain = {
        "supplier_id": wanted.supplier,
        "price__gte": wanted.price_from,
        "price__lte": wanted.price_to,
    }
    yield Q(**{name: value for name, value in plain.items() if value is not None})


def _any_year(years: Collection[int]) -> Q:
    """Titles for any of the years; a title that says none is for all."""
    found = Q(from_year=None, to_year=None)
    for year in years:
        starts = Q(from_year=None) | Q(from_year__lte=year)
        ends = Q(to_year=None) | Q(to_year__gte=year)
        found |= starts & ends
    return found


def _owned(on: date) -> Exists:
    return Exists(Licence.objects.filter(unended(on, "ends_on"), title=OuterRef("pk")))


def _approved_receivers() -> list[UUID]:
    return agreed(list(Receiver.objects.values_list("pk", flat=True)))


def publishers() -> list[tuple[UUID, str]]:
    """Suppliers that offer something, by name."""
    offers = Title.objects.filter(is_offered=True, supplier=OuterRef("pk"))
    return list(Supplier.objects.filter(Exists(offers)).order_by("name").values_list("pk", "name"))
