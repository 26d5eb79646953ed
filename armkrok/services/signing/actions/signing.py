"""From opening the document to a signature in the file.

The e-ID's answer is stored first, in a transaction of its own together with a job that signs. Then the
signature is appended at once, in the request itself. If the process dies in between, or the time-stamp
authority is away, the job does the same thing later: append() is harmless to run twice.
"""

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction

from armkrok.core.access.actor import Actor
from armkrok.core.access.routes import acting
from armkrok.core.eid import orders
from armkrok.core.eid.errors import AnswerNotTrusted, WrongPerson
from armkrok.core.eid.models import EidOrder
from armkrok.core.events.recording import Event, record
from armkrok.core.identity.people import is_same_person
from armkrok.core.identity.proof import Proof
from armkrok.core.jobs import cancel
from armkrok.core.mandates.checking import confirm
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal
from armkrok.services.signing.actions.appending import append, append_later
from armkrok.services.signing.actions.finishing import may_act
from armkrok.services.signing.actions.representing import mandate_of, may_represent, sentence
from armkrok.services.signing.actions.statement import parties_of
from armkrok.services.signing.errors import NotOpen
from armkrok.services.signing.events.requests import (
    AnswerRefused,
    ConsentGiven,
    DocumentOpened,
    SigningStarted,
    WrongPersonAnswered,
)
from armkrok.services.signing.models import Act, Consent, Party, SigningRequest

RESCUE_AFTER = 6
LOCK_WAIT_MS = 3000
MOST_AT_ONCE = 3
log = logging.getLogger(__name__)


@transaction.atomic(savepoint=False)
def opened(party: Party, *, by: Actor) -> None:
    """Note that the person has seen the document, the first time."""
    changed = Party.objects.filter(pk=party.pk, state=Party.State.INVITED)
    moment = now()
    if changed.update(state=Party.State.OPENED, opened_at=moment):
        party.state, party.opened_at = Party.State.OPENED, moment
        record(DocumentOpened(party_id=party.pk), about=party.request, by=by)


@transaction.atomic(savepoint=False)
def started(parties: Sequence[Party], *, by: Actor) -> None:
    """The person pressed Skriv under; raises when it is too late or done."""
    for party in parties:
        may_act(party, Party.Role.SIGNER)
        may_represent(party, by)
        record(SigningStarted(party_id=party.pk), about=party.request, by=by)


def consent(order: EidOrder, answer: orders.Answer, *, by: Actor) -> Act:
    """Verify the e-ID's answer, keep it as evidence, and see to that it becomes signatures. Commits.

    In a batch, what can no longer be signed is left out; the rest is kept. Raises AnswerNotTrusted,
    WrongPerson, OrderEnded, AlreadySigned, NotOpen or MandateEnded; then nothing is signed, the log tells of
    the first two, and the order is over.
    """
    try:
        return _verified_and_kept(order, answer, by)
    except Refusal as refusal:
        orders.refused(order)
        with acting(by):
            _log_refusal(order, refusal, by)
        raise


def _verified_and_kept(order: EidOrder, answer: orders.Answer, by: Actor) -> Act:
    confirm(by)
    proof = orders.verified(order, answer)
    with acting(by):
        known = Party.objects.filter(pk__in=parties_of(order)).values_list("person_id", "request_id")
        people = {person_id for person_id, _ in known}
        if people != {by.for_id} or not is_same_person(by.person_id, proof):
            raise WrongPerson
        if sentence(by) not in order.visible_text:  # she began as somebody else's representative
            raise WrongPerson
        parties = _still_possible(order, sorted({request_id for _, request_id in known}))
        orders.finished(order)
        return _kept(parties, order, proof, by)


def _still_possible(order: EidOrder, request_ids: Sequence[UUID]) -> list[Party]:
    """The parties, locked with their requests, that can sign now; raises the first refusal if none can."""
    locked = SigningRequest.objects.select_for_update(of=("self",)).filter(pk__in=request_ids)
    requests = {one.pk: one for one in locked.order_by("pk")}
    refusals: list[Refusal] = []
    possible = []
    for party in Party.objects.select_for_update().filter(pk__in=parties_of(order)).order_by("pk"):
        party.request = requests[party.request_id]
        try:
            may_act(party, Party.Role.SIGNER)
            possible.append(party)
        except Refusal as refusal:
            refusals.append(refusal)
    if not possible:
        raise refusals[0] if refusals else NotOpen
    return possible


def _log_refusal(order: EidOrder, refusal: Refusal, by: Actor) -> None:
    for party in Party.objects.select_related("request").filter(pk__in=parties_of(order)):
        event: Event | None = None
        if isinstance(refusal, WrongPerson):
            event = WrongPersonAnswered(party_id=party.pk)
        if isinstance(refusal, AnswerNotTrusted):
            event = AnswerRefused(party_id=party.pk, reason=refusal.reason)
        if event:
            record(event, about=party.request, by=by)


def _kept(parties: list[Party], order: EidOrder, proof: Proof, by: Actor) -> Act:
    evidence = dict(proof.evidence)
    act = Act(
        person_id=by.person_id,
        visible_text=order.visible_text, hidden_data=bytes(order.hidden_data), method=proof.method[:40],
        provider=proof.issuer[:120], loa=proof.loa, order_ref=order.order_ref or str(order.pk),
        given_name=proof.given_name[:100], surname=proof.surname[:100],
        eid_signature=evidence.pop("signature", ""), eid_ocsp=evidence.pop("ocsp", ""),
        eid_evidence=evidence, eid_certificate_serial=proof.certificate_serial,
        principal_id=by.principal_id, mandate=mandate_of(parties, by),
        answered_at=proof.authenticated_at, ip=by.ip, user_agent=by.user_agent, risk=proof.risk,
    )  # fmt: skip
    rescue = RESCUE_AFTER if len(parties) <= MOST_AT_ONCE else 0
    act.job = append_later.defer_in(rescue, organisation_id=str(act.organisation_id), act_id=str(act.pk))
    act.save(force_insert=True)
    consents = Consent.objects.bulk_create([Consent(act=act, party=party) for party in parties])
    act.just_given = [one.pk for one in consents]
    Party.objects.filter(pk__in=[one.pk for one in parties]).update(state=Party.State.CONSENTED)
    for party in parties:
        record(ConsentGiven(party_id=party.pk, act_id=act.pk), about=party.request, by=by)
    return act


def append_now(act: Act) -> bool:
    """Try to put the signature in the file at once; whether it is there. Otherwise the job will.

    The act comes from consent(). A batch is always left to the job, which has begun already.
    """
    consents = act.just_given
    if len(consents) > MOST_AT_ONCE:
        return False
    try:
        for consent_id in consents:
            _append_one(act, consent_id, is_last=consent_id == consents[-1])
    except Exception as error:
        log.warning("signature left to the job", extra={"why": type(error).__name__}, exc_info=True)
        return False
    return True


def _append_one(act: Act, consent_id: UUID, *, is_last: bool) -> None:
    with scope(act.organisation_id, act.person_id):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {LOCK_WAIT_MS}")
        append(consent_id)
        if is_last and act.job:
            cancel(act.job)
