"""The organisation's register of document types, and what it says of a request.

The starting set of `policy` holds until the organisation has a version of its own whose day has come.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from armkrok.core.access.actor import Actor
from armkrok.kit.days import today
from armkrok.kit.refusals import existing
from armkrok.services.signing import policy
from armkrok.services.signing.models import Body, Minutes, Party, SigningRequest, TypeVersion
from armkrok.services.signing.register_errors import TypeForbids

GENERAL = "other"
LOA = 3
"""The level of assurance of the e-IDs that people sign with here: BankID (Digg's tillitsnivå 3)."""


@dataclass(frozen=True)
class Entry:
    """A type as the organisation has it on a day, and the version of its own that says so, if any."""

    kind: policy.DocumentType
    is_off: bool = False
    version: TypeVersion | None = None
    coming: TypeVersion | None = None

    @property
    def is_own(self) -> bool:
        """Whether the organisation has changed what the starting set says."""
        return self.version is not None and self.version.values is not None


def entries(day: date | None = None) -> dict[str, Entry]:
    """Every type by key, in the order of the guide; the organisation's own ones last in their groups."""
    day = day or today()
    found = {key: Entry(kind) for key, kind in policy.starting_set(day).items()}
    for key, rows in groupby(TypeVersion.objects.all(), key=lambda row: row.key):
        entry = _joined(found.get(key), list(rows), day)
        if entry:
            found[key] = entry
    order = [group.key for group in policy.groups()]
    return dict(sorted(found.items(), key=lambda item: order.index(item[1].kind.group)))


def _joined(start: Entry | None, rows: list[TypeVersion], day: date) -> Entry | None:
    """The starting row with the newest version over it; `rows` are the newest first."""
    held = next((row for row in rows if row.valid_from <= day), None)
    coming = next((row for row in reversed(rows) if row.valid_from > day), None)
    kind = _kind(held) or (start.kind if start else _kind(coming))
    if kind is None:
        return None
    is_off = held.is_off if held else start is None
    return Entry(kind, is_off, held, coming)


def _kind(version: TypeVersion | None) -> policy.DocumentType | None:
    if version is None or version.values is None:
        return None
    return replace(policy.parse(version.values), valid_from=version.valid_from, valid_to=None)


def entry(key: str) -> Entry:
    """One type; raises NotFound. An empty key is the general type."""
    key, day = key or GENERAL, today()
    start = policy.starting_set(day).get(key)
    return existing(_joined(Entry(start) if start else None, list(TypeVersion.objects.filter(key=key)), day))


def versions(key: str) -> list[TypeVersion]:
    """The organisation's own versions of a type, the newest first."""
    return list(TypeVersion.objects.filter(key=key).select_related("decided_by"))


def suggest(*names: str) -> tuple[policy.DocumentType, ...]:
    """Types in use that a title or a file name speaks for, the likeliest first."""
    in_use = {key: one.kind for key, one in entries().items() if not one.is_off}
    return policy.suggest(in_use, *names)


def type_of(request: SigningRequest) -> policy.DocumentType:
    """The request's type: as it was when the request was sent, else as it is now."""
    if request.type_values:
        return policy.parse(request.type_values)
    return entry(request.type_key).kind


def findings_for(request: SigningRequest, *, by: Actor) -> tuple[policy.Finding, ...]:
    """What the register says of a draft, stops first."""
    found = entry(request.type_key)
    return policy.judge(found.kind, _draft(request, found, by))


def demand(request: SigningRequest, *, by: Actor) -> dict[str, Any]:
    """The values of the type to keep with a request that is sent; raises TypeForbids on a stop."""
    found = entry(request.type_key)
    forbidden = policy.stops(policy.judge(found.kind, _draft(request, found, by)))
    if forbidden:
        raise TypeForbids(one.text for one in forbidden)
    return found.kind.values()


def _draft(request: SigningRequest, found: Entry, by: Actor) -> policy.Draft:
    people = Party.objects.filter(request=request).exclude(state=Party.State.REPLACED)
    return policy.Draft(
        today=today(),
        people=tuple(_asked(people)),
        loa=LOA,
        sender_roles=frozenset(by.role_keys),
        is_off=found.is_off,
        sign_by=request.sign_by,
        meeting=meeting_of(request) if found.kind.minutes else None,
    )


def _asked(people: Iterable[Party]) -> Iterable[policy.Asked]:
    for one in people:
        yield policy.Asked(
            one.person_id,
            seat=one.seat,
            role=one.role,
            turn=one.turn,
            mandate=one.mandate,
            mandate_until=one.mandate_until,
        )


def minutes_of(request: SigningRequest) -> Minutes | None:
    """Which meeting the request's minutes are of, when the sender has said so."""
    return Minutes.objects.filter(request=request).select_related("body").first()


def meeting_of(request: SigningRequest) -> policy.Meeting | None:
    """The same, as `policy` wants to know it."""
    found = minutes_of(request)
    if found is None:
        return None
    return policy.Meeting(
        body=found.body.name,
        day=found.meeting_day,
        rule=found.body.rule,
        adjusters=found.body.adjusters,
        is_immediate=found.is_immediate,
        is_joint=found.body.kind == Body.Kind.JOINT,
    )
