"""Putting the values from an external service into the reserved documents: at once, or by a job."""

import base64
import json
import logging
from datetime import timedelta
from functools import partial
from uuid import UUID

from cryptography import x509
from django.conf import settings

from armkrok.core.documents import files
from armkrok.core.events.recording import record
from armkrok.core.identity.people import number_of
from armkrok.core.jobs import cancel, job
from armkrok.core.notifications import tasks
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing.actions.appending import Signer
from armkrok.services.signing.actions.finishing import advance
from armkrok.services.signing.actions.stamping import stamped_if_possible
from armkrok.services.signing.actions.turns import let_follow
from armkrok.services.signing.engine.two_step import PendingSignature, Value, Values, finish
from armkrok.services.signing.events.requests import DocumentSigned
from armkrok.services.signing.external import SentRequest, SignService, Task, read_answer, services_in
from armkrok.services.signing.external.names import BINDING
from armkrok.services.signing.models import (
    Consent,
    Document,
    ExternalSigning,
    Party,
    Signature,
    SigningRequest,
)

__all__ = ["KEPT", "RESCUE_AFTER", "Signer", "append", "append_later", "append_now", "asked"]

RESCUE_AFTER = 6
KEPT = timedelta(days=3)
"""How long documents stay reserved for an answer that is kept but not yet in the files."""
log = logging.getLogger(__name__)


class ServiceGone(Exception):
    """The service is no longer in the settings; the job tries again until it is."""


def asked(signing: ExternalSigning) -> tuple[SignService, SentRequest]:
    """The service, and what it was asked, from what was kept; raises ServiceGone."""
    service = services_in(settings.SIGN_SERVICES).get(signing.service)
    if service is None:
        raise ServiceGone(signing.service)
    drafts = pending(signing)
    wanted = tuple(Task(one["task"], drafts[one["document"]].attributes) for one in signing.tasks)
    sent = SentRequest(
        request_id=signing.dss_request,
        personal_number=number_of(signing.person_id),
        tasks=wanted,
        asked_at=signing.created_at,
        return_url="",
        xml=bytes(signing.request_xml),
    )
    return service, sent


def pending(signing: ExternalSigning) -> dict[str, PendingSignature]:
    """The drafted signatures by the document's id."""
    kept = json.loads(bytes(signing.drafts))
    return {key: PendingSignature.decoded(one.encode()) for key, one in kept.items()}


def append_now(signing: ExternalSigning) -> bool:
    """Try to finish at once; whether it is done. Otherwise the job will."""
    try:
        with scope(signing.organisation_id, signing.person_id):
            number = append(signing.pk)
            if number:
                cancel(number)
    except Exception as error:
        log.warning("signature left to the job", extra={"why": type(error).__name__}, exc_info=True)
        return False
    return True


@job("signing.external_append")
def append_later(organisation_id: str, signing_id: str) -> None:
    """Do it in a job, when the web process could not."""
    with scope(UUID(organisation_id)):
        append(UUID(signing_id))


def append(signing_id: UUID) -> int | None:
    """Put the kept values into every document, in the caller's scope; gives the number of the rescuing job.

    Done before, or withdrawn meanwhile: nothing. Raises TimestampUnavailable; then the caller's transaction
    must be rolled back.
    """
    request_id = ExternalSigning.objects.values_list("party__request_id", flat=True).get(pk=signing_id)
    SigningRequest.objects.locked(SigningRequest(pk=request_id))
    signing = ExternalSigning.objects.locked(ExternalSigning(pk=signing_id))
    consent = Consent.objects.select_related("organisation", "act", "party__request__sender").get(
        party_id=signing.party_id
    )
    party = consent.party
    if not consent.signed_at and party.state == Party.State.CONSENTED and party.request.is_open:
        _sign_all(signing, consent)
        _note(consent)
        let_follow(party.request, party, consent.organisation.slug)
        advance(party.request)
    Document.objects.filter(reserved_by=signing.pk).update(reserved_by=None, reserved_until=None)
    number: int | None = consent.act.job
    return number


def _sign_all(signing: ExternalSigning, consent: Consent) -> None:
    service, sent = asked(signing)
    form = {
        "Binding": BINDING,
        "RelayState": signing.dss_request,
        "EidSignResponse": base64.b64encode(bytes(signing.response_xml or b"")).decode(),
    }
    answer = read_answer(service, sent, form, now=signing.answered_at)
    drafts = pending(signing)
    given: Values = answer.sign([one.attributes for one in drafts.values()])
    documents = {str(one.pk): one for one in Document.objects.select_related("current").filter(pk__in=drafts)}
    for (key, draft), value in zip(drafts.items(), given.values, strict=True):
        _sign(documents[key], draft, value, given.chain, consent)


def _sign(
    document: Document,
    draft: PendingSignature,
    value: Value,
    chain: tuple[x509.Certificate, ...],
    consent: Consent,
) -> None:
    before = document.current
    with files.workplace() as folder, files.on_disk(document.newest) as source:
        target = folder / "signed.pdf"
        put = partial(finish, source, target, draft, value, chain)
        signed = stamped_if_possible(lambda stamper: put(timestamper=stamper), document)
        incoming = files.Incoming(target, signed.sha256, signed.size)
        document.current = files.store(incoming, "application/pdf")
    document.save(update_fields=["current"])
    if before:
        files.discard(before)
    serial, moment = f"{signed.certificate_serial:X}", now()
    Signature.objects.create(
        consent=consent,
        document=document,
        presented_sha256=document.sha256,
        certificate_serial=serial,
        revision_sha256=signed.sha256,
        signed_at=moment,
        timestamp_at=signed.token_at,
    )
    event = DocumentSigned(
        party_id=consent.party_id, document_id=document.pk, sha256=signed.sha256, certificate=serial
    )
    record(event, about=consent.party.request, by=Signer(consent))
    consent.party.done_at = signed.token_at or moment


def _note(consent: Consent) -> None:
    consent.signed_at = now()
    consent.save(update_fields=["signed_at"])
    party = consent.party
    party.state = Party.State.SIGNED
    party.save(update_fields=["state", "done_at"])
    tasks.done(party.request_id, person_id=party.person_id)
