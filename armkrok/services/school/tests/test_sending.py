"""What goes to a receiver: the first run, and what each change in the roster leads to."""

from datetime import timedelta
from typing import Any

import pytest

from armkrok.kit import days
from armkrok.kit.days import today
from armkrok.services.school.egil import ids
from armkrok.services.school.models import (
    Duty,
    Enrolment,
    Membership,
    PupilGroup,
    RosterPerson,
    SchoolUnit,
    Wanted,
)
from armkrok.services.school.sending.rules import compiled
from armkrok.services.school.tests import sending_ground
from armkrok.services.school.tests.sending_ground import Ground, State, uuid_of
from tests.support import school_ground


def test_a_first_run_creates_everything_in_order(ground: Ground) -> None:
    made = ground.send()
    assert (made.state, made.why) == (State.DONE, "")
    assert list(dict.fromkeys(ground.requests)) == [
        "POST Organisations", "POST SchoolUnitGroups", "POST SchoolUnits", "POST Users", "POST Employments",
        "POST StudentGroups", "POST Activities",
    ]  # fmt: skip
    assert len(ground.requests) == 1 + 1 + 1 + 8 + 2 + 2 + 2 + 2
    assert made.done["Student"] == {"create": 8}


def test_the_receivers_own_order_of_kinds(ground: Ground) -> None:
    ground.adjust(order=["StudentGroup", "Student"])
    ground.send()
    kinds = list(dict.fromkeys(ground.requests))
    assert kinds[:3] == ["POST StudentGroups", "POST Users", "POST Organisations"]


def test_nothing_is_sent_when_nothing_has_changed(ground: Ground) -> None:
    ground.send()
    made = ground.send()
    assert (made.state, ground.requests) == (State.DONE, [])
    assert made.planned["Student"] == {"create": 0, "update": 0, "delete": 0, "same": 8}


def test_a_new_name_is_one_replacement(ground: Ground) -> None:
    ground.send()
    with ground.here():
        RosterPerson.objects.filter(given_name="Alva", surname="8A").update(given_name="Älva")
    ground.send()
    assert ground.requests == ["PUT Users"]
    assert ground.objects("Users")[uuid_of(ground, "Alva 8A")]["name"]["givenName"] == "Älva"


def test_a_pupil_moves_to_another_class(ground: Ground) -> None:
    ground.send()
    with ground.here():
        row = Membership.objects.get(pupil__given_name="Bo", group__name="8A")
        row.end_on = today() - timedelta(days=1)
        row.save()
        Membership.objects.create(
            pupil_id=row.pupil_id, group=PupilGroup.objects.get(name="8B"), start_on=today()
        )
    ground.send()
    assert ground.requests == ["PUT StudentGroups", "PUT StudentGroups"]
    groups = ground.objects("StudentGroups")
    bo = uuid_of(ground, "Bo 8A")
    for name, there in (("8A", False), ("8B", True)):
        members = [one["value"] for one in groups[uuid_of(ground, name)]["studentMemberships"]]
        assert (bo in members) == there


def test_a_pupil_who_leaves_is_removed_after_the_groups_are_written(ground: Ground) -> None:
    ground.send()
    with ground.here():
        RosterPerson.objects.filter(given_name="Cleo", surname="8B").update(status="Utvandrad")
    ground.send()
    assert ground.requests == ["PUT StudentGroups", "DELETE Users"]


def test_removals_go_backwards(ground: Ground) -> None:
    ground.send()
    with ground.here():
        Wanted.objects.filter(group__name="8B").delete()
    ground.send()
    assert list(dict.fromkeys(ground.requests)) == [
        "DELETE Activities", "DELETE StudentGroups", "DELETE Employments", "DELETE Users",
    ]  # fmt: skip
    assert len(ground.asked("DELETE")) == 1 + 1 + 1 + 1 + 4


