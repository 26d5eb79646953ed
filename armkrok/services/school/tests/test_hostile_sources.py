"""A school system or a file that means harm: the reading ends, in time and in little memory, and says why."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from uuid import uuid4

import pytest

from armkrok.kit.numbers import test_numbers as published_numbers
from armkrok.services.school.actions import sources as actions
from armkrok.services.school.importing import delimited, parsing, ss12000_reading, staging
from armkrok.services.school.importing.delimited import Text
from armkrok.services.school.importing.opening import _in
from armkrok.services.school.importing.performing import perform
from armkrok.services.school.importing.records import SourceFailed
from armkrok.services.school.models import Enrolment, Finding, ImportRun, RosterPerson, Source
from armkrok.services.school.ss12000.answers import Answer, Call
from armkrok.services.school.ss12000.asking import Asker, Key
from armkrok.services.school.ss12000.client import Client, moment
from armkrok.services.school.tests.roster_records import an_id
from armkrok.site.settling import Settled
from tests.support.http_server import http_server
from tests.support.people import inside

HEADING = "id;givenName;familyName"


class Endless(BaseHTTPRequestHandler):
    """Always one more object, and always one more page."""

    def do_GET(self) -> None:
        """A page."""
        kind = self.path.split("?")[0].rsplit("/", 1)[1]
        row = {"id": str(uuid4()), "displayName": "Skola", "organisationType": "Skola"}
        body = json.dumps({"data": [row] if kind != "syllabuses" else [], "pageToken": str(uuid4())}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture
def endless(settings: Any) -> Iterator[str]:
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    with http_server(Endless) as url:
        yield f"{url}/v2.0"


def test_a_source_without_end_is_left_when_its_time_is_up(
    towns: Settled, endless: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ss12000_reading, "LONGEST", 1.0)
    with inside(towns, "sara"):
        source = Source.objects.create(kind="ss12000", name="Utan slut", settings={"url": endless})
        run = ImportRun.objects.create(source=source)
        perform(run.organisation.pk, run.pk, on_marked=list)
        run.refresh_from_db()
    assert (run.state, "tog för lång tid" in run.why) == ("failed", True)


def performed(towns: Settled, content: bytes, name: str = "persons.csv") -> ImportRun:
    with inside(towns, "sara"):
        source = Source.objects.create(kind="csv", name="Filer")
        run = actions.ask(source, files=[(name, content)])
        perform(run.organisation.pk, run.pk, on_marked=list)
        run.refresh_from_db()
    return run


def test_more_rows_than_any_municipality_has(towns: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "MOST", 100)
    lines = "".join(f"{an_id(str(n))};Namn;{n}\n" for n in range(101))
    run = performed(towns, f"{HEADING}\n{lines}".encode())
    assert (run.state, "fler rader" in run.why) == ("failed", True)
    with inside(towns, "sara"):
        assert not RosterPerson.objects.filter(given_name="Namn").exists()


@pytest.mark.parametrize("line", [b"\n", b"\xa0\n", b"x\n"])
def test_more_lines_than_any_file_has(towns: Settled, monkeypatch: pytest.MonkeyPatch, line: bytes) -> None:
    monkeypatch.setattr(delimited, "MOST_ROWS", 1000)
    run = performed(towns, f"{HEADING}\nå;å;å\n".encode() + line * 2000)
    assert (run.state, "fler rader" in run.why) == ("failed", True)


def zipped(
    content: bytes, how: int = zipfile.ZIP_DEFLATED, names: tuple[str, ...] = ("persons.csv",)
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


def test_zips_of_other_kinds_and_of_many_are_refused() -> None:
    row = f"{HEADING}\n".encode()
    assert _in("a.zip", zipped(row))
    for bad in (zipped(row, zipfile.ZIP_LZMA), zipped(row, zipfile.ZIP_BZIP2),
                zipped(b"", names=tuple(f"{n}.csv" for n in range(1001)))):  # fmt: skip
        with pytest.raises(SourceFailed):
            _in("a.zip", bad)


def test_a_zip_that_breaks_in_the_middle_is_said_to_be_damaged(towns: Settled) -> None:
    content = zipped(f"{HEADING}\n{an_id('bo')};Bo;Al\n".encode() * 500, zipfile.ZIP_STORED)
    run = performed(towns, content.replace(b"Bo;Al", b"Bo;Ox"), "allt.zip")
    assert (run.state, "skadad" in run.why) == ("failed", True)


def test_a_line_without_end_is_never_in_memory() -> None:
    raw = b"\xff\xfe" + "x".encode("utf-16-le") * 5_000_000
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    found = list(delimited.read(Text("persons.csv", lambda: io.BytesIO(raw)), "RosterPerson", {}, ()))
    most = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert found
    assert most < 3_000_000


def test_days_are_not_remembered_with_what_stands_after_them() -> None:
    parsing._day.cache_clear()
    for n in range(100):
        assert parsing.a_day(f"2026-08-17T00:00:00{'x' * 1000}{n}") == "2026-08-17"
    assert parsing._day.cache_info().currsize == 1


def test_a_year_of_five_thousand_digits_is_no_year(towns: Settled) -> None:
    year = "9" * 5000
    unit = f"id;organisationType;displayName\n{an_id('ek')};Skolenhet;Ek\n".encode()
    person = f"{HEADING}\n{an_id('bo')};Bo;Al\n".encode()
    place = f"person;enroledAt;schoolType;schoolYear\n{an_id('bo')};{an_id('ek')};GR;{year}\n".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in (("organisations", unit), ("persons", person), ("enrolments", place)):
            archive.writestr(f"{name}.csv", content)
    run = performed(towns, out.getvalue(), "allt.zip")
    assert run.state == "applied", run.why
    with inside(towns, "sara"):
        assert Enrolment.objects.get(pupil__given_name="Bo").school_year is None


def test_personal_numbers_where_ids_should_be_are_not_kept(towns: Settled) -> None:
    number = published_numbers()[7]
    written = f"{number[:8]}-{number[8:]}"
    run = performed(towns, f"{HEADING}\n{number};Bo;Al\n{written};Alva;Ek\n".encode())
    with inside(towns, "sara"):
        kept = str(list(Finding.objects.filter(run=run).values()))
    assert "bad_id" in kept
    assert number[-8:] not in kept
    assert written not in kept


def test_moments_that_no_clock_has_are_none() -> None:
    for text in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "", "x", "2026-13-01"):
        assert moment(text) is None


def test_an_id_of_a_subscription_leads_nowhere_else() -> None:
    asked: list[str] = []

    def call(made: Call) -> Answer:
        asked.append(made.url)
        return Answer(204, {}, b"")

    Client("https://skola.example/v2", Asker(Key("x"), call)).unsubscribe("../../admin?x=\r\nY: z")
    assert asked == ["https://skola.example/v2/subscriptions/..%2F..%2Fadmin%3Fx%3D%0D%0AY%3A%20z"]
