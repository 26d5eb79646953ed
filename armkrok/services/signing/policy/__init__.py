"""The register of document types: what must be signed, how, by whom, and what happens to it afterwards.

Pure: TOML and plain values in, frozen data and findings out; no rows, no requests. The register is guidance
and not legal advice: each organisation adopts its own, and its changes are new versions that hold from a day.
"""

from armkrok.services.signing.policy.days import is_free, next_working_day
from armkrok.services.signing.policy.judging import Asked, Draft, Finding, Kind, judge, stops
from armkrok.services.signing.policy.kinds import DocumentType, Group, Level, Retention, Seat
from armkrok.services.signing.policy.minutes import (
    Announcement,
    Deadlines,
    Meeting,
    Step,
    announcement_text,
    deadlines,
    steps,
)
from armkrok.services.signing.policy.parsing import BadType, parse
from armkrok.services.signing.policy.starting import groups, starting_set
from armkrok.services.signing.policy.suggesting import suggest

__all__ = [
    "Announcement",
    "Asked",
    "BadType",
    "Deadlines",
    "DocumentType",
    "Draft",
    "Finding",
    "Group",
    "Kind",
    "Level",
    "Meeting",
    "Retention",
    "Seat",
    "Step",
    "announcement_text",
    "deadlines",
    "groups",
    "is_free",
    "judge",
    "next_working_day",
    "parse",
    "starting_set",
    "steps",
    "stops",
    "suggest",
]
