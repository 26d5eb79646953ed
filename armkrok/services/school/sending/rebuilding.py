"""What a receiver says that it has, when what we know is lost or in doubt."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from armkrok.core.tenants.scope import scope
from armkrok.kit.ids import read_uuid
from armkrok.services.school.egil.answers import ListingRefused
from armkrok.services.school.egil.objects import COLLECTIONS
from armkrok.services.school.models import Kind, Receiver, SentObject
from armkrok.services.school.sending import states
from armkrok.services.school.sending.choosing import Choice
from armkrok.services.school.sending.requests import Op, Request
from armkrok.services.school.sending.whose import Whose
from armkrok.services.school.sending.wire import Listed, Wire

State = SentObject.State
KINDS_AT = {
    collection: [kind for kind in Kind if COLLECTIONS[kind.label] == collection]
    for collection in COLLECTIONS.values()
}


def rebuild(organisation_id: UUID, receiver: Receiver, choice: Choice, wire: Wire) -> None:
    """Let what the receiver lists be what it has, with content unknown: the next run writes it anew.

    Everything is listed before anything is changed. Raises Unreachable and ListingRefused.
    """
    listed = {collection: wire.listing(collection) for collection in KINDS_AT}
    with scope(organisation_id):
        whose = Whose(choice.terms)
        for collection, objects in listed.items():
            _replace(receiver, KINDS_AT[collection], objects, whose)


def _replace(receiver: Receiver, kinds: list[Kind], objects: Iterable[Listed], whose: Whose) -> None:
    before = states.known(receiver.pk, kinds)
    known = states.details(receiver.pk, kinds[0], list(before))
    now: dict[Kind, list[Request]] = {kind: [] for kind in kinds}
    for one in objects:
        sent_id = sent_id_of(one, receiver)
        if sent_id is None:
            continue
        kind = _kind(kinds, one, sent_id, before, whose.staff)
        subject = whose.subjects.get(sent_id) or (known[sent_id][2] if sent_id in known else None)
        remote = one.id if receiver.id_mode == Receiver.IdMode.ASSIGNED else ""
        now[kind].append(Request(Op.UPDATE, sent_id, subject, remote_id=remote))
    states.forget(receiver.pk, kinds, list(before))
    for kind, requests in now.items():
        states.write(receiver.pk, kind, list({one.sent_id: one for one in requests}.values()), State.UNKNOWN)


def _kind(
    kinds: list[Kind],
    one: Listed,
    sent_id: str,
    before: Mapping[str, bytes],
    staff: set[str],
) -> Kind:
    """Which of the kinds at the address it is: of Users, pupils have enrolments."""
    if len(kinds) == 1:
        return kinds[0]
    if sent_id in before:
        return Kind(before[sent_id][-1])
    if one.is_enrolled:
        return Kind.STUDENT
    return Kind.TEACHER if sent_id in staff else Kind.STUDENT


def adopt(organisation_id: UUID, receiver: Receiver, wire: Wire) -> None:
    """Find the ids that the receiver has given objects whose creation we never got an answer to."""
    with scope(organisation_id):
        rows = SentObject.objects.filter(receiver=receiver, remote_id="")
        lost = {(kind, str(sent_id)) for kind, sent_id in rows.values_list("kind", "sent_id")}
    for collection in {COLLECTIONS[Kind(kind).label] for kind, _sent_id in lost}:
        try:
            listed = {one.external_id.lower(): one.id for one in wire.listing(collection)}
        except ListingRefused:  # it can't list: then they are asked for by our own id, and else created
            continue
        kinds = KINDS_AT[collection]
        with scope(organisation_id):
            for kind in kinds:
                _adopt(receiver, kind, {one for number, one in lost if number == kind}, listed)


def _adopt(receiver: Receiver, kind: Kind, lost: set[str], listed: Mapping[str, str]) -> None:
    found = {one: listed[one] for one in lost if listed.get(one)}
    for sent_id, remote_id in found.items():
        SentObject.objects.filter(receiver=receiver, kind=kind, sent_id=sent_id).update(
            remote_id=remote_id, state=State.UNKNOWN
        )
    states.forget(receiver.pk, [kind], sorted(lost - found.keys()))


def sent_id_of(one: Listed, receiver: Receiver) -> str | None:
    """The id that we know a listed object by; None when it is none of ours."""
    text = one.external_id or (one.id if receiver.id_mode == Receiver.IdMode.EGIL else "")
    found = read_uuid(text)
    return str(found) if found else None
