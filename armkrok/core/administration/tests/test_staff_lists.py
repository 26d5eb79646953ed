"""Sara brings in the staff from the personnel system's list."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.access.models import RoleAssignment
from armkrok.core.administration.actions import staff_imports as actions
from armkrok.core.administration.jobs import end_employments, forget_staff_lists
from armkrok.core.administration.models import StaffImport
from armkrok.core.audit.models import AuditRow
from armkrok.core.members.models import Member
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.kit.numbers import test_numbers as published_numbers
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.page_rules import tells_number
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor

LIST = "/sundby/installningar/medarbetare/lista/"
HEAD = "Personnummer;Namn;E-post;Titel;Enhet;Externt id;Anställningens slut"


def _number(place: int) -> str:
    return published_numbers()[place]


def _uploaded(sara: Visitor, *lines: str, encoding: str = "utf-8", **ticked: Any) -> Page:
    content = "\n".join([HEAD, *lines]).encode(encoding)
    sent = {"file": SimpleUploadedFile("personal.csv", content), **ticked}
    return sara.follow(sara.post(LIST, sent))


def _own(key: str, title: str, **other: str) -> str:
    person = data.person(key)
    return f"{person.number};{person.name};{key}@sundby.example;{title};{other.get('unit', '')};;"


def _newcomer(place: int, name: str = "Astrid Öst") -> str:
    return f"{_number(place)};{name};ny{place}@sundby.example;Kurator;Hemtjänsten;A{place};"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_list_is_looked_at_and_then_done(visit: Visit, towns: Settled, encoding: str) -> None:
    sara = visit("sara")
    page = _uploaded(sara, _newcomer(9700), _own("karin", "Förvaltningschef"), encoding=encoding)
    assert "1 ny, 1 ändras, 0 avslutas. Inget är sparat än." in page.text
    assert page.rows() == ["2 Astrid Öst ny9700@sundby.example, Kurator, Hemtjänsten"]
    assert not tells_number(page.html, _number(9700))
    changed = sara.get(page.response.request["PATH_INFO"], visa="andras")
    assert "Titel: Rektor → Förvaltningschef" in changed.rows()[0]
    told = sara.follow(sara.submit(page, "spara/"))
    assert "Filen är borttagen" in told.text
    with scope(towns.organisations["sundby"].pk):
        assert Member.objects.get(email="ny9700@sundby.example").external_id == "A9700"
        assert Member.objects.get(person=towns.people["karin"]).title == "Förvaltningschef"
        assert bytes(StaffImport.objects.get().content) == b""
        events = AuditRow.objects.values_list("event", flat=True)
        assert sorted(events) == ["MemberSaved", "MemberSaved", "StaffImported", "StaffListTaken"]


def test_doing_it_twice_does_it_once(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = _uploaded(sara, _newcomer(9700))
    sara.submit(page, "spara/")
    with unchanged(towns):
        sara.follow(sara.submit(page, "spara/"))
    again = _uploaded(sara, _newcomer(9700))
    assert "0 nya, 0 ändras, 0 avslutas" in again.text
    assert not again.find("//button[contains(., 'Spara ändringarna')]")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("19811218-9870;A;a@x.se;;;;", "tolv siffror"),
        (";A;a@x.se;;;;", "Personnumret saknas"),
        (f"{_number(9701)};;a@x.se;;;;", "Namnet saknas"),
        (f"{_number(9701)};A;;;;;", "E-postadressen saknas"),
        (f"{_number(9701)};A;a@;;;;", "inte hel"),
        (f"{_number(9701)};A;a@x.se;;Rymdavdelningen;;", "Enheten Rymdavdelningen finns inte"),
        (f"{_number(9701)};A;a@x.se;;;;i morgon", "Skriv dagen"),
        (f"{_number(9700)};A;a@x.se;;;;", "står redan på rad 2"),
        (f"{_number(9701)};A;a@x.se;;;A9700;", "Samma id står redan på rad 2"),
        (f"{_number(9701)};{'A' * 201};a@x.se;;;;", "för lång"),
    ],
)
def test_every_wrong_line_says_why_and_the_others_are_used(
    visit: Visit, towns: Settled, line: str, why: str
) -> None:
    sara = visit("sara")
    page = _uploaded(sara, _newcomer(9700), line)
    assert why in page.rows()[0]
    sara.submit(page, "spara/")
    with scope(towns.organisations["sundby"].pk):
        assert StaffImport.objects.get().added == 1


def test_the_whole_truth_ends_those_who_are_missing(visit: Visit, towns: Settled) -> None:
    sara, olle = visit("sara"), visit("olle")
    kept = [_own(one.key, "") for one in data.people_of("sundby") if one.key != "olle"]
    page = _uploaded(sara, *kept, is_whole="on")
    ended = sara.get(page.response.request["PATH_INFO"], visa="avslutas")
    assert [row.strip() for row in ended.rows()] == ["Olle Grahn olle.grahn@sundby.example"]
    sara.submit(page, "spara/")
    assert "/logga-in/" in olle.get("/sundby/installningar/logg/", status=302).leads_to
    with scope(towns.organisations["sundby"].pk):
        assert Member.objects.get(person=towns.people["olle"]).left_at is not None
        assert not RoleAssignment.objects.filter(person=towns.people["olle"], ended_at=None).exists()
        assert AuditRow.objects.get(event="EmploymentEnded").facts["roles"] == 2


def test_nobody_is_ended_by_a_list_with_faults(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = _uploaded(sara, _own("sara", "x"), "fel;Olle Grahn;;;;;", is_whole="on")
    assert not page.find("//button[contains(., 'Spara ändringarna')]")
    with scope(towns.organisations["sundby"].pk):
        digest = actions.plan_of(StaffImport.objects.get()).digest()
    with unchanged(towns):
        address = page.response.request["PATH_INFO"] + "spara/"
        refused = sara.post(address, {"granskad": digest}, status=409)
    assert "Rätta felen" in refused.text


def test_the_last_administrator_is_not_ended(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = _uploaded(sara, _own("olle", "x"), is_whole="on")
    with unchanged(towns):
        assert "enda administratören" in sara.submit(page, "spara/", status=409).text


def test_what_has_changed_since_it_was_seen_is_looked_at_again(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = _uploaded(sara, _own("karin", "Förvaltningschef"))
    with scope(towns.organisations["sundby"].pk):
        Member.objects.filter(person=towns.people["karin"]).update(title="Lärare")
    with unchanged(towns):
        again = sara.submit(page, "spara/", status=409)
    assert "Lärare → Förvaltningschef" in again.rows()[0]
    sara.submit(again, "spara/")


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"", "tom"), (b"Namn;E-post\nA;a@x.se", "Personnummer"), (b"\x00\x01\x02", "går inte att läsa")],
)
def test_what_is_no_list_is_refused(visit: Visit, towns: Settled, content: bytes, text: str) -> None:
    with unchanged(towns):
        page = visit("sara").post(LIST, {"file": SimpleUploadedFile("x.csv", content)}, status=422)
    assert text in " ".join(page.problems)


def test_newcomers_may_get_a_role_and_pasting_will_do(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    pasted = f"{HEAD}\n{_newcomer(9700)}"
    page = sara.follow(sara.submit(sara.get(LIST), pasted=pasted, gives_role="on"))
    sara.submit(page, "spara/")
    with scope(towns.organisations["sundby"].pk):
        person = Member.objects.get(external_id="A9700").person
        assert RoleAssignment.objects.get(person=person).role == "employee"
        assert AuditRow.objects.filter(event="RoleGiven").count() == 1


def test_a_list_is_thrown_away_by_hand_or_after_a_day(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = _uploaded(sara, _newcomer(9700))
    sara.submit(page, "kasta/")
    _uploaded(sara, _newcomer(9700))
    with scope(towns.organisations["sundby"].pk):
        row = StaffImport.objects.get()
        assert _number(9700).encode() not in bytes(row.content)
    forget_staff_lists()
    with scope(towns.organisations["sundby"].pk):
        StaffImport.objects.update(made_at=now() - timedelta(hours=25))
    forget_staff_lists()
    with scope(towns.organisations["sundby"].pk):
        assert not StaffImport.objects.exists()


def test_the_last_day_ends_the_employment_by_itself(visit: Visit, towns: Settled) -> None:
    sara, olle = visit("sara"), visit("olle")
    line = _own("olle", "Granskare").rstrip(";") + f";;;{today():%Y-%m-%d}"
    sara.submit(_uploaded(sara, line), "spara/")
    end_employments()
    olle.get("/sundby/installningar/logg/")
    assert "Slutar" in sara.get("/sundby/installningar/medarbetare/", q="Grahn").text
    with scope(towns.organisations["sundby"].pk):
        Member.objects.filter(person=towns.people["olle"]).update(ends_on=today() - timedelta(days=1))
    end_employments()
    end_employments()
    olle.get("/sundby/installningar/logg/", status=302)
    with scope(towns.organisations["sundby"].pk):
        assert AuditRow.objects.get(event="EmploymentEnded").actor_kind == "platform"


def test_many_lines_ask_no_more_questions_and_take_no_time(towns: Settled) -> None:
    def questions(first: int, count: int) -> int:
        lines = [f"{number};N {i};p{i}@sundby.example;;;B{first}-{i};" for i, number in
                 enumerate(published_numbers()[first : first + count])]  # fmt: skip
        with inside(towns, "sara") as actor:
            content = "\n".join([HEAD, *lines]).encode()
            row = actions.take_staff_list(content, "l.csv", is_whole=False, gives_role=True, by=actor)
            with CaptureQueriesContext(connection) as captured:
                actions.apply_staff_list(row, actions.plan_of(row).digest(), by=actor)
        return len(captured)

    few = questions(9000, 5)
    began = time.monotonic()
    assert questions(10000, 400) == few
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
def test_only_the_towns_administrator_may(visit: Visit, towns: Settled, key: str, status: int) -> None:
    sara = visit("sara")
    address = _uploaded(sara, _newcomer(9700)).response.request["PATH_INFO"]
    other = visit(key)
    with unchanged(towns):
        other.get(address, status=status)
        for path in (LIST, address + "spara/", address + "kasta/"):
            other.post(path, {"granskad": "x"}, status=status)
