"""The catalogue of learning materials: searched, filtered, sorted and page by page.

PostgreSQL judges an organisation's titles one by one: behind row-level security it may not ask an index about
words (see migration 0003). So the words are judged once, for ids and the total together.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchRank
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window

from armkrok.kit.days import today
from armkrok.kit.isbn import isbn_13
from armkrok.services.school.models import Licence, Receiver, Supplier, Title
from armkrok.services.school.queries.agreements import agreed

SIZE = 20
MOST_WORDS = 8
SORTS = ("relevance", "name", "price", "newest")
ACCENTS = str.maketrans("éèêëáàâüúùûíìîóòôñç", "eeeeaaauuuuiiiooonc")
"""What the trigger does to letters, see migration 0003."""
# They are in nearly every text, and as stems in none.
STOP = frozenset(
    ("att", "av", "de", "den", "det", "en", "ett", "för", "i", "med", "och", "om", "på", "som", "är")
)
_WORD = re.compile(r"[^\W_]+")
_ISBN = re.compile(r"(?<!\d)(?:97[89][\s-]?)?\d(?:[\s-]?\d){8}[\s-]?[\dXx](?!\d)|97[89](?:[\s-]?\d){1,9}")


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

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // SIZE))


def found(wanted: Wanted, number: int = 1, on: date | None = None) -> Found:
    """The page with that number of what is wanted; the first when there is no such page."""
    rows = _filtered(Title.objects.filter(is_offered=True), wanted, on or today())
    query = search_query(wanted.text)
    ids, total = _searched(rows, query, wanted.sort, number) if query else _listed(rows, wanted.sort, number)
    if not ids and number > 1:
        return found(wanted, 1, on)
    by_id = {one.pk: one for one in Title.objects.filter(pk__in=ids).select_related("supplier", "receiver")}
    return Found([by_id[one] for one in ids], total, number)


def _searched(
    rows: "QuerySet[Title]", query: CombinedSearchQuery | SearchQuery, sort: str, number: int
) -> tuple[list[UUID], int]:
    hits = rows.filter(search=query).annotate(rank=SearchRank(F("search"), query), total=Window(Count("*")))
    order = ("-rank", *_order("name")) if sort in ("", "relevance") else _order(sort)
    page = list(hits.order_by(*order).values_list("pk", "total")[(number - 1) * SIZE : number * SIZE])
    return [pk for pk, _total in page], page[0][1] if page else 0


def _listed(rows: "QuerySet[Title]", sort: str, number: int) -> tuple[list[UUID], int]:
    page = rows.order_by(*_order(sort)).values_list("pk", flat=True)[(number - 1) * SIZE : number * SIZE]
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
        "school_types__contains": [wanted.school_type] if wanted.school_type else None,
        "subject_names__contains": [wanted.subject] if wanted.subject else None,
        "supplier_id": wanted.supplier,
        "accessibility__contains": list(wanted.needs) or None,
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
    running = Q(ends_on=None) | Q(ends_on__gte=on)
    return Exists(Licence.objects.filter(running, title=OuterRef("pk")))


def _approved_receivers() -> list[UUID]:
    every = list(Receiver.objects.values_list("pk", flat=True))
    return agreed(every)


def search_query(text: str) -> CombinedSearchQuery | SearchQuery | None:
    """Titles with all the words: as they are typed, unfinished too, or as Swedish stems. None: no words."""
    text = _isbns(unicodedata.normalize("NFC", text).lower().translate(ACCENTS))
    words = list(dict.fromkeys(_WORD.findall(text)))
    kept = [word for word in words if word not in STOP] or words
    query: CombinedSearchQuery | SearchQuery | None = None
    for word in kept[:MOST_WORDS]:
        one = _one_word(word[:60])
        query = one if query is None else query & one
    return query


def _one_word(word: str) -> CombinedSearchQuery | SearchQuery:
    """The word begun, or its stem. A short number is itself alone: 8 is not 80."""
    short_number = word.isdigit() and len(word) < 5
    typed = SearchQuery(f"'{word}'" if short_number else f"'{word}':*", config="simple", search_type="raw")
    return typed if word.isdigit() else typed | SearchQuery(word, config="swedish", search_type="plain")


def _isbns(text: str) -> str:
    """ISBNs without hyphens, those of ten digits as those of thirteen."""
    return _ISBN.sub(lambda match: isbn_13(match[0]) or match[0], text)


def publishers() -> list[tuple[UUID, str]]:
    """Suppliers that offer something, by name."""
    offers = Title.objects.filter(is_offered=True, supplier=OuterRef("pk"))
    return list(Supplier.objects.filter(Exists(offers)).order_by("name").values_list("pk", "name"))
