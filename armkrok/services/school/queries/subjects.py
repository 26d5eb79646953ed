"""Names of subjects by Skolverket's codes: GRGRMAT01 is a syllabus, MATMAT01a a course, MAT a subject."""

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data" / "subjects.csv"
# Syllabuses of compulsory, adapted, special and Sami schools begin with their type of school.
_SYLLABUS = re.compile(r"^(?:GR|SP|SM|AN)[A-Z]{2}([A-Z]{3})\d{2}$")
_COURSE = re.compile(r"^([A-Z]{3})[A-Z0-9]{3}\d{1,2}[a-z]?\d?$")


@cache
def subjects() -> dict[str, str]:
    """Names by the subject's three letters, in the order of the alphabet."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return {row["short"]: row["name"] for row in csv.DictReader(file, delimiter=";")}


def subject_name(code: str) -> str:
    """The name of a subject, syllabus or course by its code; empty when the code is not known."""
    for pattern in (_SYLLABUS, _COURSE):
        if found := pattern.match(code):
            return subjects().get(found[1], "")
    return subjects().get(code.upper(), "")


def named(codes: Iterable[str]) -> frozenset[str]:
    """The subjects of codes by their names; a code that is not known stays as it is."""
    return frozenset(subject_name(one) or one for one in codes)


def is_course(code: str) -> bool:
    """Whether the code is a course's, as MATMAT01a, and not a syllabus's."""
    return not _SYLLABUS.match(code) and bool(_COURSE.match(code))
