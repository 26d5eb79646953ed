"""The one parser of document types: for the starting set's TOML and for an organisation's own versions."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from armkrok.services.signing.policy.kinds import (
    Action,
    DocumentType,
    Electronic,
    Identifier,
    Level,
    Order,
    Publish,
    Retention,
    Seat,
    Signing,
    Trigger,
)


class BadType(ValueError):
    """The values do not make a document type; `field` names the one at fault."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


KNOWN = {one.name for one in fields(DocumentType)}
LOA = {Level.A: 3, Level.B: 3, Level.C: 2, Level.S: 0, Level.P: 0, Level.X: 0}
LONG, SHORT = 1000, 200


def parse(values: Mapping[str, Any]) -> DocumentType:
    """The type that the values describe; raises BadType."""
    if unknown := sorted(set(values) - KNOWN):
        raise BadType(unknown[0], "no such field")
    levels = tuple(_choice(values, "levels", Level, one) for one in _list(values, "levels"))
    if not levels:
        raise BadType("levels", "at least one")
    signing = _choice(values, "signing", Signing)
    made = DocumentType(
        key=_text(values, "key", SHORT, required=True),
        name=_text(values, "name", SHORT, required=True),
        group=_text(values, "group", SHORT, required=True),
        reason=_text(values, "reason", LONG, required=True),
        signing=signing,
        levels=levels,
        loa=_loa(values, levels[0]),
        strict=bool(values.get("strict", signing is Signing.MUST)),
        minutes=bool(values.get("minutes", False)),
        mandate=bool(values.get("mandate", False)),
        paper=bool(values.get("paper", True)),
        seats=_seats(values),
        retention=_retention(values),
        marks=_marks(values),
        electronic=_choice(values, "electronic", Electronic, values.get("electronic", "yes")),
        order=_choice(values, "order", Order, values.get("order", "any")),
        publish=_choice(values, "publish", Publish, values.get("publish", "no")),
        identifier=_choice(values, "identifier", Identifier, values.get("identifier", "pseudonym")),
        source_date=_day(values, "source_date"),
        valid_from=_day(values, "valid_from"),
        valid_to=_day(values, "valid_to") if values.get("valid_to") else None,
        law=_texts(values, "law"),
        senders=_texts(values, "senders"),
        words=_texts(values, "words"),
        attestation=_text(values, "attestation", LONG),
        secrecy=_text(values, "secrecy", LONG),
        paper_reason=_text(values, "paper_reason", LONG),
        instead=_text(values, "instead", LONG),
        delivery=_text(values, "delivery", LONG),
        ask=_text(values, "ask", LONG),
    )
    _whole(made)
    return made


def _whole(made: DocumentType) -> None:
    """The fields must agree with each other."""
    for level in made.levels:
        if (level in (Level.P, Level.X)) != made.is_blocked:
            raise BadType("levels", "what is blocked cannot also be open")
    if made.is_blocked != (made.electronic is Electronic.NO):
        raise BadType("electronic", "what is on paper or elsewhere is not electronic here, and the reverse")
    if made.is_blocked and not (made.paper_reason and made.instead):
        raise BadType("paper_reason", "what is blocked needs a reason and a way")
    if made.valid_to and made.valid_to < made.valid_from:
        raise BadType("valid_to", "before it begins")


def _text(values: Mapping[str, Any], name: str, limit: int, *, required: bool = False) -> str:
    found = values.get(name, "")
    if not isinstance(found, str) or len(found) > limit:
        raise BadType(name, f"text of at most {limit} characters")
    if required and not found.strip():
        raise BadType(name, "missing")
    return found.strip()


def _list(values: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = values.get(name, [])
    if not isinstance(found, list | tuple):
        raise BadType(name, "a list")
    return found


Choice = TypeVar("Choice", bound=StrEnum)


def _texts(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(one).strip() for one in _list(values, name) if str(one).strip())


def _choice(values: Mapping[str, Any], name: str, kind: type[Choice], given: Any = None) -> Choice:
    try:
        return kind(str(values.get(name) if given is None else given))
    except ValueError as error:
        raise BadType(name, f"one of {', '.join(kind)}") from error


def _loa(values: Mapping[str, Any], level: Level) -> int:
    found = values.get("loa", LOA[level])
    if found not in (0, 2, 3, 4) or found < LOA[level]:
        raise BadType("loa", f"2, 3 or 4, and at least {LOA[level]} for level {level}")
    return int(found)


def _day(values: Mapping[str, Any], name: str) -> date:
    found = values.get(name)
    if isinstance(found, date):
        return found
    try:
        return date.fromisoformat(str(found))
    except ValueError as error:
        raise BadType(name, "a day, as 2026-01-01") from error


def _seats(values: Mapping[str, Any]) -> tuple[Seat, ...]:
    seats = []
    for one in _list(values, "seats"):
        if not isinstance(one, Mapping) or set(one) - {"key", "name", "least", "all"}:
            raise BadType("seats", "key, name, least and all")
        least = one.get("least", 1)
        if not isinstance(least, int) or not 0 <= least <= 50:
            raise BadType("seats", "least is 0 to 50")
        seat = Seat(_text(one, "key", 40, required=True), _text(one, "name", SHORT, required=True), least)
        seats.append(Seat(seat.key, seat.name, least, bool(one.get("all", False))))
    if len({one.key for one in seats}) != len(seats):
        raise BadType("seats", "two have the same key")
    return tuple(seats)


def _retention(values: Mapping[str, Any]) -> Retention:
    found = values.get("retention", {})
    if not isinstance(found, Mapping) or set(found) - {"action", "trigger", "years", "note"}:
        raise BadType("retention", "action, trigger, years and note")
    action = _choice(found, "action", Action)
    trigger = _choice(found, "trigger", Trigger) if found.get("trigger") else None
    years = found.get("years")
    if years is not None and (not isinstance(years, int) or not 0 <= years <= 200):
        raise BadType("retention", "0 to 200 whole years")
    if action is Action.CULL and (trigger is None or years is None):
        raise BadType("retention", "culling needs a trigger and years")
    return Retention(action, trigger, years, _text(found, "note", SHORT))


def _marks(values: Mapping[str, Any]) -> tuple[str, str, str]:
    marks = str(values.get("marks", "")).split("/")
    if len(marks) != 3 or set(marks) - {"L", "P", "K", "–"}:
        raise BadType("marks", "three of L, P, K or –, for law, e-signing and retention")
    return marks[0], marks[1], marks[2]