def test_days_are_swedish_and_both_ends_count(ground: Ground) -> None:
    with ground.here():
        bo = Membership.objects.filter(pupil__surname="8A")
        bo.filter(pupil__given_name="Alva").update(start_on=today(), end_on=today())
        bo.filter(pupil__given_name="Bo").update(start_on=today() + timedelta(days=1))
        bo.filter(pupil__given_name="Cleo").update(end_on=today() - timedelta(days=1))
    ground.send()
    users = ground.objects("Users")
    there = {name for name in ("Alva", "Bo", "Cleo") if uuid_of(ground, f"{name} 8A") in users}
    assert there == {"Alva"}


def test_the_day_changes_at_midnight_in_sweden(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    midnight = days.end_of(today())
    with ground.here():
        Membership.objects.filter(pupil__given_name="Alva", pupil__surname="8A").update(
            start_on=today() + timedelta(days=1)
        )
    for seconds, is_there in ((-1, False), (0, True)):
        monkeypatch.setattr(days, "now", lambda moved=seconds: midnight + timedelta(seconds=moved))
        ground.send()
        assert (uuid_of(ground, "Alva 8A") in ground.objects("Users")) == is_there


def test_ids_are_derived_as_in_egil(ground: Ground) -> None:
    ground.send()
    unit, group = uuid_of(ground, "skolan"), uuid_of(ground, "8A")
    employment = ids.derived(unit, uuid_of(ground, "Lärare 8A"))
    assert employment in ground.objects("Employments")
    teaching = ground.objects("Activities")[ids.derived(group, unit)]
    assert teaching["teachers"] == [{"value": employment, "$ref": f"Employments/{employment}"}]
    assert teaching["groups"] == [{"value": group, "$ref": f"StudentGroups/{group}"}]


def test_teaching_uses_the_employment_at_the_groups_own_school(ground: Ground) -> None:
    with ground.here():
        other = SchoolUnit.objects.create(
            **school_ground._rostered("andra"), kind="Skolenhet", name="Andra", code="87654321"
        )
        both = Duty.objects.get(person__given_name="Lärare", person__surname="8A")
        Duty.objects.create(
            **school_ground._rostered("två"), person_id=both.person_id, unit=other, role="Lärare"
        )
        sending_ground.teach(PupilGroup.objects.get(name="8A"), "Gäst Lärare", unit=other)
    made = ground.send()
    employments = ground.objects("Employments")
    assert {one["employedAt"]["value"] for one in employments.values()} == {uuid_of(ground, "skolan")}
    assert ("skipped", "no-employment") in ground.notes(made)
    assert uuid_of(ground, "Gäst Lärare") not in ground.objects("Users")


def test_orphans_are_left_out_and_told_of(ground: Ground) -> None:
    with ground.here():
        unit = SchoolUnit.objects.create(
            **school_ground._rostered("stängd"), kind="Skolenhet", name="Stängd", code="11112222"
        )
        for name, place in (("Tom", school_ground.unit()), ("Utan skola", unit)):
            group = PupilGroup.objects.create(
                **school_ground._rostered(name), name=name, kind="Klass", unit=place
            )
            Wanted.objects.create(
                receiver_id=ground.receiver_id, group=group, starts_on=today() - timedelta(days=1)
            )
        SchoolUnit.objects.filter(pk=unit.pk).update(gone_at="2026-01-01T00:00Z")
        Enrolment.objects.filter(pupil__given_name="Dani", pupil__surname="8A").delete()
    made = ground.send()
    assert ground.notes(made) == {
        ("skipped", "empty-group"), ("skipped", "no-unit"), ("skipped", "no-enrolment"),
    }  # fmt: skip
    assert len(ground.objects("StudentGroups")) == 2
    assert uuid_of(ground, "Dani 8A") not in ground.objects("Users")


def test_the_block_list_by_id_and_attribute(ground: Ground) -> None:
    block = [uuid_of(ground, "Alva 8A"), {"attribute": "userName", "matches": "^bo\\."}]
    ground.adjust(block=block)
    made = ground.send()
    assert made.done["Student"] == {"create": 5}
    assert ("skipped", "blocked") in ground.notes(made)
    ground.adjust(block=[])
    ground.send()
    assert ground.asked("POST") == ["Users"] * 3


def test_rules_choose_groups_and_people(ground: Ground) -> None:
    with ground.here():
        Wanted.objects.all().delete()
        school_ground.group("9C")
    eighth = {"attribute": "displayName", "matches": "^8"}
    ground.adjust(
        selection={
            "StudentGroup": {"all": [eighth, {"not": {"attribute": "displayName", "in": ["8B"]}}]},
            "Users": {"not": {"attribute": "name.givenName", "in": ["Dani"]}},
        }
    )
    ground.send()
    assert list(ground.objects("StudentGroups")) == [uuid_of(ground, "8A")]
    assert len(ground.objects("Users")) == 3 + 1
    ground.adjust(selection={"StudentGroup": eighth, "Student": {"ids": [uuid_of(ground, "Alva 9C")]}})
    made = ground.send()
    assert ("skipped", "no-group") in ground.notes(made)


@pytest.mark.parametrize(
    ("rule", "chosen"),
    [
        ({"any": [{"attribute": "displayName", "in": ["8A"]}, {"ids": ["b"]}]}, "ab"),
        ({"all": [{"attribute": "displayName", "matches": "^8"}, {"ids": ["B"]}]}, "b"),
        ({"not": {"any": [{"ids": ["a"]}, {"ids": ["c"]}]}}, "b"),
        ({"any": []}, ""),
        ({"everything": True}, "abc"),
    ],
)
def test_rules_are_put_together(rule: dict[str, Any], chosen: str) -> None:
    rows = {"a": "8A", "b": "8B", "c": "9C"}
    read = compiled(rule)
    assert [one for one, name in rows.items() if read({"id": [one], "displayName": [name]})] == list(chosen)


def test_of_two_with_an_id_one_is_withheld_and_told_of(ground: Ground) -> None:
    alva = uuid_of(ground, "Alva 8A")
    with ground.here():
        PupilGroup.objects.filter(name="8B").update(source_id=alva)
    made = ground.send()
    assert ("skipped", "duplicate-id") in ground.notes(made)
    assert (alva in ground.objects("Users"), alva in ground.objects("StudentGroups")) == (True, False)
    ground.send()
    assert ground.requests == []


def test_a_rule_that_cannot_be_read_stops_the_run(ground: Ground) -> None:
    ground.adjust(selection={"StudentGroup": {"attribute": "displayName", "matches": "("}})
    made = ground.send()
    assert (made.state, ground.requests) == (State.ABORTED, [])
    assert "urval" in made.why


def test_what_lacks_something_required_keeps_what_was_there(ground: Ground) -> None:
    ground.send()
    with ground.here():
        RosterPerson.objects.filter(given_name="Alva", surname="8A").update(eppn="")
    made = ground.send()
    assert (made.state, ground.requests) == (State.PARTLY, [])
    assert ("failed", "no-user-name") in ground.notes(made)
    assert uuid_of(ground, "Alva 8A") in ground.objects("Users")


def test_a_pupil_becomes_a_teacher(ground: Ground) -> None:
    ground.send()
    with ground.here():
        alva = RosterPerson.objects.get(given_name="Alva", surname="8A")
        Membership.objects.filter(pupil=alva).delete()
        Enrolment.objects.filter(pupil=alva).delete()
        sending_ground.teach(PupilGroup.objects.get(name="8B"), "Alva 8A")
    made = ground.send()
    assert ground.requests == ["PUT Users", "POST Employments", "PUT StudentGroups", "PUT Activities"]
    assert made.planned["Student"]["delete"] == 0
    ground.send()
    assert ground.requests == []
