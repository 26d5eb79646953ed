"""What is sent never points at something that the receiver does not have: here it says no to such."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from armkrok.kit.days import today
from armkrok.services.school.egil import ids
from armkrok.services.school.models import (
    Activity,
    Assignment,
    Duty,
    PupilGroup,
    RosterPerson,
    SchoolUnit,
    SendRun,
    Wanted,
)
from armkrok.services.school.tests import sending_ground
from armkrok.services.school.tests.sending_ground import Ground, How, State, uuid_of
from armkrok.site.settling import Settled
from tests.support import school_ground
from tests.support.suppliers import Suppliers


@pytest.fixture
def ground(towns: Settled, suppliers: Suppliers) -> Ground:
    suppliers.oddly(check_references=True)
    return sending_ground.made(towns.organisations["sundby"].pk, suppliers)


def statuses(ground: Ground) -> set[int]:
    return {line["status"] for line in ground.suppliers.log}


def without_log_in(ground: Ground, name: str) -> None:
    with ground.here():
        RosterPerson.objects.filter(source_id=uuid_of(ground, name)).update(eppn="")


def with_log_in(ground: Ground, name: str) -> None:
    with ground.here():
        RosterPerson.objects.filter(source_id=uuid_of(ground, name)).update(eppn="tillbaka@sundby.example")


LATENCY = timedelta(milliseconds=100)


@pytest.mark.parametrize("how", [How.USUAL, How.REMOVAL])
def test_each_kind_waits_for_the_last_answer_of_the_one_before(ground: Ground, how: SendRun.How) -> None:
    """However many connections there are: what comes sooner was asked for before that answer."""
    if how == How.REMOVAL:
        ground.send()
    ground.suppliers.oddly(latency_ms=LATENCY.total_seconds() * 1000)
    ground.adjust(connections=16)
    assert ground.send(how).state == State.DONE
    answered: dict[str, list[datetime]] = {}
    for asked, line in zip(ground.requests, ground.suppliers.log, strict=True):
        answered.setdefault(asked, []).append(datetime.fromisoformat(line["at"]))
    assert (len(answered), statuses(ground)) == (7, {204 if how == How.REMOVAL else 201})
    for before, after in pairwise(answered.values()):
        assert min(after) - max(before) >= 0.95 * LATENCY


def test_a_teacher_who_cannot_be_told_of_teaches_nobody(ground: Ground) -> None:
    without_log_in(ground, "Lärare 8A")
    made = ground.send()
    assert (made.state, statuses(ground)) == (State.PARTLY, {201})
    assert ground.notes(made) == {("failed", "no-user-name")}
    assert len(ground.objects("Employments")) == len(ground.objects("Activities")) == 1
    with_log_in(ground, "Lärare 8A")
    assert ground.send().state == State.DONE
    assert ground.requests == ["POST Users", "POST Employments", "POST Activities"]


def test_a_teacher_who_is_there_teaches_as_before(ground: Ground) -> None:
    ground.send()
    without_log_in(ground, "Lärare 8A")
    assert (ground.send().state, ground.requests) == (State.PARTLY, [])


def test_a_pupil_who_cannot_be_told_of_is_no_member(ground: Ground) -> None:
    without_log_in(ground, "Alva 8A")
    ground.send()
    members = ground.objects("StudentGroups")[uuid_of(ground, "8A")]["studentMemberships"]
    assert (statuses(ground), len(members)) == ({201}, 3)
    with_log_in(ground, "Alva 8A")
    ground.send()
    assert ground.requests == ["POST Users", "PUT StudentGroups"]


def test_groups_of_a_school_unit_without_a_code_wait_for_it(ground: Ground) -> None:
    with ground.here():
        unit = SchoolUnit.objects.create(**school_ground._rostered("ny"), kind="Skolenhet", name="Nya")
        group = PupilGroup.objects.create(**school_ground._rostered("1A"), name="1A", kind="Klass", unit=unit)
        sending_ground.join(group, "Elev 1A")
        Wanted.objects.create(receiver_id=ground.receiver_id, group=group, starts_on=today())
    made = ground.send()
    assert (made.state, statuses(ground), len(ground.states())) == (State.DONE, {201}, 19)
    assert ("skipped", "no-school-code") in ground.notes(made)
    with ground.here():
        SchoolUnit.objects.filter(pk=unit.pk).update(code="11112222")
    ground.send()
    assert ground.requests == ["POST SchoolUnits", "POST Users", "POST StudentGroups"]


def test_a_school_unit_that_lost_its_code_is_as_it_was(ground: Ground) -> None:
    ground.send()
    with ground.here():
        SchoolUnit.objects.filter(kind="Skolenhet").update(code="")
    made = ground.send()
    assert (made.state, ground.requests) == (State.PARTLY, [])
    assert ground.notes(made) == {("failed", "no-school-code")}


# ---- what teaching is


@pytest.mark.parametrize("kind", ["Elevaktivitet", "Provaktivitet", "Läraraktivitet", "Övrigt"])
def test_other_activities_than_teaching_are_not_told_of(ground: Ground, kind: str) -> None:
    with ground.here():
        Activity.objects.filter(groups__name="8A").update(kind=kind)
    ground.send()
    assert list(ground.objects("Activities")) == [
        ids.derived(uuid_of(ground, "8B"), uuid_of(ground, "skolan"))
    ]
    assert uuid_of(ground, "Lärare 8A") not in ground.objects("Users")


@pytest.mark.parametrize(("role", "is_told"), [("Mentor", True), ("Elevhälsopersonal", False)])
def test_a_mentor_is_told_of_as_a_teacher(ground: Ground, role: str, is_told: bool) -> None:
    with ground.here():
        group = PupilGroup.objects.get(name="8A")
        duty = Duty.objects.create(
            **school_ground._rostered("uppdrag"), person=school_ground.pupil("Mia Mentor"), unit=group.unit,
            role="Lärare",
        )  # fmt: skip
        Assignment.objects.create(duty=duty, group=group, role=role)
    ground.send()
    unit = uuid_of(ground, "skolan")
    teaching = ground.objects("Activities")[ids.derived(uuid_of(ground, "8A"), unit)]
    employment = ids.derived(unit, uuid_of(ground, "Mia Mentor"))
    assert (employment in [one["value"] for one in teaching["teachers"]]) == is_told
    assert (uuid_of(ground, "Mia Mentor") in ground.objects("Users")) == is_told


def test_a_national_tests_activity_is_named(ground: Ground) -> None:
    with ground.here():
        Activity.objects.filter(groups__name="8A").update(parent_source_id=uuid_of_national())
    ground.send()
    told = [one.get("parentActivity") for one in ground.objects("Activities").values()]
    assert sorted(told, key=bool) == [None, [{"value": uuid_of_national()}]]


def uuid_of_national() -> str:
    return "2f1e0d0c-0000-4000-8000-00000000000a"
