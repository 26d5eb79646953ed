"""What a client asks of the SS 12000 interface: filters, order and pages (SS 12000:2020, list operations)."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict

from armkrok.kit.days import local
from armkrok.services.school.errors.ss12000 import BadQuestion
from armkrok.services.school.models.days import unended
from armkrok.services.school.queries import ss12000 as queries

USUAL, MOST = 100, 1000
OLDEST, NEWEST = 1971, 9000
"""Years that a moment may be in: ids begin with milliseconds since 1970."""
ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "organisations": queries.organisations,
    "persons": queries.persons,
    "duties": queries.duties,
    "groups": queries.groups,
    "activities": queries.activities,
}
EXPANDS: dict[str, frozenset[str]] = {
    "persons": frozenset(("duties", "responsibleFor", "placements", "ownedPlacements", "groupMemberships")),
    "groups": frozenset(("assignmentRoles",)),
    "activities": frozenset(("groups", "teachers", "syllabus")),
    "duties": frozenset(("person",)),
}
VALUES: dict[tuple[str, str], str] = {
    ("organisations", "type"): "kind",
    ("organisations", "parent"): "parent__source_id",
    ("organisations", "schoolUnitCode"): "code",
    ("organisations", "municipalityCode"): "municipality_code",
    ("persons", "eduPersonPrincipalName"): "eppn",
    ("duties", "organisation"): "unit__source_id",
    ("duties", "dutyRole"): "role",
    ("duties", "person"): "person__source_id",
    ("groups", "groupType"): "kind",
    ("groups", "organisation"): "unit__source_id",
    ("groups", "schoolType"): "school_type",
    ("activities", "organisation"): "unit__source_id",
}
_PERSON_NAME, _NAME = ("sort_key",), ("name",)
ORDERS: dict[str, tuple[str, ...]] = {"ModifiedAsc": ("changed_at",), "ModifiedDesc": ("-changed_at",)}
NAMES = {"persons": _PERSON_NAME, "organisations": _NAME, "groups": _NAME, "activities": _NAME}


@dataclass(frozen=True)
class Question:
    """A list operation, as it was asked on the first page, and how far the client has come."""

    collection: str
    given: tuple[tuple[str, str], ...]
    where: Q
    order: tuple[str, ...] = ()
    expand: frozenset[str] = frozenset()
    has_names: bool = False
    offset: int = 0
    after: UUID | None = None

    def page(self, limit: int) -> tuple[list[Any], str | None]:
        """At most so many rows, and the token for the next."""
        rows = ROWS[self.collection]().filter(self.where)
        if self.order:
            some = list(rows.order_by(*self.order, "pk")[self.offset : self.offset + limit + 1])
        else:
            some = list((rows.filter(pk__gt=self.after) if self.after else rows).order_by("pk")[: limit + 1])
        if len(some) <= limit:
            return some, None
        far = [self.offset + limit, ""] if self.order else [0, str(some[limit - 1].pk)]
        text = json.dumps([self.collection, self.given, *far])
        return some[:limit], base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def asked(collection: str, given: QueryDict) -> tuple[Question, int]:
    """The question in an address, and how many rows are wanted; raises Unanswerable."""
    limit = _limit(given.get("limit"))
    token = given.get("pageToken")
    if token is None:
        pairs = [(name, value) for name, values in given.lists() for value in values if name != "limit"]
        return _begun(collection, pairs), limit
    if set(given) - {"limit", "pageToken"}:
        raise BadQuestion("pageToken can only be combined with limit.")
    return _continued(collection, token), limit


def shape(collection: str, given: QueryDict) -> tuple[frozenset[str], bool]:
    """What is to be shown within an object, where nothing else can be asked; raises BadQuestion."""
    if set(given) - {"expand", "expandReferenceNames"}:
        raise BadQuestion("Only expand and expandReferenceNames are known here.")
    return _expand(collection, given.getlist("expand")), given.get("expandReferenceNames") == "true"


def moment(name: str, text: str) -> datetime:
    """An RFC 3339 moment; raises BadQuestion."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadQuestion(f"{name} must be a moment by RFC 3339.") from error
    if found.tzinfo is None:
        raise BadQuestion(f"{name} must have an offset.")
    if not OLDEST <= found.year <= NEWEST:
        raise BadQuestion(f"{name} must be in the years {OLDEST} to {NEWEST}.")
    return found.astimezone(UTC)


