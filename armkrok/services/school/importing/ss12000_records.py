"""From objects of SS 12000:2020 to records. Shape is all that is judged here, and never by guessing."""

from collections.abc import Iterator, Mapping
from typing import Any

from armkrok.services.school.importing.records import (
    ActivityGroupRecord,
    ActivityRecord,
    AssignmentRecord,
    DutyRecord,
    EnrolmentRecord,
    GroupRecord,
    MembershipRecord,
    PersonRecord,
    Record,
    ResponsibleRecord,
    TeachingRecord,
    UnitRecord,
)
from armkrok.services.school.importing.words import Marking, marking
from armkrok.services.school.ss12000.answers import Json
from armkrok.services.school.ss12000.words import EMAIL_TYPES

Subjects = Mapping[str, tuple[str, str]]
"""Code and name by the id of a syllabus."""
TIES = ("enrolments", "responsibles", "assignmentRole", "groupMemberships", "groups", "teachers")
"""Lists of what an object is tied to."""
OTHERS = ("eduPersonPrincipalNames", "emails", "schoolTypes")


def is_sound(one: Json) -> bool:
    """Whether its lists are lists, those of ties of objects; an empty thing of another kind is an empty list.

    What cannot be read is not the same as nothing: a class would lose its pupils.
    """
    if not all(isinstance(one.get(name) or [], list) for name in (*TIES, *OTHERS)):
        return False
    return all(isinstance(row, dict) for name in TIES for row in one.get(name) or [])


def marked(one: object) -> Json | None:
    """Of a person whose lists can't be read, what protects her; None when she has no marking.

    Without names it is withheld, which a marking is not: the rest of her is as it was.
    """
    if not isinstance(one, dict) or marking(_marking(one))[0] == Marking.NONE:
        return None
    return {name: one.get(name) for name in ("id", "securityMarking")}


def of_organisation(one: Json) -> Iterator[Record]:
    """A unit of any kind."""
    types = tuple(kind for kind in _list(one, "schoolTypes") if isinstance(kind, str))
    yield UnitRecord(
        _text(one, "id"),
        _text(one, "organisationType"),
        _text(one, "displayName"),
        _ref(one, "parentOrganisation"),
        _text(one, "schoolUnitCode"),
        types,
        _text(one, "municipalityCode"),
    )


def of_person(one: Json) -> Iterator[Record]:
    """A person, and those enrolments of hers that are not cancelled."""
    person = _text(one, "id")
    names = [name for name in _list(one, "eduPersonPrincipalNames") if isinstance(name, str)]
    yield PersonRecord(
        person,
        _text(one, "givenName"),
        _text(one, "familyName"),
        names[0] if names else "",
        _email(one),
        _number(one),
        _text(one, "birthDate"),
        _text(one, "sex"),
        _marking(one),
        _text(one, "personStatus") or "Aktiv",
    )
    for row in _objects(one, "enrolments"):
        if row.get("cancelled") is not True:
            yield _enrolment(person, row)
    for row in _objects(one, "responsibles"):
        yield ResponsibleRecord(person, _ref(row, "person"), _text(row, "relationType"))


def _enrolment(person: str, row: Json) -> EnrolmentRecord:
    return EnrolmentRecord(
        person,
        _ref(row, "enroledAt") or _ref(row, "enrolledAt"),  # the first is the standard's spelling
        _text(row, "schoolType"),
        _text(row, "schoolYear"),
        _text(row, "educationCode"),
        *_days(row),
    )


def _marking(one: Json) -> str:
    """Whatever is told, as text: what is not understood protects."""
    return str(one.get("securityMarking") or "")


def _email(one: Json) -> str:
    """The address at school before the one at home."""
    found = {_text(row, "type"): _text(row, "value") for row in reversed(_objects(one, "emails"))}
    known = (found[kind] for kind in EMAIL_TYPES if found.get(kind))
    return next(known, "") or next(iter(found.values()), "")


def _number(one: Json) -> str:
    """The personal number; a temporary one, which has letters, is a school's own and is left out."""
    held = one.get("civicNo")
    value = _text(held, "value") if isinstance(held, dict) else ""
    return "" if any(letter.isalpha() for letter in value) else value


def of_duty(one: Json) -> Iterator[Record]:
    """An employment, and its parts in groups."""
    duty = _text(one, "id")
    yield DutyRecord(
        duty,
        _ref(one, "person"),
        _ref(one, "dutyAt"),
        _text(one, "dutyRole"),
        _text(one, "signature"),
        *_days(one),
    )
    for row in _objects(one, "assignmentRole"):
        yield AssignmentRecord(duty, _ref(row, "group"), _text(row, "assignmentRoleType"), *_days(row))


def of_group(one: Json) -> Iterator[Record]:
    """A group and its members; days are inclusive at both ends, and judged on the day when they are used."""
    group = _text(one, "id")
    yield GroupRecord(
        group,
        _text(one, "displayName"),
        _text(one, "groupType"),
        _ref(one, "organisation"),
        _text(one, "schoolType"),
        *_days(one),
    )
    for row in _objects(one, "groupMemberships"):
        yield MembershipRecord(group, _ref(row, "person"), *_days(row))


def of_activity(one: Json, subjects: Subjects) -> Iterator[Record]:
    """Teaching, its groups and who teaches."""
    activity = _text(one, "id")
    code, name = subjects.get(_ref(one, "syllabus"), ("", ""))
    yield ActivityRecord(
        activity,
        _text(one, "displayName"),
        _ref(one, "organisation"),
        _text(one, "activityType") or "Undervisning",
        code,
        name,
        _ref(one, "parentActivity"),
        *_days(one),
    )
    for row in _objects(one, "groups"):
        yield ActivityGroupRecord(activity, _text(row, "id"))
    for row in _objects(one, "teachers"):
        yield TeachingRecord(activity, _ref(row, "duty"), *_days(row))


def subject(one: Json) -> tuple[str, str]:
    """Code and name of a syllabus: a course's own before its subject's."""
    code = _text(one, "courseCode") or _text(one, "subjectCode")
    return code[:20], (_text(one, "courseName") or _text(one, "subjectName"))[:200]


def _days(one: Json) -> tuple[str, str]:
    return _text(one, "startDate"), _text(one, "endDate")


def _text(one: Any, name: str) -> str:
    """A value as text; a number is written out, and what is neither is nothing."""
    value = one.get(name)
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, str | int) else ""


def _ref(one: Json, name: str) -> str:
    """The id of a reference, nothing when there is none."""
    held = one.get(name)
    return _text(held, "id") if isinstance(held, dict) else ""


def _list(one: Json, name: str) -> list[Any]:
    held = one.get(name)
    return held if isinstance(held, list) else []


def _objects(one: Json, name: str) -> list[Json]:
    return [row for row in _list(one, name) if isinstance(row, dict)]
