"""EGIL objects on the wire: the same as json.dumps would write, to the byte."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from armkrok.services.school.egil import ids, levels, objects, rendering
from armkrok.services.school.egil.rendering import CORE_USER, SIS, Renderer, Unrenderable

UNIT, TEACHER = "8d371858-3fbd-4af2-ae33-84225ead4a1b", "75c666db-e60e-4687-bdd3-1af191fa6799"
GROUP, PUPIL = "39074b36-e0ed-4443-a501-5148992014b9", "aaaaaaaa-0000-4000-8000-000000000001"
KEY = bytes(range(32))
text = some.text(min_size=1, max_size=20).filter(str.strip)


def same(body: bytes, expected: dict[str, Any]) -> None:
    assert body.decode() == json.dumps(expected, ensure_ascii=False, separators=(",", ":"))


def ref(collection: str, one: str) -> dict[str, str]:
    return {"value": one, "$ref": f"{collection}/{one}"}


@given(text, text, text, text, some.booleans())
def test_a_pupil_with_everything(
    user_name: str, given_name: str, surname: str, email: str, marked: bool
) -> None:
    place = objects.Enrolment(UNIT, 7, "GR", 'a"b')
    one = objects.User(PUPIL, PUPIL, user_name, given_name, surname, email, "", (place,), marked)
    released = {"Student": frozenset([*levels.user_attributes(4), "securityMarking"])}
    enrolment = {**ref("SchoolUnits", UNIT), "schoolYear": 7, "schoolType": "GR", "programCode": 'a"b'}
    extension = {"enrolments": [enrolment]} | ({"securityMarking": True} if marked else {})
    body = Renderer(released, KEY).user("Student", one)
    same(
        body,
        {
            "schemas": [CORE_USER, f"{SIS}User"],
            "externalId": PUPIL,
            "userName": user_name,
            "name": {"givenName": given_name, "familyName": surname},
            "displayName": f"{given_name} {surname}".strip(),
            "emails": [{"value": email, "type": "Skola elev"}],
            f"{SIS}User": extension,
        },
    )


def test_what_is_required_and_not_released_is_a_pseudonym() -> None:
    one = objects.User(PUPIL, PUPIL, "alva@x", "Alva", "Ek", "a@x", "", ())
    body = json.loads(Renderer(levels.released(0), KEY).user("Student", one))
    false = ids.pseudonym(KEY, PUPIL)
    assert [body["userName"], body["displayName"], *body["name"].values()] == [false] * 4
    assert Renderer(levels.released(0), bytes(32)).user("Student", one) != json.dumps(body).encode()
    assert "emails" not in body


def test_a_role_that_is_not_released_is_a_pseudonym() -> None:
    renderer = Renderer({"Employment": frozenset({"signature"})}, KEY)
    told = json.loads(renderer.employment(objects.Employment(GROUP, UNIT, TEACHER, "Rektor", "AB")))
    assert (told["employmentRole"], told["signature"]) == (ids.pseudonym(KEY, GROUP), "AB")


def test_what_is_not_there_is_not_said_to_be_given() -> None:
    renderer = Renderer(dict.fromkeys(("Student", "Teacher"), frozenset(levels.user_attributes(4))), KEY)
    one = objects.User(PUPIL, PUPIL, "alva@x", "Alva", "Ek", "", "", ())
    names = ("displayName", "name.familyName", "name.givenName", "userName")
    assert renderer.names("Teacher", one) == names
    assert set(renderer.names("Student", one)) == {*names, "enrolments"}
    assert "enrolments" not in levels.released(0)["Teacher"]


@pytest.mark.parametrize(
    ("facts", "code"), [({"user_name": ""}, "no-user-name"), ({"given_name": ""}, "no-name")]
)
def test_what_is_required_and_missing_is_refused(facts: dict[str, Any], code: str) -> None:
    one = objects.User(PUPIL, PUPIL, "alva@x", "Alva", "Ek", "", "", ())._replace(**facts)
    with pytest.raises(Unrenderable, match=code):
        Renderer(levels.released(2), KEY).user("Student", one)


@given(text, text)
def test_schools(name: str, code: str) -> None:
    one = objects.SchoolUnit(UNIT, name, code, GROUP, PUPIL, ("FKLASS", "GR"), "9901")
    same(
        rendering.school_unit(one),
        {
            "schemas": [f"{SIS}SchoolUnit"], "externalId": UNIT, "displayName": name, "schoolUnitCode": code,
            "organisation": ref("Organisations", GROUP), "schoolUnitGroup": ref("SchoolUnitGroups", PUPIL),
            "schoolTypes": ["FKLASS", "GR"], "municipalityCode": "9901",
        },
    )  # fmt: skip
    same(
        rendering.named("Organisation", objects.Named(UNIT, name)),
        {"schemas": [f"{SIS}Organisation"], "externalId": UNIT, "displayName": name},
    )


@given(text)
def test_groups_employments_and_teaching(name: str) -> None:
    renderer = Renderer(levels.released(2), KEY)
    same(
        renderer.student_group(objects.StudentGroup(GROUP, name, UNIT, "Klass", "GR", (PUPIL, TEACHER))),
        {
            "schemas": [f"{SIS}StudentGroup"], "externalId": GROUP, "displayName": name,
            "owner": ref("SchoolUnits", UNIT), "studentGroupType": "Klass", "schoolType": "GR",
            "studentMemberships": [ref("Users", PUPIL), ref("Users", TEACHER)],
        },
    )  # fmt: skip
    same(
        renderer.employment(objects.Employment(GROUP, UNIT, TEACHER, name, "AB")),
        {
            "schemas": [f"{SIS}Employment"], "externalId": GROUP, "employedAt": ref("SchoolUnits", UNIT),
            "user": ref("Users", TEACHER), "employmentRole": name, "signature": "AB",
        },
    )  # fmt: skip
    same(
        renderer.activity(objects.Activity(PUPIL, name, UNIT, (GROUP,), (TEACHER,), (UNIT,))),
        {
            "schemas": [f"{SIS}Activity"], "externalId": PUPIL, "displayName": name,
            "owner": ref("SchoolUnits", UNIT), "groups": [ref("StudentGroups", GROUP)],
            "teachers": [ref("Employments", TEACHER)], "parentActivity": [{"value": UNIT}],
        },
    )  # fmt: skip


def test_an_emptied_group_says_so() -> None:
    one = objects.StudentGroup(GROUP, "7A", UNIT, "", "", ())
    assert json.loads(Renderer(levels.released(2), KEY).student_group(one))["studentMemberships"] == []


def test_derived_ids_are_those_of_the_egil_client() -> None:
    assert ids.derived(UNIT, TEACHER) == "163cbddb-9fd0-53df-81e4-e022c5dd5c71"
    assert ids.derived(GROUP, UNIT) == "857d1f1d-3e23-5896-9877-406ce84be599"


def test_levels_hold_each_other() -> None:
    for level in range(4):
        assert set(levels.user_attributes(level)) < set(levels.user_attributes(level + 1))
    assert "civicNo" not in levels.user_attributes(3)
    assert "securityMarking" not in levels.user_attributes(4)
