"""What is a read, what is written of it, what it costs, and who may see it."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.access.actor import Actor
from armkrok.core.members.models import Member
from armkrok.core.reading.log import UnknownRead, read
from armkrok.core.reading.models import How, ReadPolicy, ReadRow, ReadSubject
from armkrok.core.reading.queries import Wanted, reads, reads_of
from armkrok.core.tenants.models import Unit
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside

WHAT = "administration.members"


def _read(towns: Settled, reader: str, *keys: str, town: str = "sundby") -> None:
    with inside(towns, reader, town) as actor:
        read(actor, [towns.people[key].pk for key in keys], WHAT)


def test_a_read_says_who_whose_what_how_why_and_from_where(towns: Settled) -> None:
    case = uuid4()
    with inside(towns, "sara") as sara:
        unit = Unit.objects.create(name="Personalenheten")
        Member.objects.filter(person_id=sara.person_id).update(unit=unit)
        actor = Actor(
            person=sara.person, organisation=sara.organisation, role_keys=("administrator",), ip="192.0.2.7"
        )
        people = [towns.people[key].pk for key in ("karin", "elif", "karin")]
        read(actor, people, WHAT, why="Ny chef", about=case, how=How.SEARCH, withheld=2)
        row = ReadRow.objects.get()
        subjects = set(ReadSubject.objects.values_list("row_id", "person_id"))
    assert (row.reader_id, row.reader_kind, row.roles) == (sara.person_id, "person", ["administrator"])
    assert (row.unit, row.what, row.how, row.why) == ("Personalenheten", WHAT, "search", "Ny chef")
    assert (row.about_id, row.ip, row.people, row.withheld) == (case, "192.0.2.7", 2, 2)
    assert row.organisation == towns.organisations["sundby"]
    assert subjects == {(row.pk, towns.people["karin"].pk), (row.pk, towns.people["elif"].pk)}


def test_a_system_is_told_apart_from_a_person(towns: Settled) -> None:
    with inside(towns, "sara") as sara:
        client = uuid4()
        read(Actor(client_id=client, organisation=sara.organisation), [sara.person_id], WHAT, how=How.API)
        row = ReadRow.objects.get()
    assert (row.reader_id, row.reader_kind, row.unit) == (client, "client", "")


def test_ones_own_data_is_no_read(towns: Settled) -> None:
    _read(towns, "sara", "sara")
    _read(towns, "sara")
    with inside(towns, "sara"):
        assert not ReadRow.objects.exists()
    _read(towns, "sara", "sara", "karin")
    with inside(towns, "sara"):
        assert ReadSubject.objects.get().person_id == towns.people["karin"].pk


def test_what_no_service_declares_is_refused(towns: Settled) -> None:
    with inside(towns, "sara") as sara, pytest.raises(UnknownRead):
        read(sara, [towns.people["karin"].pk], "administration.something")


def test_fifty_people_cost_no_more_statements_than_one(towns: Settled) -> None:
    def cost(count: int) -> int:
        with inside(towns, "sara") as sara, CaptureQueriesContext(connection) as asked:
            read(sara, [uuid4() for _ in range(count)], WHAT)
        return len(asked)

    assert cost(1) == cost(50) <= 4


def test_a_person_sees_reads_of_her_own_data_in_every_town_and_nobody_elses(towns: Settled) -> None:
    karin, elif_ = towns.people["karin"], towns.people["elif"]
    _read(towns, "sara", "karin", "elif")
    _read(towns, "sara", "karin", town="norrvik")
    _read(towns, "sara", "elif", town="norrvik")
    with scope(None, karin.pk):
        assert len(reads_of(karin.pk)) == 2
        assert _seen(karin.pk, "reading_readsubject") == 2
        assert _seen(karin.pk, "reading_readrow") == 2
        assert reads_of(elif_.pk) == []
    with scope(None, towns.people["mikael"].pk):
        assert reads_of(towns.people["mikael"].pk) == []
        assert _seen(karin.pk, "reading_readrow") == 0


def _seen(person_id: UUID, table: str) -> int:
    """How many rows the database itself shows, when the managers are left out."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])


def test_one_town_sees_nothing_of_the_others_reads(towns: Settled) -> None:
    _read(towns, "sara", "karin")
    with scope(towns.organisations["norrvik"].pk):
        assert not ReadRow.objects.exists()
        assert _seen(towns.people["karin"].pk, "reading_readrow") == 0
        assert _seen(towns.people["karin"].pk, "reading_readsubject") == 0


def test_a_person_may_not_write_in_the_log_of_a_town_she_is_not_in(towns: Settled) -> None:
    karin = towns.people["karin"]
    _read(towns, "sara", "karin")
    with scope(None, karin.pk), pytest.raises(Exception, match="row-level security"):
        ReadSubject(
            organisation_id=towns.organisations["sundby"].pk, row_id=uuid4(), person_id=karin.pk
        ).save(force_insert=True)


def test_the_reader_is_named_only_where_the_town_has_chosen_so(towns: Settled) -> None:
    karin = towns.people["karin"]
    _read(towns, "sara", "karin")
    _read(towns, "sara", "karin", town="norrvik")
    with inside(towns, "sara", "norrvik"):
        ReadPolicy.objects.create(names_readers=True)
    with scope(None, karin.pk):
        of_norrvik, of_sundby = reads_of(karin.pk)
    assert "Sara Lind" not in of_sundby.who
    assert "Administratör" in of_sundby.who
    assert of_sundby.who.endswith("Sundby kommun")
    assert of_norrvik.who.startswith("Sara Lind")
    assert of_sundby.what == "Listan över medarbetare, på en sida"


def test_my_data_tells_who_has_read(visit: Visit, towns: Settled) -> None:
    _read(towns, "sara", "karin")
    page = visit("karin").get("/mina/uppgifter/")
    assert "Administratör" in page.text
    assert "Sundby kommun" in page.text
    assert "Sara Lind" not in page.text
    assert "Ingen annan än du." in visit("mikael").get("/mina/uppgifter/").text


def test_many_reads_ask_no_more_questions(towns: Settled) -> None:
    karin = towns.people["karin"]

    def cost() -> int:
        with scope(None, karin.pk), CaptureQueriesContext(connection) as asked:
            reads_of(karin.pk)
        return len(asked)

    _read(towns, "sara", "karin")
    few = cost()
    for _time in range(10):
        _read(towns, "sara", "karin", town="norrvik")
    assert cost() == few + 0


def test_who_has_read_a_persons_data_is_looked_up_in_an_index(towns: Settled) -> None:
    """Row-level security lets no operator use an index that is not leakproof; uuid's equality is."""
    karin = towns.people["karin"]
    _read(towns, "sara", "karin", "elif")
    with scope(towns.organisations["sundby"].pk), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        plan = reads(Wanted(person_id=karin.pk)).explain()
    with scope(None, karin.pk), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        own = ReadSubject.own.filter(person_id=karin.pk).select_related("row").order_by("-row_id").explain()
    for text in (plan, own):
        assert "Index Cond: (person_id = " in text, text
        assert "Seq Scan on reading_read" not in text.replace("never executed", ""), text
