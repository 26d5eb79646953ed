"""Changing the register: new versions of types from a day, and the bodies that adjust minutes."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.kit.days import today
from armkrok.kit.ids import uuid7
from armkrok.services.signing import policy, register
from armkrok.services.signing.actions.uploading import locked_draft
from armkrok.services.signing.errors import NotADraft
from armkrok.services.signing.events.register import BodySaved, TypeChanged, TypeRestored, TypeSwitchedOff
from armkrok.services.signing.models import Body, Minutes, SigningRequest, TypeVersion
from armkrok.services.signing.register_errors import (
    BadTypeValues,
    BodyTaken,
    NothingChanged,
    NotMetYet,
    TooEarly,
)

KEY_LENGTH = 50
UNSENT = (SigningRequest.State.DRAFT, SigningRequest.State.TEMPLATE)
DATED = ("source_date", "valid_from", "valid_to")


@dataclass(frozen=True)
class Decision:
    """From which day a version holds, why, and the organisation's own decision when there is one."""

    valid_from: date
    why: str
    basis: str = ""


def differing(before: policy.DocumentType, after: policy.DocumentType) -> list[str]:
    """The names of the fields that differ, but for the days."""
    old, new = before.values(), after.values()
    return [name for name in new if name not in DATED and new[name] != old[name]]


@transaction.atomic
def change_type(key: str, values: dict[str, Any], decision: Decision, *, by: Actor) -> TypeVersion:
    """Give a type other values from a day; raises BadTypeValues, NothingChanged and TooEarly."""
    found = register.entry(key)
    made = _parsed(values | {"key": key, "valid_from": decision.valid_from})
    changed = differing(found.kind, made)
    if not changed and not found.is_off:
        raise NothingChanged
    version = _decide(key, made.values(), decision, by=by)
    day = decision.valid_from.isoformat()
    record(TypeChanged(type_key=key, valid_from=day, fields=changed), about=version, by=by)
    return version


@transaction.atomic
def add_type(values: dict[str, Any], decision: Decision, *, by: Actor) -> TypeVersion:
    """Add a type of the organisation's own; its key is made of its name."""
    taken = register.entries()
    key = "egen-" + (slugify(str(values.get("name", "")))[:KEY_LENGTH] or "typ")
    if key in taken:
        key = f"{key}-{uuid7().hex[-6:]}"
    made = _parsed(values | {"key": key, "valid_from": decision.valid_from})
    version = _decide(key, made.values(), decision, by=by)
    fields = sorted(name for name, value in made.values().items() if value)
    day = decision.valid_from.isoformat()
    record(TypeChanged(type_key=key, valid_from=day, fields=fields), about=version, by=by)
    return version


@transaction.atomic
def switch_off_type(key: str, decision: Decision, *, by: Actor) -> TypeVersion:
    """Let nobody send this type from a day on. What has been sent goes on."""
    found = register.entry(key)
    if found.is_off:
        raise NothingChanged
    values = found.version.values if found.version else None
    version = _decide(key, values, decision, by=by, is_off=True)
    record(TypeSwitchedOff(type_key=key, valid_from=decision.valid_from.isoformat()), about=version, by=by)
    return version


@transaction.atomic
def restore_type(key: str, decision: Decision, *, by: Actor) -> TypeVersion:
    """Follow the starting set again from a day on; an own type is switched on as it was."""
    found = register.entry(key)
    if not found.is_own and not found.is_off:
        raise NothingChanged
    values = None if key in policy.starting_set(today()) else found.kind.values()
    version = _decide(key, values, decision, by=by)
    record(TypeRestored(type_key=key, valid_from=decision.valid_from.isoformat()), about=version, by=by)
    return version


def _parsed(values: dict[str, Any]) -> policy.DocumentType:
    try:
        return policy.parse(values)
    except policy.BadType as error:
        raise BadTypeValues(error.field) from error


def _decide(
    key: str, values: dict[str, Any] | None, decision: Decision, *, by: Actor, is_off: bool = False
) -> TypeVersion:
    if decision.valid_from < today():
        raise TooEarly
    version: TypeVersion = TypeVersion.objects.create(
        key=key,
        values=values,
        is_off=is_off,
        valid_from=decision.valid_from,
        why=decision.why,
        basis=decision.basis,
        decided_by_id=by.person_id,
    )
    return version


@transaction.atomic
def save_body(facts: dict[str, Any], *, by: Actor, body: Body | None = None) -> Body:
    """Add a body or change it; raises BodyTaken when another has the name."""
    saved = Body.objects.locked(body) if body else Body()
    changed = [name for name, value in facts.items() if getattr(saved, name) != value]
    for name, value in facts.items():
        setattr(saved, name, value)
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise BodyTaken from error
    record(BodySaved(fields=changed), about=saved, by=by)
    return saved


@transaction.atomic
def choose_type(draft: SigningRequest, key: str) -> None:
    """Say what type a draft is; an empty key leaves it open. Raises NotFound for an unknown type."""
    if SigningRequest.objects.locked(draft).state not in UNSENT:  # it may have been sent meanwhile
        raise NotADraft
    kind = register.entry(key).kind
    draft.type_key = key
    draft.save(update_fields=["type_key"])
    if not kind.minutes:
        Minutes.objects.filter(request=draft).delete()


@transaction.atomic
def describe_meeting(draft: SigningRequest, body_id: UUID, *, meeting_day: date, **facts: Any) -> Minutes:
    """Say which meeting a draft's minutes are of; `facts` are paragraphs, is_immediate and secretary.

    Raises NotMetYet for a day that has not come.
    """
    draft = locked_draft(draft)
    if meeting_day > today():
        raise NotMetYet
    facts = {"body_id": body_id, "meeting_day": meeting_day, **facts}
    made, _new = Minutes.objects.update_or_create(request=draft, defaults=facts)
    return made
