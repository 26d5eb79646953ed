"""A dry run's differences, so that a person can read them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from armkrok.services.school.egil.rendering import SIS
from armkrok.services.school.models import Kind, SendNote
from armkrok.services.school.sending import notes, states
from armkrok.services.school.sending.choosing import Choice
from armkrok.services.school.sending.decisions import Decision
from armkrok.services.school.sending.planning import Plan
from armkrok.services.school.sending.requests import WORDS, Op

DIFFERENCE = SendNote.Weight.DIFFERENCE


def note_all(
    receiver_id: UUID, plan: Plan, choice: Choice, decisions: Mapping[str, Decision], kept: notes.Notes
) -> None:
    """Note what a run would create, update and remove: the first ones of each, and how many there are."""
    for kind in Kind:
        for piece in plan.pieces(kind, notes.MOST):
            _note(receiver_id, kind, piece, choice, decisions, kept)
            kept.keep()
        removals = plan.removals.get(kind, [])
        _note_removals(receiver_id, kind, removals, kept)
        kept.keep()


def _note_removals(receiver_id: UUID, kind: Kind, sent_ids: list[str], kept: notes.Notes) -> None:
    """Whom and what the receiver would lose; of the first ones their names, as far as they are listed."""
    listed = sent_ids[: notes.MOST]
    known, told = states.details(receiver_id, kind, listed), states.bodies(receiver_id, kind, listed)
    for sent_id in sent_ids:
        _remote_id, _state, subject = known.get(sent_id, ("", 0, None))
        name = json.loads(told.get(sent_id) or b"{}").get("displayName", "") if subject is None else ""
        kept.add(DIFFERENCE, "delete", kind, sent_id=sent_id, subject=subject, name=name)


def _note(
    receiver_id: UUID,
    kind: Kind,
    piece: Mapping[str, Op],
    choice: Choice,
    decisions: Mapping[str, Decision],
    kept: notes.Notes,
) -> None:
    told = list(choice.again(kind, list(piece), decisions))
    before = states.bodies(receiver_id, kind, [one.sent_id for one in told])
    for one in told:
        detail: dict[str, Any] = {}
        if was := before.get(one.sent_id):
            body = states.kept(one.body or b"", one.number)
            detail = {"changes": changes(json.loads(was), json.loads(body))}
        kept.add(
            DIFFERENCE, WORDS[piece.get(one.key, Op.UPDATE)], kind, sent_id=one.sent_id, subject=one.subject,
            name=one.name, detail=detail,
        )  # fmt: skip


def changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """By attribute what it was and what it is to be; of lists what is added and what is taken away."""
    before, after = _flat(was), _flat(now)
    found: dict[str, Any] = {}
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old or [], list) and isinstance(new or [], list):
            found[name] = {"added": _without(new or [], old or []), "removed": _without(old or [], new or [])}
        else:
            found[name] = {"was": old, "is": new}
    return found


def _flat(body: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes as they are named on the wire, those of the extension without its URN."""
    flat: dict[str, Any] = {}
    for name, value in body.items():
        if name == f"{SIS}User":
            flat |= value
        elif name == "name":
            flat |= {f"name.{part}": text for part, text in value.items()}
        elif isinstance(value, dict):
            flat[name] = value.get("value")
        elif name != "schemas":
            flat[name] = value
    return {name: _values(value) if isinstance(value, list) else value for name, value in flat.items()}


def _values(values: list[Any]) -> list[Any]:
    """References as their ids alone; anything else as it is."""
    return [
        one["value"] if isinstance(one, dict) and set(one) <= {"value", "$ref"} else one for one in values
    ]


def _without(values: list[Any], others: Iterable[Any]) -> list[Any]:
    unwanted = list(others)
    return [one for one in values if one not in unwanted][:50]
