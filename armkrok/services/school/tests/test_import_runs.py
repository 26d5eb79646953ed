"""An import that is asked for is carried out whole or not at all, once, on the right day."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal
from armkrok.services.school.actions import sources as actions
from armkrok.services.school.importing import applying, performing
from armkrok.services.school.importing.opening import keep_file
from armkrok.services.school.importing.performing import Busy, perform
from armkrok.services.school.importing.run import take
from armkrok.services.school.jobs.importing import import_due
from armkrok.services.school.models import ImportFile, ImportRun, Membership, RosterPerson, Source
from armkrok.services.school.tests.roster_records import an_id
from armkrok.site.settling import Settled, settle
from tests.support.people import inside

PEOPLE = f"id;givenName;familyName;securityMarking\n{an_id('bo')};Bo;Al;\n{an_id('alva')};Alva;Ek;\n"


@pytest.fixture
def source(towns: Settled) -> Iterator[Source]:
    with inside(towns, "sara"):
        yield Source.objects.create(
            kind="csv", name="Filer", settings={"url": "https://elever.example/f.csv"}
        )


def asked(source: Source, content: str) -> ImportRun:
    return actions.ask(source, files=[("persons.csv", content.encode())])


def place_of(run: ImportRun) -> UUID:
    """The organisation whose run it is."""
    return run.organisation.pk


def performed(run: ImportRun) -> ImportRun:
    perform(place_of(run), run.pk, on_marked=list)
    run.refresh_from_db()
    return run


def test_a_file_that_is_handed_in_is_kept_sealed_until_it_is_in(source: Source) -> None:
    run = asked(source, PEOPLE)
    kept = bytes(ImportFile.objects.get().content)
    assert b"Alva" not in kept
    assert performed(run).state == "applied"
    assert RosterPerson.objects.filter(source_id=an_id("alva")).exists()
    assert not ImportFile.objects.exists()


def test_carried_out_twice_it_is_done_once(source: Source) -> None:
    run = performed(asked(source, PEOPLE))
    ended = run.ended_at
    assert performed(run).ended_at == ended


def test_a_file_that_cannot_be_read_fails_in_plain_words(source: Source) -> None:
    run = performed(asked(source, "id;givenName\nx;y\n"))
    assert (run.state, run.why) == ("failed", "Filen persons.csv saknar kolumnen familyName.")
    assert not RosterPerson.objects.exists()


def test_an_unexpected_fault_changes_nothing_and_logs_no_data(
    source: Source, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(ids: Any) -> None:
        raise ValueError("Alva Ek 201201012384")

    performed(asked(source, PEOPLE))
    run = asked(source, PEOPLE.replace("Alva;Ek;", "Alva;Ek;Sekretessmarkering"))
    perform(place_of(run), run.pk, on_marked=breaks)
    run.refresh_from_db()
    assert run.state == "failed"
    assert not RosterPerson.objects.filter(is_protected=True).exists()
    assert "Alva" not in caplog.text
    assert "ValueError" in caplog.text


def test_the_day_is_the_one_when_the_reading_began(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begun a minute before midnight in Sweden, applied after: what left was in until the day before."""
    days = iter([date(2026, 11, 21), date(2026, 11, 22)])
    monkeypatch.setattr(performing, "today", lambda: next(days))
    taken: list[date] = []

    def noted(run: ImportRun, reading: Any, *, day: date, **more: Any) -> None:
        taken.append(day)
        take(run, reading, day=day, **more)

    monkeypatch.setattr(performing, "take", noted)
    performed(asked(source, PEOPLE))
    assert taken == [date(2026, 11, 21)]


def test_two_readings_of_a_source_are_one_and_files_wait_their_turn(source: Source) -> None:
    run = actions.ask(source)
    assert actions.ask(source) == run
    with pytest.raises(Refusal):
        asked(source, PEOPLE)


def test_the_officers_no_throws_it_away_with_its_file(source: Source, towns: Settled) -> None:
    performed(asked(source, PEOPLE))
    stopped = performed(asked(source, "id;givenName;familyName\n"))
    assert stopped.state == "stopped"
    assert ImportFile.objects.exists()
    with inside(towns, "sara") as sara:
        actions.discard(stopped, by=sara)
        with pytest.raises(Refusal):
            actions.let_pass(stopped, by=sara)
    assert not ImportFile.objects.exists()
    assert RosterPerson.objects.filter(gone_at=None).count() == 2


def test_the_officers_yes_reads_the_kept_file_again(source: Source, towns: Settled) -> None:
    performed(asked(source, PEOPLE))
    stopped = performed(asked(source, f"id;givenName;familyName\n{an_id('bo')};Bo;Al\n"))
    with inside(towns, "sara") as sara:
        actions.let_pass(stopped, by=sara)
    assert performed(stopped).state == "applied"
    assert RosterPerson.objects.get(source_id=an_id("alva")).gone_at


