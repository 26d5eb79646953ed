"""From opening the document to a signature in the file.

The e-ID's answer is stored first, in a transaction of its own together with a job that signs. Then the
signature is appended at once, in the request itself. If the process dies in between, or the time-stamp
authority is away, the job does the same thing later: append() is harmless to run twice.
"""

import json
import logging
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from armkrok.core.access.actor import Actor
from armkrok.core.access.routes import acting
from armkrok.core.eid import orders
from armkrok.core.eid.errors import AnswerNotTrusted, WrongPerson
from armkrok.core.eid.models import EidOrder
from armkrok.core.events.recording import Event, record
from armkrok.core.identity.bankid.orders import CompletionData
from armkrok.core.identity.bankid.verify import VerifiedSignature
from armkrok.core.identity.people import has_number
from armkrok.core.jobs import cancel
from armkrok.core.members.models import Member
from armkrok.core.notifications import tasks
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal
from armkrok.kit.visible_text import readable_lines
from armkrok.services.signing import letters
from armkrok.services.signing.actions.appending import append, append_later
from armkrok.services.signing.errors import AlreadySigned, NotOpen
from armkrok.services.signing.events import (
    AnswerRefused,
    ConsentGiven,
    DocumentOpened,
    SigningDeclined,
    SigningStarted,
    WrongPersonAnswered,
)
from armkrok.services.signing.models import Consent, Signatory, SigningRequest

BANKID_LOA = "http://id.elegnamnden.se/loa/1.0/loa3"
RESCUE_AFTER = 6
LOCK_WAIT_MS = 3000
log = logging.getLogger(__name__)


def visible_text(request: SigningRequest, organisation: str) -> str:
    """What BankID shows: which document, from whom, and its fingerprint."""
    digest = request.original.sha256
    grouped = " ".join(digest[i : i + 8] for i in range(0, 64, 8))
    parts = (
        "Jag skriver under dokumentet",
        request.title,
        f"från {organisation}.",
        f"Fingeravtryck (SHA-256):\n{grouped}",
    )
    return "\n\n".join(parts)


def hidden_data(request: SigningRequest) -> bytes:
    """What BankID signs unseen: the document's SHA-256 and which request it is."""
    facts = {"request": str(request.pk), "sha256": request.original.sha256, "type": "armkrok/signing/1"}
    return json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()


@transaction.atomic(savepoint=False)
def opened(signatory: Signatory, *, by: Actor) -> None:
    """Note that the person has seen the document, the first time."""
    changed = Signatory.objects.filter(pk=signatory.pk, state=Signatory.State.INVITED)
    moment = now()
    if changed.update(state=Signatory.State.OPENED, opened_at=moment):
        signatory.state, signatory.opened_at = Signatory.State.OPENED, moment
        record(DocumentOpened(signatory_id=signatory.pk), about=signatory.request, by=by)


@transaction.atomic(savepoint=False)
def started(signatory: Signatory, *, by: Actor) -> None:
    """The person pressed Skriv under; raises when it is too late or done."""
    may_sign(signatory)
    record(SigningStarted(signatory_id=signatory.pk), about=signatory.request, by=by)


def may_sign(signatory: Signatory) -> None:
    """Raise AlreadySigned or NotOpen when the person cannot sign now."""
    if signatory.state in {Signatory.State.SIGNED, Signatory.State.CONSENTED}:
        raise AlreadySigned
    if not signatory.request.is_open or signatory.state == Signatory.State.DECLINED:
        raise NotOpen


def consent(signatory_id: UUID, order: EidOrder, completion: CompletionData, *, by: Actor) -> Consent:
    """Verify the e-ID's answer, keep it as evidence, and see to that it becomes a signature. Commits.

    Raises AnswerNotTrusted, WrongPerson, OrderEnded, AlreadySigned or NotOpen; then nothing is signed, the
    log tells of the first two, and the order is over.
    """
    try:
        return _verified_and_kept(signatory_id, order, completion, by)
    except Refusal as refusal:
        orders.refused(order)
        with acting(by):
            _log_refusal(signatory_id, refusal, by)
        raise


