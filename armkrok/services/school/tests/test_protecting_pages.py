"""Inga decides what suppliers get about protected pupils; nobody else sees them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.notifications.models import Message, Task
from armkrok.core.reading.models import ReadSubject
from armkrok.services.school.actions import protecting
from armkrok.services.school.models import Alias, Erasure, Kind, RosterPerson, SendRun, SentObject
from armkrok.site.settling import Settled
from tests.support import school_ground
from tests.support.people import Visit, inside
from tests.support.visitor import Visitor

PEOPLE = "/sundby/skola/skyddade/"


@pytest.fixture
def siv(towns: Settled) -> RosterPerson:
    with inside(towns, "sara"):
        return school_ground.protected_pupil()


def test_only_handlers_see_them(visit: Visit, siv: RosterPerson) -> None:
    assert "Siv Skyddad" in visit("inga").get(PEOPLE).text
    for who in ("sara", "nadia", "karin"):
        visit(who).get(PEOPLE, status=403)
        visit(who).get(f"{PEOPLE}{siv.pk}/", status=403)
    visit("vera").get(PEOPLE, status=404)


def test_an_alias_is_whole_and_the_same_everywhere(visit: Visit, towns: Settled, siv: RosterPerson) -> None:
    inga = visit("inga")
    page = inga.get(f"{PEOPLE}{siv.pk}/")
    refused = inga.submit(page, policy="alias", reason="Rektor och vårdnadshavare", status=422)
    assert "Skriv ett förnamn" in refused.problems
    alias: dict[str, Any] = {"given_name": "Lo", "surname": "Ek", "eppn": "lo.ek@elev.sundby.example"}
    inga.submit(page, policy="alias", reason="Rektor och vårdnadshavare", **alias)
    with inside(towns, "sara"):
        first = Alias.objects.get(subject=siv, ended_at=None)
        receiver = school_ground.receiver()
    inga.submit(page, policy="alias", reason="Även här", receiver=str(receiver.pk), **alias)
    with inside(towns, "sara"):
        second = Alias.objects.get(subject=siv, receiver=receiver, ended_at=None)
    assert first.alias_id == second.alias_id != siv.source_id


def test_a_marking_removes_her_at_once_outside_limits(towns: Settled) -> None:
    with inside(towns, "sara"):
        alva, receiver = school_ground.pupil(), school_ground.receiver()
        SentObject.objects.create(
            receiver=receiver, kind=Kind.STUDENT, sent_id=alva.source_id, subject_id=alva.pk, digest=bytes(16)
        )
        protecting.marked([alva.pk])
        protecting.marked([alva.pk])
        assert RosterPerson.objects.get(pk=alva.pk).is_protected
        runs = SendRun.objects.filter(receiver=receiver)
        assert {(one.how, tuple(one.only)) for one in runs} == {("urgent", (str(alva.pk),))}
        assert Erasure.objects.filter(subject=alva, receiver=receiver).count() == 1


def test_the_handler_is_told_at_once_without_a_name_until_it_is_decided(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara"):
        alva = school_ground.pupil()
        protecting.marked([alva.pk])
        (letter,) = Message.objects.all()
        task = Task.objects.get(done_at=None)
    assert letter.to == "inga.norberg@sundby.example"
    assert "1 person i elevregistret har fått skyddade uppgifter." in letter.body
    assert (task.person_id, task.title) == (
        towns.people["inga"].pk,
        "1 person med skyddade uppgifter väntar på beslut",
    )
    assert "Alva" not in f"{letter.subject} {letter.body} {task.title} {task.text} {task.url}"
    inga = visit("inga")
    assert "Väntar på beslut" in inga.get(task.url).rows()[0]
    assert inga.get(task.url).rows()[0].startswith("Alva 8A")
    inga.submit(inga.get(f"{PEOPLE}{alva.pk}/"), policy="withhold", reason="Rektor och vårdnadshavare")
    assert "Väntar på beslut" not in inga.get(task.url).rows()[0]
    with inside(towns, "sara") as sara:
        assert not Task.objects.filter(done_at=None).exists(), "to give nothing is a decision too"
        protecting.end_decision(Alias.objects.get(), by=sara)
        assert Task.objects.filter(done_at=None).count() == 1


def test_the_platform_learns_first(towns: Settled) -> None:
    """A person who is marked in Armkrok is marked in the roster that knows her."""
    with inside(towns, "sara"):
        elif_ = school_ground.staff(towns.people["elif"].pk, "Elif Demir").person
        protecting.hush(towns.people["elif"].pk)
        assert RosterPerson.objects.get(pk=elif_.pk).is_protected


def test_erasure_is_confirmed_once(visit: Visit, towns: Settled, siv: RosterPerson) -> None:
    inga = visit("inga")
    with inside(towns, "sara"):
        erasure = Erasure.objects.create(subject=siv, receiver=school_ground.receiver())
    page = inga.get(f"{PEOPLE}{siv.pk}/")
    inga.submit(page, f"/radering/{erasure.pk}/")
    with inside(towns, "sara"):
        done = Erasure.objects.get(pk=erasure.pk)
    assert done.confirmed_by == towns.people["inga"].pk
    inga.post(f"{PEOPLE}radering/{erasure.pk}/", status=404)


def test_the_list_costs_the_same_with_many_and_each_look_is_logged(
    visit: Visit, towns: Settled, siv: RosterPerson
) -> None:
    inga = visit("inga")
    few = _asked(inga)
    with inside(towns, "sara"):
        for number in range(12):
            pupil = school_ground.pupil(f"Ny {number}")
            RosterPerson.objects.filter(pk=pupil.pk).update(is_protected=True)
    before = _looks(towns)
    assert _asked(inga) == few
    assert _looks(towns) - before == 13


def _asked(inga: Visitor) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert "Siv Skyddad" in inga.get(PEOPLE).text
    return len(asked)


def _looks(towns: Settled) -> int:
    with inside(towns, "sara"):
        return ReadSubject.objects.filter(row__what="protection.person").count()
