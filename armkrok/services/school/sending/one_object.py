"""One object that somebody wants sent anew, found by an id that she has seen."""

from uuid import UUID

from armkrok.services.exchange.public import agreement_for
from armkrok.services.school.errors.sending import ObjectUnknown
from armkrok.services.school.models import (
    PupilGroup,
    Receiver,
    RosterPerson,
    SchoolUnit,
    SendNote,
    SentObject,
)
from armkrok.services.school.sending.urgent import allowed_ids


def ids_of(receiver: Receiver, known_as: UUID) -> tuple[UUID, ...]:
    """The id that the receiver knows the object by and, for a person, that of her row; raises ObjectUnknown.

    `known_as` is the receiver's id of it, or the source's. A protected person who may not be told of is as
    unknown as an id that nobody has.
    """
    sent = SentObject.objects.filter(receiver=receiver, sent_id=known_as).first()
    if sent is not None:
        return (known_as, sent.subject_id) if sent.subject_id else (known_as,)
    person = RosterPerson.objects.filter(source_id=known_as, gone_at=None).first()
    if person is not None:
        return _of_person(receiver, person.pk)
    for model in (PupilGroup, SchoolUnit):
        if model.objects.filter(source_id=known_as, gone_at=None).exists():
            return (known_as,)
    return _noted(receiver, known_as)


def _of_person(receiver: Receiver, subject_id: UUID) -> tuple[UUID, ...]:
    agreement = agreement_for(receiver.pk)
    allowed = allowed_ids(receiver, agreement, [str(subject_id)]) if agreement else {}
    sent_id = allowed.get(str(subject_id))
    if sent_id is None:
        raise ObjectUnknown
    return UUID(sent_id), subject_id


def _noted(receiver: Receiver, known_as: UUID) -> tuple[UUID, ...]:
    """An employment or teaching that never got there: its derived id is in the notes of the runs alone."""
    note = SendNote.objects.filter(run__receiver=receiver, sent_id=known_as).first()
    if note is None:
        raise ObjectUnknown
    if note.subject_id is None:
        return (known_as,)
    _of_person(receiver, note.subject_id)
    return known_as, note.subject_id
