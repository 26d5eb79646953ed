"""A made-up municipality as CSV files in the shape of SS 12000: one for each kind of thing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from armkrok.simulators.ss12000.ground import Json
from armkrok.simulators.ss12000.municipality import Municipality

COLUMNS: Final = {
    "organisations": (
        "id", "organisationType", "displayName", "parentOrganisation", "schoolUnitCode", "schoolTypes",
        "municipalityCode",
    ),
    "persons": (
        "id", "givenName", "familyName", "eduPersonPrincipalName", "email", "civicNo", "birthDate",
        "securityMarking", "personStatus",
    ),
    "enrolments": (
        "person", "enroledAt", "schoolType", "schoolYear", "educationCode", "startDate", "endDate",
    ),
    "responsibles": ("person", "responsible", "relationType"),
    "duties": ("id", "person", "dutyAt", "dutyRole", "signature", "startDate", "endDate"),
    "groups": ("id", "displayName", "groupType", "organisation", "schoolType", "startDate", "endDate"),
    "groupMemberships": ("group", "person", "startDate", "endDate"),
    "activities": (
        "id", "displayName", "organisation", "activityType", "subjectCode", "subjectName", "startDate",
        "endDate",
    ),
    "activityGroups": ("activity", "group"),
    "activityTeachers": ("activity", "duty", "startDate", "endDate"),
}  # fmt: skip


def write(made: Municipality, folder: Path, *, delimiter: str = ";") -> list[Path]:
    """Every file of it, in UTF-8; a row at a time, so that any size fits in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.csv" for name in COLUMNS}
    with ExitStack() as stack:
        writers = {}
        for name, path in paths.items():
            file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            writers[name] = csv.DictWriter(file, COLUMNS[name], extrasaction="ignore", delimiter=delimiter)
            writers[name].writeheader()
        subjects: dict[str, Json] = {}
        for kind, one in made.objects():
            if kind == "syllabuses":
                subjects[one["id"]] = one
                continue
            for name, row in _rows(kind, one, subjects):
                writers[name].writerow({column: _cell(value) for column, value in row.items()})
    return list(paths.values())


def _rows(kind: str, one: Json, subjects: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    """The object's own row, and those of what it holds."""
    own = one["id"]
    if kind == "persons":
        emails, names = one.get("emails", []), one.get("eduPersonPrincipalNames", [])
        yield (
            kind,
            {
                **one,
                "email": emails[0]["value"] if emails else "",
                "eduPersonPrincipalName": names[0] if names else "",
                "civicNo": one.get("civicNo", {}).get("value", ""),
            },
        )
        yield from (("enrolments", {**row, "person": own}) for row in one.get("enrolments", []))
        for row in one.get("responsibles", []):
            yield "responsibles", {**row, "person": own, "responsible": row["person"]}
        return
    if kind == "activities":
        subject = subjects[one["syllabus"]["id"]]
        code = subject.get("courseCode", subject["subjectCode"])
        yield kind, {**one, "subjectCode": code, "subjectName": subject["subjectName"]}
        yield from (("activityGroups", {"activity": own, "group": row}) for row in one["groups"])
        yield from (("activityTeachers", {**row, "activity": own}) for row in one["teachers"])
        return
    yield kind, one
    yield from (("groupMemberships", {**row, "group": own}) for row in one.get("groupMemberships", []))


def _cell(value: Any) -> str:
    """A reference is its id, a list its parts with a bar between."""
    if isinstance(value, dict):
        return str(value.get("id", ""))
    if isinstance(value, list):
        return "|".join(map(str, value))
    return str(value)
