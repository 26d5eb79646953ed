"""Marking and unmarking by hand."""

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.identity.models import Person
from armkrok.core.identity.people import find
from armkrok.core.protection.errors import AlreadyMarked, NobodyHasNumber, NotYours
from armkrok.core.protection.events import ProtectionMarked, ProtectionUnmarked
from armkrok.core.protection.hushing import hush
from armkrok.core.protection.models import Marking
from armkrok.core.protection.settling import settle
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import now


@transaction.atomic
def mark(number: str, kind: str, reason: str, *, by: Actor) -> Marking:
    """Protect the person with the number, everywhere, from this moment until the marking is taken away."""
    person = find(number)
    if person is None:
        raise NobodyHasNumber
    Person.objects.select_for_update().get(pk=person.pk)
    holder = current_organisation_id()
    held = Marking.objects.filter(
        person_id=person.pk, source=Marking.Source.HAND, holder_id=holder, ended_at=None
    )
    if held.exists():
        raise AlreadyMarked
    made = Marking.by_hand(person.pk, kind, reason, holder_id=holder, by=by.person_id)
    made.save(force_insert=True)
    settle([person.pk])
    hush.defer(person_id=str(person.pk))
    record(ProtectionMarked(marking_id=made.pk), about=made, by=by)
    return made


@transaction.atomic
def unmark(marking: Marking, *, by: Actor) -> None:
    """Take away what the organisation itself has set; another source's marking still protects her."""
    if marking.source != Marking.Source.HAND or marking.holder_id != current_organisation_id():
        raise NotYours
    Person.objects.select_for_update().get(pk=marking.person_id)
    marking.ended_at, marking.ended_by_id = now(), by.person_id
    marking.save(update_fields=["ended_at", "ended_by_id"])
    settle([marking.person_id])
    record(ProtectionUnmarked(marking_id=marking.pk), about=marking, by=by)