def is_text(value: Any) -> bool:
    """Whether something told in JSON is a text that a database can hold."""
    return isinstance(value, str) and "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


def uuids(texts: Iterable[str]) -> list[UUID]:
    """Ids of objects; raises BadQuestion."""
    try:
        return [UUID(text) for text in texts]
    except ValueError as error:
        raise BadQuestion("An id is a UUID.") from error


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL
    if not text.isascii() or not text.isdecimal() or int(text[:9]) < 1:
        raise BadQuestion("limit must be a whole number, at least 1.")
    return min(int(text[:9]), MOST)


def _continued(collection: str, token: str) -> Question:
    try:
        of, given, offset, after = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if of == collection and all(is_text(part) for pair in given for part in pair):
            begun = _begun(collection, [(str(name), str(value)) for name, value in given])
            return replace(
                begun, offset=min(max(int(offset), 0), 10**7), after=UUID(after) if after else None
            )
    except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError, binascii.Error) as error:
        raise BadQuestion("pageToken is not valid.") from error
    raise BadQuestion("pageToken is not valid.")


def _begun(collection: str, pairs: list[tuple[str, str]]) -> Question:
    made = Question(collection, tuple(pairs), Q())
    for name in dict(pairs):
        made = _with(made, name, [value for other, value in pairs if other == name])
    return made


def _with(made: Question, name: str, values: list[str]) -> Question:
    """The question with one more parameter."""
    collection = made.collection
    if name.startswith("meta."):
        return replace(made, where=made.where & _time(name, values[0]))
    if name in {"startDate.onOrBefore", "endDate.onOrAfter"} and collection not in {
        "organisations",
        "persons",
    }:
        return replace(made, where=made.where & _day(name, values[0]))
    if (collection, name) in VALUES:
        return replace(made, where=made.where & _in(VALUES[collection, name], values))
    if name == "sortkey":
        return replace(made, order=_order(collection, values[0]))
    if name == "expand":
        return replace(made, expand=_expand(collection, values))
    if name == "expandReferenceNames":
        return replace(made, has_names=values[0] == "true")
    raise BadQuestion(f"{name[:60]} is not known here.")


def _time(name: str, text: str) -> Q:
    """`after` is exclusive and `before` inclusive."""
    when = moment(name, text)
    match name:
        case "meta.modified.after":
            return Q(changed_at__gt=when)
        case "meta.modified.before":
            return Q(changed_at__lte=when)
        case "meta.created.after":
            return Q(pk__gt=queries.last_id_of(when))
        case "meta.created.before":
            return Q(pk__lte=queries.last_id_of(when))
    raise BadQuestion(f"{name[:60]} is not known here.")


def _day(name: str, text: str) -> Q:
    try:
        day = local(moment(name, text)).date() if "T" in text else datetime.fromisoformat(text).date()
    except ValueError as error:
        raise BadQuestion(f"{name} must be a date.") from error
    if name == "startDate.onOrBefore":
        return Q(start_on=None) | Q(start_on__lte=day)
    return unended(day)


def _in(field: str, values: list[str]) -> Q:
    return Q(**{f"{field}__in": uuids(values) if field.endswith("source_id") else values})


def _order(collection: str, key: str) -> tuple[str, ...]:
    found = ORDERS.get(key) or (NAMES.get(collection) if key in {"DisplayNameAsc", "FamilyNameAsc"} else None)
    if found is None:
        raise BadQuestion("sortkey is not known here.")
    return found


def _expand(collection: str, values: list[str]) -> frozenset[str]:
    wanted = frozenset(part for value in values for part in value.split(",") if part)
    if wanted - EXPANDS.get(collection, frozenset()):
        raise BadQuestion("expand names something that is not known here.")
    return wanted
