"""Duties, groups and activities of a made-up municipality."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from armkrok.simulators.ss12000.ground import YEAR, Ground, Json
from armkrok.simulators.ss12000.layout import Class, School
from armkrok.simulators.ss12000.names import COURSES, SUBJECTS

GROUPS_PER_CLASS: Final = 3
EMPLOYED: Final = "2019-08-01"


def duties(ground: Ground) -> Iterator[Json]:
    """One for each teacher; a school where nobody is known as principal has one of the others."""
    for school in ground.layout.schools:
        known = ground.known[school.first_teacher : school.first_teacher + school.teachers]
        roles = [one.role for one in known]
        if "Rektor" not in roles:
            roles.append("Rektor")
        for place in range(school.teachers):
            yield _duty(ground, school, place, roles[place] if place < len(roles) else "Lärare")


def _duty(ground: Ground, school: School, place: int, role: str) -> Json:
    number = school.first_teacher + place
    return {
        "id": ground.id_of("duty", number),
        "person": {"id": ground.id_of("teacher", number)},
        "dutyAt": {"id": ground.unit(school.number)},
        "dutyRole": role,
        "signature": f"L{number:04d}",
        "dutyPercent": 100,
        "startDate": EMPLOYED,
    }


def groups(ground: Ground) -> Iterator[Json]:
    """Each class, followed by its two teaching groups with the same pupils."""
    for one in ground.layout.classes:
        for place in range(GROUPS_PER_CLASS):
            yield _group(ground, one, place)


def _group(ground: Ground, of: Class, place: int) -> Json:
    start = ground.starts.isoformat()
    members = (ground.id_of("pupil", number) for number in range(of.first, of.first + of.size))
    return {
        "id": ground.id_of("group", f"{of.number}:{place}"),
        "displayName": of.name if place == 0 else f"{of.name} {_subject(of, place)[0]}",
        "groupType": "Klass" if place == 0 else "Undervisning",
        "schoolType": of.school_type,
        "startDate": start,
        "endDate": ground.ends.isoformat(),
        "organisation": {"id": ground.unit(of.school)},
        "groupMemberships": [{"person": {"id": one}, "startDate": start} for one in members],
    }


def activities(ground: Ground) -> Iterator[Json]:
    """One for each group, taught by somebody at its school."""
    for one in ground.layout.classes:
        for place in range(GROUPS_PER_CLASS):
            yield _activity(ground, one, place)


def _activity(ground: Ground, of: Class, place: int) -> Json:
    name, _short, code = _subject(of, place)
    start = ground.starts.isoformat()
    duty = ground.id_of("duty", _teacher(ground, of, place))
    return {
        "id": ground.id_of("activity", f"{of.number}:{place}"),
        "displayName": f"{of.name} {name}",
        "activityType": "Undervisning",
        "calendarEventsRequired": True,
        "startDate": start,
        "endDate": ground.ends.isoformat(),
        "organisation": {"id": ground.unit(of.school)},
        "groups": [{"id": ground.id_of("group", f"{of.number}:{place}")}],
        "teachers": [{"duty": {"id": duty}, "startDate": start, "grader": True}],
        "syllabus": {"id": ground.id_of("syllabus", code)},
    }


def _teacher(ground: Ground, of: Class, place: int) -> int:
    """Everybody at the school in turn; the known teacher has her own classes."""
    if ground.class_teacher is not None and (of.school, of.year, place) == (0, YEAR, 0):
        return ground.class_teacher
    school = ground.layout.schools[of.school]
    turn = (of.number - school.first_class) * GROUPS_PER_CLASS + place
    return school.first_teacher + turn % max(1, school.teachers)


def _subject(of: Class, place: int) -> tuple[str, str, str]:
    """Two subjects for the teaching groups; the class itself has the one after."""
    offered = COURSES if of.school_type == "GY" else SUBJECTS
    return offered[(of.number + (place - 1) % GROUPS_PER_CLASS) % len(offered)]


def syllabuses(ground: Ground) -> Iterator[Json]:
    """Subjects and courses that are taught."""
    for name, short, code in SUBJECTS:
        yield {**_syllabus(ground, name, short, code), "schoolType": "GR", "subjectCode": code}
    for name, short, code in COURSES:
        made = {**_syllabus(ground, name, short, code), "schoolType": "GY", "subjectCode": code[:3]}
        yield {**made, "courseCode": code, "courseName": name}


def _syllabus(ground: Ground, name: str, short: str, code: str) -> Json:
    return {
        "id": ground.id_of("syllabus", code),
        "subjectName": name,
        "subjectDesignation": short,
        "official": True,
    }
