"""Olle, who audits Sundby, follows up who has read what."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.audit.models import AuditRow
from armkrok.core.identity.people import number_of
from armkrok.core.reading import actions
from armkrok.core.reading.errors import TooMuchToExport
from armkrok.core.reading.log import read
from armkrok.core.reading.models import ReadPolicy, ReadRow, ReadSubject
from armkrok.core.reading.queries import Wanted
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside

READS = "/sundby/installningar/lasningar/"
FOLLOWUP = "administration.followup"


def _read(towns: Settled, reader: str, *keys: str, what: str = "administration.members") -> None:
    with inside(towns, reader, "sundby") as actor:
        read(actor, [towns.people[key].pk for key in keys], what, why="Enligt ärende")


def _logged(towns: Settled, what: str = FOLLOWUP) -> list[ReadRow]:
    with scope(towns.organisations["sundby"].pk):
        return list(ReadRow.objects.filter(what=what).order_by("pk"))


def _subjects(towns: Settled, row: ReadRow) -> set[Any]:
    with scope(towns.organisations["sundby"].pk):
        return set(ReadSubject.objects.filter(row=row).values_list("person_id", flat=True))


def test_reads_are_told_in_words_the_newest_first(visit: Visit, towns: Settled) -> None:
    _read(towns, "sara", "karin")
    _read(towns, "amina", "karin", "elif", "mikael", "johan", "ante", what="administration.group")
    first, second = visit("olle").get(READS).rows()
    assert "Amina Karlsson" in first
    assert "och 2 till" in first
    assert "En grupp På en sida, Enligt ärende" in first
    assert "Sara Lind" in second
    assert "Karin Sjöberg" in second


def test_the_follow_up_is_a_read_too(visit: Visit, towns: Settled) -> None:
    _read(towns, "sara", "karin")
    visit("olle").get(READS)
    (row,) = _logged(towns)
    assert row.reader_id == towns.people["olle"].pk
    assert _subjects(towns, row) == {towns.people["karin"].pk, towns.people["sara"].pk}


def test_by_whose_data_with_a_number_that_never_gets_into_an_address(visit: Visit, towns: Settled) -> None:
    _read(towns, "sara", "karin", "elif")
    _read(towns, "sara", "elif")
    olle = visit("olle")
    number = number_of(towns.people["karin"].pk)
    sent = olle.submit(olle.get(READS), READS, person=number)
    assert number not in sent.leads_to
    assert str(towns.people["karin"].pk) in sent.leads_to
    own, row = olle.follow(sent).rows()
    assert "Läsloggen" in own, "the page before showed her name"
    assert "Karin Sjöberg, Elif" in row


def test_by_name_reader_what_and_days(visit: Visit, towns: Settled) -> None:
    _read(towns, "sara", "karin")
    _read(towns, "amina", "karin", what="administration.group")
    olle = visit("olle")

    def found(**wanted: str) -> int:
        said = {"what": "administration.members"} | wanted
        sent = olle.submit(olle.get(READS), READS, status=302, press="", **said)
        return len(olle.follow(sent).rows())

    assert found(person="sjöberg") == 1
    assert found(reader="sara lind") == 1
    assert found(reader="amina") == 0
    assert found(reader="amina", what="administration.group") == 1
    assert found(first=str(today()), last=str(today())) == 1
    assert found(first="2099-01-01") == 0
    assert found(last="2020-01-01") == 0


def test_whom_nobody_has_read_about_is_not_found_by_name_or_number(visit: Visit, towns: Settled) -> None:
    _read(towns, "sara", "karin")
    olle = visit("olle")
    for words in ("johan", number_of(towns.people["johan"].pk)):
        page = olle.post(READS, {"person": words}, status=422)
        assert "Loggen har ingen läsning där den personen är med." in page.text
    assert olle.post(READS, {"person": "1234567890123"}, status=422).problems


def test_several_of_one_name_are_chosen_among_and_that_is_a_read(visit: Visit, towns: Settled) -> None:
    _read(towns, "sara", "karin", "elif", "mikael")
    olle = visit("olle")
    page = olle.post(READS, {"person": "i"}, status=200)
    assert "Vem menar du?" in page.text
    (searched,) = [row for row in _logged(towns) if row.how == "search"]
    assert searched.people >= 2


def test_pages_follow_each_other(visit: Visit, towns: Settled) -> None:
    for _time in range(60):
        _read(towns, "sara", "karin")
    olle = visit("olle")
    first = olle.get(READS)
    assert len(first.rows()) == 50
    second = olle.get(READS + first.find("//a[@rel='next']/@href")[0])
    assert len(second.rows()) == 10
    assert second.find("//a[@rel='prev']/@href")


def test_many_reads_ask_no_more_questions(visit: Visit, towns: Settled) -> None:
    olle = visit("olle")
    _read(towns, "sara", "karin")
    olle.get(READS)
    with CaptureQueriesContext(connection) as few:
        olle.get(READS)
    for _time in range(40):
        _read(towns, "amina", "karin", "elif", "mikael", "johan", "ante")
    with CaptureQueriesContext(connection) as many:
        olle.get(READS)
    assert len(many) == len(few)


def test_one_read_tells_of_everybody(visit: Visit, towns: Settled) -> None:
    _read(towns, "sara", "karin", "elif", "mikael", "johan", "ante")
    olle = visit("olle")
    (address,) = olle.get(READS).find("//tbody//a/@href")
    page = olle.get(address)
    for key in ("karin", "elif", "mikael", "johan", "ante"):
        assert towns.people[key].name in page.text
    assert _logged(towns)[-1].people == 6, "those five, and Sara who read"


def test_the_export_holds_what_was_looked_for_and_is_logged(visit: Visit, towns: Settled) -> None:
    _read(towns, "sara", "karin", "elif")
    _read(towns, "amina", "elif")
    olle = visit("olle")
    karin = towns.people["karin"].pk
    content = olle.post(READS + "lasningar.csv", {"om": str(karin)}, status=200).html
    lines = list(csv.reader(io.StringIO(content.lstrip("\ufeff")), delimiter=";"))
    assert len(lines) == 2
    assert lines[1][1] == "Sara Lind"
    assert lines[1][4] == "Karin Sjöberg"
    assert number_of(karin) not in content
    with scope(towns.organisations["sundby"].pk):
        told = AuditRow.objects.get(event="ReadsExported")
    assert told.facts == {"lines": 1, "person_id": str(karin)}
    (row,) = _logged(towns)
    assert row.how == "export"
    assert _subjects(towns, row) == {karin, towns.people["sara"].pk}


def test_a_file_is_not_made_larger_than_can_be_read(
    towns: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    _read(towns, "sara", "karin", "elif")
    monkeypatch.setattr(actions, "MOST_LINES", 1)
    with inside(towns, "olle", "sundby") as olle, pytest.raises(TooMuchToExport):
        actions.export(Wanted(last=date(2099, 1, 1)), by=olle)
    assert _logged(towns) == []


def test_the_check_is_shown_and_recorded(visit: Visit, towns: Settled) -> None:
    _read(towns, "sara", "karin")
    with scope(towns.organisations["sundby"].pk), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    olle = visit("olle")
    page = olle.post(READS + "kontrollera/", status=200)
    assert "Läsloggen är hel. Den enda raden är orörd." in page.text
    with scope(towns.organisations["sundby"].pk):
        assert AuditRow.objects.filter(event="ReadLogChecked").count() == 1


def test_the_administrator_decides_how_long_reads_are_kept(visit: Visit, towns: Settled) -> None:
    address = READS + "sa-sparas-de/"
    sara = visit("sara")
    assert sara.submit(sara.get(address), years="1", status=422).problems
    sara.submit(sara.get(address), years="7", decision="KS 2026/17")
    with scope(towns.organisations["sundby"].pk):
        kept = ReadPolicy.objects.get()
        assert (kept.years, kept.decision, kept.names_readers) == (7, "KS 2026/17", False)
        assert AuditRow.objects.filter(event="ReadPolicyChanged").count() == 1
    visit("olle").get(address, status=403)


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("per-olof", 404)])
def test_only_the_towns_own_may_follow_up(visit: Visit, towns: Settled, key: str, status: int) -> None:
    _read(towns, "sara", "karin")
    other = visit(key)
    other.get(READS, status=status)
    for address in (READS, READS + "kontrollera/", READS + "lasningar.csv"):
        other.post(address, status=status)
    assert _logged(towns) == []
