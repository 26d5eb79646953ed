"""Codes and numbers as people read them."""

import pytest

from armkrok.services.school.queries.differences import in_words
from armkrok.services.school.queries.hours import clock_words

AN_ID = "0199d2a5-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", ""), ("3", "kl. 03"), ("2,12", "kl. 02 och 12"), ("0,6,23", "kl. 00, 06 och 23")],
)
def test_hours(typed: str, words: str) -> None:
    assert clock_words(typed) == words


def test_differences_name_no_id() -> None:
    was, now = {"value": AN_ID, "schoolYear": 7}, {"value": AN_ID, "schoolYear": 8}
    found = in_words(
        {
            "studentMemberships": {"added": [AN_ID, AN_ID], "removed": [AN_ID]},
            "enrolments": {"added": [now], "removed": [was]},
            "emails": {"added": ["alva@elev.sundby.example"], "removed": []},
            "owner": {"was": AN_ID, "is": None},
            "securityMarking": {"was": None, "is": True},
        }
    )
    assert found == [
        {"name": "elever", "text": "2 läggs till och 1 tas bort"},
        {"name": "skola, årskurs", "was": "7", "now": "8"},
        {"name": "e-postadress", "was": "inget", "now": "alva@elev.sundby.example"},
        {"name": "skola", "was": "en annan", "now": "inget"},
        {"name": "skyddsmarkering", "was": "inget", "now": "ja"},
    ]