def test_a_newer_reading_takes_the_place_of_a_stopped_one(source: Source) -> None:
    performed(asked(source, PEOPLE))
    stopped = performed(asked(source, "id;givenName;familyName\n"))
    assert performed(asked(source, PEOPLE)).state == "applied"
    stopped.refresh_from_db()
    assert stopped.state == "discarded"


def test_nobody_deciding_is_a_no_in_the_end(source: Source) -> None:
    performed(asked(source, PEOPLE))
    stopped = performed(asked(source, "id;givenName;familyName\n"))
    ImportRun.objects.filter(pk=stopped.pk).update(ended_at=now() - timedelta(days=15))
    actions.tidy()
    stopped.refresh_from_db()
    assert stopped.state == "discarded"
    assert not ImportFile.objects.exists()


@pytest.mark.parametrize(
    ("moment", "hours", "is_due"),
    [
        (datetime(2026, 11, 22, 1, 2, tzinfo=UTC), "2", True),  # winter: 02.02 in Sweden
        (datetime(2026, 6, 22, 0, 2, tzinfo=UTC), "2", True),  # summer: 02.02 in Sweden
        (datetime(2026, 6, 22, 1, 2, tzinfo=UTC), "2", False),
        (datetime(2026, 11, 21, 23, 2, tzinfo=UTC), "0,12", True),  # midnight in Sweden
        (datetime(2026, 11, 22, 1, 2, tzinfo=UTC), "", False),
    ],
)
def test_the_clock_reads_at_swedish_hours_once(
    source: Source, monkeypatch: pytest.MonkeyPatch, moment: datetime, hours: str, is_due: bool
) -> None:
    from armkrok.services.school.jobs import importing

    Source.objects.update(at_hours=hours)
    monkeypatch.setattr(importing, "now", lambda: moment)
    import_due()
    assert ImportRun.objects.filter(source=source).count() == int(is_due)
    ImportRun.objects.update(state="applied", started_at=moment)
    import_due()
    assert ImportRun.objects.filter(source=source).count() == int(is_due)


@pytest.fixture
def committed(committed_db: None) -> tuple[Settled, UUID]:
    """Both towns and a source that is to be read, committed."""
    settled = settle()
    with inside(settled, "sara"):
        source = Source.objects.create(kind="csv", name="Filer")
        run = ImportRun.objects.create(source=source)
        keep_file(run, "persons.csv", PEOPLE.replace("Bo;Al;", "Bo;Al;Ingen").encode())
        RosterPerson.objects.create(
            source_id=an_id("bo"), given_name="Bo", surname="Förr", digest=bytes(16), told_by=source
        )
    return settled, run.pk


def _in_a_child(deed: Any) -> int:
    """How a process of its own ended, that did the deed."""
    connections.close_all()
    for one in connections.all():
        one.close_pool()  # type: ignore[attr-defined]
    child = os.fork()
    if child == 0:
        try:
            deed()
        finally:
            os._exit(7)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_process_killed_in_the_middle_leaves_nothing_half(
    committed: tuple[Settled, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed when everything has been written but not committed; done again, it is all there."""
    towns, run_id = committed
    place = towns.organisations["sundby"].pk

    def killed() -> None:
        monkeypatch.setattr(applying, "protect", lambda *a: os.kill(os.getpid(), signal.SIGKILL))
        perform(place, run_id, on_marked=list)

    assert _in_a_child(killed) == -signal.SIGKILL
    with inside(towns, "sara"):
        assert list(RosterPerson.objects.values_list("surname", flat=True)) == ["Förr"]
        assert ImportRun.objects.get().state == "running"
    perform(place, run_id, on_marked=list)
    with inside(towns, "sara"):
        assert set(RosterPerson.objects.values_list("surname", flat=True)) == {"Al", "Ek"}
        assert ImportRun.objects.get().state == "applied"
        assert not Membership.objects.exists()


def test_a_source_that_is_being_read_is_left_alone(
    committed: tuple[Settled, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second process asks while the first is about to commit: it is told to come back."""
    towns, run_id = committed
    place = towns.organisations["sundby"].pk
    answers: list[str] = []

    def second() -> None:
        try:
            perform(place, run_id, on_marked=list)
        except Busy:
            answers.append("busy")
        finally:
            connections.close_all()

    def meanwhile(*_facts: Any) -> None:
        thread = Thread(target=second)
        thread.start()
        thread.join()

    monkeypatch.setattr(applying, "protect", meanwhile)
    perform(place, run_id, on_marked=list)
    assert answers == ["busy"]
    with inside(towns, "sara"):
        assert ImportRun.objects.get().state == "applied"
