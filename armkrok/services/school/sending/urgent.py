"""A person who has become protected is taken away at every receiver at once."""

from collections.abc import Callable, Collection
from uuid import UUID

from django.db import connection

from armkrok.core.tenants.scope import current_organisation_id
from armkrok.services.exchange.public import AgreementFacts
from armkrok.services.school.models import Kind, Receiver, RosterPerson, SentObject
from armkrok.services.school.sending.decisions import decisions_for, known_by
from armkrok.services.school.sending.people import may_be_told
from armkrok.services.school.sending.requests import Op
from armkrok.services.school.sending.terms import terms_of


def no_longer_told(
    receiver: Receiver, agreement: AgreementFacts | None, subject_ids: Collection[str]
) -> set[str]:
    """Sent ids of the subjects' objects that may not be at the receiver, or not under that id any more."""
    allowed = allowed_ids(receiver, agreement, subject_ids) if agreement else {}
    rows = SentObject.objects.filter(receiver=receiver, subject_id__in=subject_ids)
    users, others = set(), set()
    for sent_id, subject_id, kind in rows.values_list("sent_id", "subject_id", "kind"):
        if kind in {Kind.STUDENT, Kind.TEACHER}:
            if allowed.get(str(subject_id)) != str(sent_id):
                users.add((str(subject_id), str(sent_id)))
        else:
            others.add((str(subject_id), str(sent_id)))
    gone = {sent_id for _subject, sent_id in users}
    leaving = {subject for subject, _sent_id in users}
    return gone | {sent_id for subject, sent_id in others if subject in leaving or subject not in allowed}


def allowed_ids(
    receiver: Receiver, agreement: AgreementFacts, subject_ids: Collection[str]
) -> dict[str, str]:
    """The id under which each subject may be told of; without those who may not."""
    terms, decisions = terms_of(receiver, agreement), decisions_for(receiver.pk)
    found = {}
    rows = RosterPerson.objects.filter(pk__in=subject_ids)
    for pk, source_id, is_protected, marking in rows.values_list(
        "pk", "source_id", "is_protected", "marking"
    ):
        decision = decisions.get(str(pk))
        if may_be_told(is_protected or marking != RosterPerson.Marking.NONE, decision):
            found[str(pk)] = terms.identify(known_by(str(source_id), decision))
    return found


def naming(receiver_id: UUID, sent_ids: Collection[str]) -> set[str]:
    """Sent ids of groups and teaching that name any of these, in what was last sent."""
    sql = (
        "SELECT DISTINCT o.sent_id::text FROM school_sentobject o "
        "JOIN unnest(%s::text[]) gone (id) ON position(convert_to(gone.id, 'UTF8') IN o.body) > 0 "
        "WHERE o.organisation_id = %s AND o.receiver_id = %s AND o.kind = ANY(%s)"
    )
    kinds = [int(Kind.STUDENT_GROUP), int(Kind.ACTIVITY)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [sorted(sent_ids), current_organisation_id(), receiver_id, kinds])
        return {row[0] for row in cursor.fetchall()}


def of_unknown_content(receiver_id: UUID) -> set[str]:
    """Sent ids of groups and teaching that the receiver has, and that may name anybody for all we know."""
    rows = SentObject.objects.filter(receiver_id=receiver_id, kind__in=[Kind.STUDENT_GROUP, Kind.ACTIVITY])
    return {str(one) for one in rows.filter(body=b"").values_list("sent_id", flat=True)}


def wish_of(
    gone: Collection[str], groups: Collection[str], unknown: Collection[str]
) -> Callable[[Kind, str, Op | None], Op | None]:
    """Only remove what is gone, and write anew the groups that named it, and those that may have."""

    def wish(_kind: Kind, sent_id: str, op: Op | None) -> Op | None:
        if op is Op.REMOVE:
            return op if sent_id in gone or sent_id in groups else None
        return op if sent_id in groups or sent_id in unknown else None

    return wish
