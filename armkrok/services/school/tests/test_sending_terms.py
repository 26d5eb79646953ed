"""What may be told: agreements, levels and pseudonyms."""

import json
import uuid
from typing import Any

import pytest

from armkrok.core.identity import sealed
from armkrok.kit import numbers
from armkrok.services.school.models import Receiver, RosterPerson
from armkrok.services.school.sending.flow import Flow
from armkrok.services.school.tests.sending_ground import Ground, How, State, uuid_of
from tests.support.agreements import Agreement, Release


def alva(ground: Ground) -> dict[str, Any]:
    return ground.objects("Users")[uuid_of(ground, "Alva 8A")]


# ---- agreements


def test_without_an_agreement_nothing_is_sent(ground: Ground) -> None:
    with ground.here():
        Agreement.objects.update(state=Agreement.State.ENDED)
    made = ground.send()
    assert (made.state, ground.requests) == (State.ABORTED, [])
    assert "avtal" in made.why


def test_an_agreement_that_ends_between_batches_ends_the_run(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit = Flow._submit

    def ending(self: Flow, kind: Any, make: Any) -> None:
        submit(self, kind, make)
        if kind.label == "Student":
            Agreement.objects.update(state=Agreement.State.SUSPENDED)

    with monkeypatch.context() as patch, ground.here():
        patch.setattr(Flow, "_submit", ending)
        made = ground.send()
    assert made.state == State.ABORTED
    assert set(ground.asked("POST")) == {"Organisations", "SchoolUnitGroups", "SchoolUnits", "Users"}
    assert len(ground.objects("Users")) == 8, "the teachers were not told of"
    with ground.here():
        assert Release.objects.filter(kind="Student").count() == 8
        assert not Release.objects.filter(kind="Teacher").exists()


def test_a_closed_receiver_gets_nothing(ground: Ground) -> None:
    ground.adjust(is_open=False)
    made = ground.send()
    assert (made.state, ground.requests) == (State.ABORTED, [])


def test_everything_can_be_removed_when_the_agreement_is_over(ground: Ground) -> None:
    ground.send()
    with ground.here():
        Agreement.objects.update(state=Agreement.State.ENDED)
    made = ground.send(How.REMOVAL)
    assert (made.state, ground.objects("Users")) == (State.DONE, {})
    with ground.here():
        agreement = Agreement.objects.get()
        assert agreement.removed_at
        assert "borttaget" in agreement.removal_proof
        assert Release.objects.filter(operation="delete", outcome="done").count() == 19


# ---- levels


@pytest.mark.parametrize("level", [0, 1, 2, 3, 4])
def test_each_level_gives_what_it_says(ground: Ground, level: int) -> None:
    with ground.here():
        row = RosterPerson.objects.get(source_id=uuid_of(ground, "Alva 8A"))
        number = numbers.test_numbers()[0]
        RosterPerson.objects.filter(pk=row.pk).update(
            email="alva@elev.sundby.example", civic_sealed=sealed.seal(number)
        )
    ground.agree(level)
    ground.send()
    users = ground.objects("Users")
    body = users[uuid_of(ground, "Alva 8A")] if level else next(iter(users.values()))
    text = json.dumps(list(users.values()), ensure_ascii=False)
    extension = body["urn:scim:schemas:extension:sis:school:1.0:User"]
    assert (uuid_of(ground, "Alva 8A") in text) == (level > 0)
    assert ("Alva 8A" in text) == (level >= 1)
    assert ('"givenName": "Alva"' in text) == (level >= 2)
    assert ("alva.8a@elev.sundby.example" in text) == (level >= 2)
    assert ("alva@elev.sundby.example" in text) == (level >= 3)
    assert (number in text) == (level >= 4)
    assert extension["enrolments"][0]["schoolYear"] == 8
    assert all([body["userName"], body["name"]["givenName"], body["displayName"]])


def _numbered(ground: Ground, number: str) -> None:
    with ground.here():
        row = RosterPerson.objects.filter(source_id=uuid_of(ground, "Alva 8A"))
        row.update(civic_sealed=sealed.seal(number), civic_lookup=sealed.lookup(number))


def test_a_corrected_number_is_told_to_those_who_may_have_numbers_alone(ground: Ground) -> None:
    first, second = numbers.test_numbers()[:2]
    for level, expected in ((4, ["PUT Users"]), (2, [])):
        _numbered(ground, first)
        ground.agree(level)
        ground.send()
        _numbered(ground, second)
        made = ground.send()
        assert (made.state, ground.requests) == (State.DONE, expected)
        text = json.dumps(alva(ground))
        assert (second in text, first in text) == (level == 4, False)


def test_a_tightened_level_takes_back_what_was_given(ground: Ground) -> None:
    ground.send()
    assert alva(ground)["name"]["givenName"] == "Alva"
    ground.agree(1)
    made = ground.send()
    assert (made.state, set(ground.requests)) == (State.DONE, {"PUT Users"})
    assert len(ground.asked("PUT")) >= 10
    assert alva(ground)["name"]["givenName"] != "Alva"
    assert alva(ground)["userName"] == str(uuid.UUID(alva(ground)["userName"]))


def test_attributes_that_an_agreement_lists_are_the_whole(ground: Ground) -> None:
    ground.agree(
        3, attributes={"Student": ["displayName", "enrolments", "civicNo"], "Teacher": ["displayName"]}
    )
    ground.send()
    assert alva(ground)["displayName"] == "Alva 8A"
    assert alva(ground)["name"]["givenName"] != "Alva"
    assert "emails" not in alva(ground)


def test_two_receivers_cannot_join_what_they_have(ground: Ground) -> None:
    ground.agree(0)
    found = []
    for _time in range(2):
        ground.send()
        people = ground.objects("Users")
        assert len(people) == 10
        found.append({*people, *(one["userName"] for one in people.values()), *ground.objects("Employments")})
        ground.send(How.REMOVAL)
        with ground.here():
            Receiver.objects.filter(pk=ground.receiver_id).update(pseudonym_key=b"")
    first, second = found
    assert len(first) == len(second) == 22, "a name is no hint of an id"
    assert not first & second
    assert uuid_of(ground, "Alva 8A") not in first | second


def test_what_was_given_is_written_down_by_name_alone(ground: Ground) -> None:
    ground.send()
    with ground.here():
        row = RosterPerson.objects.get(source_id=uuid_of(ground, "Alva 8A"))
        told = Release.objects.get(subject_id=row.pk)
        teacher = RosterPerson.objects.get(source_id=uuid_of(ground, "Lärare 8A"))
        of_teacher = Release.objects.get(subject_id=teacher.pk, kind="Teacher")
    assert (told.operation, told.kind, told.outcome) == ("create", "Student", "done")
    assert told.attributes == "displayName,enrolments,name.familyName,name.givenName,userName"
    assert of_teacher.attributes == "displayName,name.familyName,name.givenName,userName", "what was sent"