def _verified_and_kept(signatory_id: UUID, order: EidOrder, completion: CompletionData, by: Actor) -> Consent:
    proof = orders.verified(order, completion)
    with acting(by):
        known = Signatory.objects.values_list("person_id", "request_id", "request__original__sha256")
        person_id, request_id, sha256 = known.get(pk=signatory_id)
        if not has_number(person_id, proof.personal_number):
            raise WrongPerson
        request = SigningRequest.objects.locked(SigningRequest(pk=request_id))
        signatory = Signatory.objects.locked(Signatory(pk=signatory_id))
        signatory.request = request
        may_sign(signatory)
        orders.finished(order)
        return _kept(signatory, sha256, order, proof, completion, by)


def _log_refusal(signatory_id: UUID, refusal: Refusal, by: Actor) -> None:
    event: Event | None = None
    if isinstance(refusal, WrongPerson):
        event = WrongPersonAnswered(signatory_id=signatory_id)
    if isinstance(refusal, AnswerNotTrusted):
        event = AnswerRefused(signatory_id=signatory_id, reason=refusal.reason)
    if event:
        record(event, about=Signatory.objects.select_related("request").get(pk=signatory_id).request, by=by)


def _kept(
    signatory: Signatory,
    sha256: str,
    order: EidOrder,
    proof: VerifiedSignature,
    completion: CompletionData,
    by: Actor,
) -> Consent:
    kept = Consent(
        signatory=signatory, person_id=signatory.person_id, document_sha256=sha256,
        visible_text=order.visible_text, hidden_data=bytes(order.hidden_data), method="BankID",
        provider=proof.issuer_cn, loa=BANKID_LOA, order_ref=order.order_ref,
        given_name=proof.given_name[:100], surname=proof.surname[:100],
        eid_signature=completion.signature, eid_ocsp=completion.ocsp_response,
        eid_certificate_serial=proof.certificate_serial, answered_at=proof.ocsp_time, ip=by.ip,
        user_agent=by.user_agent, risk=completion.risk or "",
    )  # fmt: skip
    kept.job = append_later.defer_in(
        RESCUE_AFTER, organisation_id=str(kept.organisation_id), consent_id=str(kept.pk)
    )
    kept.save(force_insert=True)
    signatory.state = Signatory.State.CONSENTED
    signatory.save(update_fields=["state"])
    record(
        ConsentGiven(signatory_id=signatory.pk, sha256=kept.document_sha256), about=signatory.request, by=by
    )
    return kept


def append_now(kept: Consent) -> bool:
    """Try to put the signature in the file at once; whether it is there. Otherwise the job will."""
    try:
        with scope(kept.organisation_id, kept.person_id):
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {LOCK_WAIT_MS}")
            append(kept.pk)
            if kept.job:
                cancel(kept.job)
    except Exception as error:
        log.warning("signature left to the job", extra={"why": type(error).__name__}, exc_info=True)
        return False
    return True


@transaction.atomic
def decline(signatory: Signatory, why: str, *, by: Actor) -> None:
    """The person does not want to sign; the sender decides what happens then."""
    signatory = Signatory.objects.select_related("request").get(pk=Signatory.objects.locked(signatory).pk)
    may_sign(signatory)
    signatory.state, signatory.declined_why = Signatory.State.DECLINED, readable_lines(why)[:500]
    signatory.save(update_fields=["state", "declined_why"])
    tasks.done(signatory.request_id, person_id=signatory.person_id)
    _tell_sender(signatory)
    record(SigningDeclined(signatory_id=signatory.pk), about=signatory.request, by=by)


def _tell_sender(signatory: Signatory) -> None:
    sender = (
        Member.objects.filter(person_id=signatory.request.sender_id).select_related("organisation").first()
    )
    if sender:
        url = reverse("signing:progress", args=[sender.organisation.slug, signatory.request_id])
        letters.declined(signatory.request, signatory, sender.email, settings.BASE_URL + url)
