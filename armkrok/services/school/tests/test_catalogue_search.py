"""Titles are found by words as they are typed, as stems and as numbers, and narrowed down."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.services.school.models import Supplier, Title
from armkrok.services.school.queries.catalogue import Wanted, found
from armkrok.services.school.queries.subjects import is_course, subject_name
from armkrok.site.settling import Settled
from tests.support import titles
from tests.support.people import inside

RAKNA, TAL, PROBLEM, EASY, BOOKS = (str(one["name"]) for one in titles.EVERY)


@pytest.fixture(autouse=True)
def _titles(towns: Settled) -> Iterator[None]:
    with inside(towns, "emma"):
        titles.furnish()
    with inside(towns, "elif"):
        titles.furnish()
        yield


def _names(**wanted: Any) -> list[str]:
    return [one.name for one in found(Wanted(**wanted)).titles]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("räkna", [RAKNA, EASY]),
        ("Räknar", [RAKNA, EASY]),
        ("RÄK", [RAKNA, EASY]),
        ("rakna", []),
        ("bok", [RAKNA]),
        ("böcker", [BOOKS]),
        ("värld", [BOOKS]),
        ("världar", [BOOKS]),
        ("tal och tanke", [TAL]),
        ("tanke tal", [TAL]),
        ("matematik lätt", [EASY]),
        ("kunskapsgården", [BOOKS, TAL]),
        ("norrsken prob", [PROBLEM]),
        ("GRGRMAT01", [RAKNA, TAL]),
        ("grgrmat", [RAKNA, TAL]),
        ("NL-204", [PROBLEM]),
        ("nl204", [PROBLEM]),
        ("978-91-7000-150-5", [RAKNA]),
        ("978 91 7000 150 5", [RAKNA]),
        ("9789170001505", [RAKNA]),
        ("91-7000-150-2", [RAKNA]),
        ("978-91-7000-15", [BOOKS, EASY, RAKNA, TAL]),
        ("räkna 9789170001505", [RAKNA]),
        ("finns inte", []),
    ],
)
def test_words_and_numbers(text: str, names: list[str]) -> None:
    assert sorted(_names(text=text)) == sorted(names)


def test_the_name_weighs_more_than_the_description() -> None:
    assert _names(text="räkna vidare") == [RAKNA, EASY]
    assert _names(text="svenska")[0] in (EASY, BOOKS)
    assert _names(text="matematik")[0] == EASY


def test_a_short_number_is_itself() -> None:
    Title.objects.create(supplier=Supplier.objects.all()[0], name="Ord 80", isbn="", price=1, article="x")
    assert "Ord 80" not in _names(text="8")
    assert RAKNA in _names(text="8")


@pytest.mark.parametrize(
    "text",
    ["'", "a' | 'b", "!!", "&", ":*", "(räkna", "räkna:*'", "\\", "'; DROP TABLE school_title; --", "%_",
     "\x00räkna", "och", "<script>", "a" * 5000, "8 " * 200, "😀", "räkna\u0308"],
)  # fmt: skip
def test_whatever_is_typed_is_only_words(text: str) -> None:
    found(Wanted(text=text[:200]))
    assert Title.objects.count() == 5


def test_the_words_are_kept_when_a_title_or_its_publisher_changes() -> None:
    title = Title.objects.get(name=TAL)
    title.name = "Siffror och sånt"
    title.save()
    assert _names(text="tanke") == []
    assert _names(text="siffror") == ["Siffror och sånt"]
    Supplier.objects.filter(name="Kunskapsgården").update(name="Lärdomshuset")
    assert sorted(_names(text="lärdomshuset")) == sorted(["Siffror och sånt", BOOKS])
    assert _names(text="kunskapsgården") == []


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"years": (8,)}, [RAKNA, TAL, PROBLEM, EASY]),
        ({"years": (9,)}, [PROBLEM]),
        ({"years": (2, 9)}, [PROBLEM, BOOKS]),
        ({"subject": "Svenska"}, [BOOKS]),
        ({"school_type": "GY"}, []),
        ({"needs": ("read_aloud",)}, [RAKNA]),
        ({"needs": ("read_aloud", "languages")}, [RAKNA]),
        ({"needs": ("read_aloud", "easy_swedish")}, []),
        ({"form": "print"}, [BOOKS]),
        ({"form": "digital", "subject": "Svenska"}, []),
        ({"price_to": Decimal(130)}, [RAKNA]),
        ({"price_from": Decimal(1000)}, [PROBLEM]),
        ({"approved": True}, [TAL, PROBLEM, BOOKS]),
        ({"owned": True}, []),
        ({"supplier": uuid4()}, []),
    ],
)
def test_filters(wanted: dict[str, Any], names: list[str]) -> None:
    assert sorted(_names(**wanted)) == sorted(names)


def test_order() -> None:
    assert _names() == [BOOKS, EASY, PROBLEM, RAKNA, TAL]
    assert _names(sort="price")[0] == RAKNA
    assert _names(sort="newest")[-1] == BOOKS
    assert _names(text="matematik", sort="price")[0] == RAKNA


def test_what_is_not_offered_is_not_found() -> None:
    Title.objects.filter(name=RAKNA).update(is_offered=False)
    assert _names(text="räkna vidare") == [EASY]


def test_pages_and_constant_cost() -> None:
    linden = Supplier.objects.get(name="Förlaget Linden")
    more = [Title(supplier=linden, name=f"Glosor {n:02}", article=f"G{n}", price=n) for n in range(45)]
    Title.objects.bulk_create(more)
    first, third = found(Wanted(text="glos")), found(Wanted(text="glos"), 3)
    assert (first.total, len(first.titles), len(third.titles)) == (45, 20, 5)
    assert found(Wanted(text="glos"), 99).number == 1
    assert found(Wanted(), 2).total == 50
    with CaptureQueriesContext(connection) as few:
        found(Wanted(text="tanke"))
    with CaptureQueriesContext(connection) as many:
        found(Wanted(text="glos"))
    assert len(few) == len(many) == 2


def test_subjects_have_names() -> None:
    assert subject_name("GRGRMAT01") == subject_name("MATMAT01a") == subject_name("mat") == "Matematik"
    assert subject_name("XXXX") == ""
    assert is_course("MATMAT01a")
    assert is_course("SVESVE02")
    assert not is_course("GRGRSVE01")
