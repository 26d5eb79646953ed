"""What a client asks for: filters, order and pages, as SQL. SS 12000:2020 clauses on list operations."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field, replace
from typing import Any, Final

from starlette.datastructures import QueryParams

from armkrok.simulators.ss12000.ground import Json
from armkrok.simulators.ss12000.store import Store, seconds

COLLECTIONS: Final = (
    "organisations", "persons", "placements", "duties", "groups", "programmes", "studyplans", "syllabuses",
    "schoolUnitOfferings", "activities", "calendarEvents", "attendances", "attendanceEvents",
    "attendanceSchedule", "grades", "absences", "aggregatedAttendance", "resources", "rooms",
)  # fmt: skip
EXPANDS: Final = {
    "persons": ("duties", "responsibleFor", "placements", "ownedPlacements", "groupMemberships"),
    "groups": ("assignmentRoles",),
    "activities": ("groups", "teachers", "syllabus"),
    "duties": ("person",),
}
TIMES: Final = {
    "meta.created.after": "created > ?",
    "meta.created.before": "created <= ?",
    "meta.modified.after": "modified > ?",
    "meta.modified.before": "modified <= ?",
}
VALUES: Final = {
    ("organisations", "type"): "$.organisationType",
    ("organisations", "parent"): "$.parentOrganisation.id",
    ("organisations", "schoolUnitCode"): "$.schoolUnitCode",
    ("persons", "civicNo"): "$.civicNo.value",
    ("persons", "eduPersonPrincipalName"): "$.eduPersonPrincipalNames[0]",
    ("duties", "organisation"): "$.dutyAt.id",
    ("duties", "dutyRole"): "$.dutyRole",
    ("duties", "person"): "$.person.id",
    ("groups", "groupType"): "$.groupType",
    ("groups", "organisation"): "$.organisation.id",
    ("groups", "schoolType"): "$.schoolType",
    ("activities", "organisation"): "$.organisation.id",
}
ORDERS: Final = {
    "ModifiedAsc": "modified, n",
    "ModifiedDesc": "modified DESC, n DESC",
    "DisplayNameAsc": "json_extract(body, '$.displayName'), n",
    "GivenNameAsc": "json_extract(body, '$.givenName'), n",
    "GivenNameDesc": "json_extract(body, '$.givenName') DESC, n",
    "FamilyNameAsc": "json_extract(body, '$.familyName'), n",
    "FamilyNameDesc": "json_extract(body, '$.familyName') DESC, n",
}
USUAL: Final = 100


class Wrong(Exception):
    """The question is answered with an error and nothing else."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass(frozen=True, slots=True)
class Question:
    """A list operation: what was asked on the first page, and how far the client has come."""

    kind: str
    given: tuple[tuple[str, str], ...]
    where: tuple[str, ...]
    values: tuple[Any, ...]
    order: str
    expand: tuple[str, ...]
    names: bool
    offset: int = 0
    after: int = 0

    def page(self, store: Store, limit: int) -> tuple[list[Json], str | None]:
        """At most so many objects, and the token for the next ones."""
        is_plain = self.order == "n"
        where = " AND ".join(["kind = ?", *self.where, *(["n > ?"] if is_plain else [])])
        sql = f"SELECT n, body FROM object WHERE {where} ORDER BY {self.order} LIMIT ? OFFSET ?"  # noqa: S608
        values = [self.kind, *self.values, *([self.after] if is_plain else []), limit + 1, self.offset]
        rows = store.rows(sql, values)
        found = [json.loads(body) for _n, body in rows[:limit]]
        if len(rows) <= limit:
            return found, None
        if is_plain:
            return found, self._token(0, rows[limit - 1][0])
        return found, self._token(self.offset + limit, 0)

    def _token(self, offset: int, after: int) -> str:
        text = json.dumps([self.kind, self.given, offset, after])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def asked(kind: str, given: QueryParams) -> tuple[Question, int]:
    """The question in an address, and how many objects are wanted.

    Raises Wrong with 400, as for a page token together with a filter.
    """
    limit = _limit(given.get("limit"))
    if token := given.get("pageToken"):
        if set(given) - {"limit", "pageToken"}:
            raise Wrong(400, "pageToken can only be combined with limit")
        return _continued(kind, token), limit
    return _begun(kind, [pair for pair in given.multi_items() if pair[0] != "limit"]), limit


def _begun(kind: str, given: list[tuple[str, str]]) -> Question:
    made = _Making()
    for name in dict(given):
        made.take(kind, name, [value for other, value in given if other == name])
    pairs = tuple((name, value) for name, value in given)
    where, values, expand = tuple(made.where), tuple(made.values), tuple(made.expand)
    return Question(kind, pairs, where, values, made.order, expand, made.names)


def _continued(kind: str, token: str) -> Question:
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        of, given, offset, after = json.loads(text)
        if of == kind:
            pairs = [(str(name), str(value)) for name, value in given]
            return replace(_begun(kind, pairs), offset=int(offset), after=int(after))
    except (ValueError, TypeError, binascii.Error) as error:
        raise Wrong(400, "pageToken is not valid") from error
    raise Wrong(400, "pageToken is not valid")


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL
    if not text.isdecimal() or int(text) < 1:
        raise Wrong(400, "limit must be a whole number, at least 1")
    return int(text)


@dataclass
class _Making:
    where: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    order: str = "n"
    expand: list[str] = field(default_factory=list)
    names: bool = False

    def take(self, kind: str, name: str, given: list[str]) -> None:
        """One parameter of the address; raises Wrong."""
        if name in TIMES:
            self.where.append(TIMES[name])
            self.values.append(_moment(name, given[0]))
        elif (kind, name) in VALUES:
            path, marks = VALUES[kind, name], ", ".join("?" * len(given))
            self.where.append(f"json_extract(body, '{path}') IN ({marks})")
            self.values += given
        elif name == "sortkey" and given[0] in ORDERS:
            self.order = ORDERS[given[0]]
        elif name == "expand":
            self.expand = expandable(kind, given)
        elif name == "expandReferenceNames":
            self.names = given[0] == "true"
        else:
            raise Wrong(400, f"{name} is not known here")


def expandable(kind: str, given: list[str]) -> list[str]:
    """The parts to show within; raises Wrong for one that the collection does not have."""
    wanted = [part for one in given for part in one.split(",")]
    if set(wanted) - set(EXPANDS.get(kind, ())):
        raise Wrong(400, "expand names something that is not known here")
    return wanted


def _moment(name: str, text: str) -> float:
    try:
        return seconds(text)
    except ValueError as error:
        raise Wrong(400, f"{name} must be a moment by RFC 3339, with an offset") from error
