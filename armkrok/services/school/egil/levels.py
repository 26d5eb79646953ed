"""What a receiver may be given of a person, in five levels; each holds what the levels before it hold.

Names are those on the wire (EGIL's SCIM profile of SS 12000:2018). Data minimisation: dataskyddsförordningen
art. 5.1 c. What a receiver's server demands and is not released is filled with pseudonyms.
"""

from collections.abc import Collection, Mapping
from enum import IntEnum


class Level(IntEnum):
    """How much is released."""

    PSEUDONYM = 0
    DISPLAY_NAME = 1
    NAMES = 2
    EMAIL = 3
    CIVIC_NUMBER = 4


USER_ATTRIBUTES: Mapping[Level, tuple[str, ...]] = {
    Level.PSEUDONYM: ("enrolments",),
    Level.DISPLAY_NAME: ("displayName",),
    Level.NAMES: ("userName", "name.givenName", "name.familyName"),
    Level.EMAIL: ("emails",),
    Level.CIVIC_NUMBER: ("civicNo",),
}
"""What each level adds for Student and Teacher."""

NEVER_BY_LEVEL = ("securityMarking",)
"""Sent only when an agreement names them."""

_WORDS: Mapping[str, str] = {
    "enrolments": "school-and-year",
    "displayName": "display-name",
    "userName": "log-in-name",
    "name.givenName": "given-name",
    "name.familyName": "surname",
    "emails": "email",
    "civicNo": "civic-number",
    "studentMemberships": "groups",
    "teachers": "teachers",
    "signature": "signature",
    "securityMarking": "marking",
}


def user_attributes(level: int) -> tuple[str, ...]:
    """Every attribute of a Student or Teacher that the level releases; raises ValueError outside 0 to 4."""
    top = Level(level)
    return tuple(name for one in Level if one <= top for name in USER_ATTRIBUTES[one])


def released(level: int) -> Mapping[str, frozenset[str]]:
    """Attributes by type of object, as an agreement may also list them."""
    people = frozenset(user_attributes(level))
    return {
        "Student": people,
        "Teacher": people - {"civicNo", "enrolments"},
        "Employment": frozenset({"employmentRole"} | ({"signature"} if level >= Level.NAMES else set())),
        "StudentGroup": frozenset({"displayName", "studentGroupType", "schoolType", "studentMemberships"}),
        "Activity": frozenset({"displayName", "teachers", "groups", "parentActivity"}),
    }


_NAMING = frozenset({"displayName", "userName", "name.givenName", "name.familyName"})
_FULL_NAME = frozenset({"name.givenName", "name.familyName"})


def words(names: Collection[str]) -> tuple[str, ...]:
    """Keys of what is released of a pupil, in reading order; queries.levels has the Swedish words.

    With a given name and a surname, the display name tells nothing more and is left out.
    """
    known = set(names) - ({"displayName"} if set(names) >= _FULL_NAME else set())
    keys = [_WORDS[name] for name in user_attributes(Level.CIVIC_NUMBER) if name in known]
    return (*(() if known & _NAMING else ("pseudonym",)), *keys, "groups")


def word(attribute: str) -> str:
    """The key of one attribute on the wire; the attribute itself when it has none."""
    return _WORDS.get(attribute, attribute)
