"""Names on the wire that are SS 12000's own. Its codes (school types, roles …) are judged by the import."""

from collections.abc import Mapping
from typing import Final

RESOURCES: Final[Mapping[str, str]] = {
    "organisations": "Organisation",
    "persons": "Person",
    "duties": "Duty",
    "groups": "Group",
    "activities": "Activity",
}
"""Collections that the roster is made of, and what subscriptions call what is in them."""
DELETED_NAMES: Final[Mapping[str, str]] = {"activities": "activitites"}
"""Spelt as the standard spells it, in answers about what is deleted. Both spellings are read."""
EMAIL_TYPES: Final = ("Skola elev", "Skola personal", "Arbete övrigt", "Privat")
"""The first kind that somebody has is the address that a school's services know her by."""
