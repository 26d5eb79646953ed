"""What licences cost and how they are used, the same in picture, table and file; nobody is pointed out."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.kit.days import today
from armkrok.services.school.models import Licence, PupilGroup, RosterPerson, SchoolUnit, Seat, Title
from armkrok.services.school.queries.following_up import follow_up
from armkrok.services.school.queries.hushing import hushed
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support import school_licences as bought
from tests.support import school_orders
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged
from tests.support.visitor import Visitor

PAGE = "/sundby/skola/uppfoljning/"


@pytest.fixture(autouse=True)
def _ground(towns: Settled) -> None:
    with inside(towns, "nadia"):
        school_orders.furnish(towns)
        both = (ground.group("8A"), ground.group("8B"))
        maths = {"subject_names": ["Matematik"], "price": Decimal("100.00")}
        bought.licence(towns, bought.title("Räkna", **maths), *both, seats=10)
        bought.licence(towns, bought.title("Tal, tryckt", **(maths | {"is_digital": False})), *both, seats=8)
        several = {"subject_names": ["Fysik", "Kemi"], "price": Decimal("50.00")}
        bought.licence(towns, bought.title("Natur", **several), ground.group("8C"), seats=4)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (12, 12)])
def test_small_counts_are_hushed(count: int, shown: int | None) -> None:
    assert hushed(count) == shown


def test_sums_are_right_and_print_is_apart(towns: Settled) -> None:
    with inside(towns, "nadia"):
        found = follow_up([ground.unit()], today().year, is_whole=True)
        (school,) = found.schools
        assert (school.digital, school.printed, school.cost) == (Decimal(1200), Decimal(800), Decimal(2000))
        assert (school.people, school.seats, school.used) == (12, 10, 8)
        assert school.each == Decimal(2000) / 12
        assert {one.name: int(one.cost) for one in found.subjects} == {"Matematik": 1800, "Flera ämnen": 200}
        assert sum(one.cost for one in found.titles) == found.total.cost == 2000
        assert follow_up([ground.unit()], today().year - 1, is_whole=True).schools == []


def test_too_few_to_tell_are_in_no_sum(towns: Settled) -> None:
    """Four of physics are counted in kronor alone: no table, and no difference between two, tells of them."""
    with inside(towns, "nadia"):
        found = follow_up([ground.unit()], today().year, is_whole=True)
        physics = next(one for one in found.subjects if one.name == "Flera ämnen")
        assert (physics.cost, physics.people, physics.each, physics.used, physics.unused) == (
            Decimal(200), None, None, None, None,
        )  # fmt: skip
        for table in (found.schools, found.subjects, found.titles, [found.total]):
            assert sum(one.used or 0 for one in table) == 8
            assert sum(one.seats or 0 for one in table) == 10
        for table in (found.subjects, found.titles):
            assert {one.people for one in table} == {8, None}
        assert found.total.unused == 20
        assert {one.name: one.each for one in found.titles} == {
            "Räkna": Decimal("125"), "Tal, tryckt": Decimal("100"), "Natur": None,
        }  # fmt: skip


def test_the_same_title_is_counted_at_the_school_where_enough_have_it(towns: Settled) -> None:
    with inside(towns, "nadia"):
        other = SchoolUnit.objects.create(
            source_id=ground.source_id("andra"), digest=bytes(16), kind="Skolenhet", name="Strandskolan"
        )
        title = Title.objects.get(name="Räkna")
        few = bought.licence(towns, title, ground.group("8C"), seats=4)
        Licence.objects.filter(pk=few.pk).update(unit=other)
        found = follow_up([ground.unit(), other], today().year, is_whole=True)
        assert {one.name: one.used for one in found.schools} == {"Ekbackeskolan": 8, "Strandskolan": None}
        (row,) = (one for one in found.titles if one.name == "Räkna")
        assert (row.used, row.people, row.cost, row.each) == (8, 8, Decimal(1400), Decimal(125))


def test_the_page_the_table_and_the_file_say_the_same(visit: Visit) -> None:
    karin = visit("karin")
    page = karin.get(PAGE)
    assert (
        page.h1 == f"Läromedel för 2 000 kronor {today().year}".replace(" 000", "\xa0000") or "000" in page.h1
    )
    rows = page.rows()
    assert rows[0].startswith("Ekbackeskolan")
    assert rows[0].endswith("20 %")
    sent = karin.client.get(f"{PAGE}skolor.csv")
    assert sent.content.startswith("\ufeff".encode())
    table = list(csv.reader(io.StringIO(sent.content.decode("utf-8-sig")), delimiter=";"))
    assert table[0][:4] == ["Skola", "Digitalt, kronor", "Tryckt, kronor", "Summa, kronor"]
    assert table[1] == ["Ekbackeskolan", "1200,00", "800,00", "2000,00", "12", "166,67", "10", "8", "20,00"]
    subjects = karin.client.get(f"{PAGE}amnen.csv").content.decode("utf-8-sig")
    assert "Flera ämnen;200,00;0,00;200,00;färre än 5;;färre än 5;färre än 5;" in subjects
    assert len(list(csv.reader(io.StringIO(karin.client.get(f"{PAGE}laromedel.csv").content.decode())))) == 4


def test_each_row_draws_its_own_bar(visit: Visit) -> None:
    bars = (
        visit("nadia")
        .get(PAGE)
        .find("//td[contains(@class, 'ak-chart__plot')]//*[local-name()='rect']/@width")
    )
    assert bars[:3] == ["100.0%", "100.0%", "11.1%"]


def test_who_may(visit: Visit, towns: Settled) -> None:
    with unchanged(towns):
        for key, status in (("elif", 403), ("sara", 403), ("vera", 404)):
            for name in ("", "skolor.csv", "amnen.csv", "laromedel.csv"):
                visit(key).get(PAGE + name, status=status)
        visit("emma").get(PAGE, status=404)


def test_a_principal_sees_her_own_school(visit: Visit, towns: Settled) -> None:
    with inside(towns, "nadia"):
        other = SchoolUnit.objects.create(
            source_id=ground.source_id("andra"), digest=bytes(16), kind="Skolenhet", name="Strandskolan"
        )
        Licence.objects.filter(title__name="Natur").update(unit=other)
    assert "Strandskolan" not in visit("karin").get(PAGE).text
    assert "Strandskolan" in visit("nadia").get(PAGE).text


def test_ten_thousand_seats_ask_no_more(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    before = _queries(nadia)
    with inside(towns, "nadia"):
        _many(towns)
        assert Seat.objects.count() > 10_000
    assert _queries(nadia) == before


def _many(towns: Settled) -> None:
    """Five hundred pupils who each have twenty titles."""
    pupils = RosterPerson.objects.bulk_create(
        RosterPerson(
            source_id=ground.source_id(f"elev {n}"), digest=bytes(16), given_name="Elev", surname=str(n)
        )
        for n in range(500)
    )
    empty = PupilGroup.objects.create(
        source_id=ground.source_id("tom"), digest=bytes(16), name="Tom", kind="Klass", unit=ground.unit()
    )
    for number in range(20):
        got = bought.licence(towns, bought.title(f"Bok {number}"), empty, seats=600)
        Seat.objects.bulk_create(
            Seat(
                licence=got,
                holder=one,
                given_on=today(),
                starts_on=today(),
                ends_on=today() + timedelta(days=200),
            )
            for one in pupils
        )


def _queries(visitor: Visitor) -> list[str]:
    """What the page asks, without the values."""
    visitor.get(PAGE)
    with CaptureQueriesContext(connection) as seen:
        visitor.get(PAGE)
    told = [one["sql"].partition(" WHERE ")[0][:200] for one in seen.captured_queries]
    return [one for one in told if "SAVEPOINT" not in one]
