"""Signing at somebody else's service: leave with a drafted signature, come back with its value.

While the person is away the documents are reserved for her, since a value fits one revision only. When a
believed answer comes back it is kept first, as evidence with a job that finishes the signing, and then put
in the files at once, like an e-ID's answer. A value can be put in later, but never in another revision.
"""

import base64
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from armkrok.core.access.actor import Actor
from armkrok.core.access.routes import acting
from armkrok.core.documents import files
from armkrok.core.events.recording import record
from armkrok.core.identity.guarding import bare
from armkrok.core.identity.people import number_of
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import issuing
from armkrok.services.signing.actions import external_appending
from armkrok.services.signing.actions.appending import free_documents
from armkrok.services.signing.actions.finishing import may_act
from armkrok.services.signing.actions.stamping import may_sign_without_stamp
from armkrok.services.signing.actions.statement import of as statement_of
from armkrok.services.signing.engine import BoxText, TimestampUnavailable
from armkrok.services.signing.engine.two_step import PendingSignature, begin
from armkrok.services.signing.errors import Busy, DocumentMoved, NoStampNow, SomebodyAway, UnknownAnswer
from armkrok.services.signing.events.requests import ConsentGiven
from armkrok.services.signing.events.stamping import SignServiceRefused, WentToSignService
from armkrok.services.signing.external import (
    ExternalRefused,
    FaultyServices,
    Refused,
    SentRequest,
    SignAnswer,
    SignService,
    Task,
    read_answer,
    services_in,
    sign_request,
)
from armkrok.services.signing.models import (
    Act,
    Consent,
    Document,
    ExternalSigning,
    Party,
    SigningPolicy,
    SigningRequest,
)

AWAY = timedelta(minutes=3)
STAMP_ROOM = 8192
"""Bytes for a stamp when no authority can tell how large its stamps are."""
GIVEN_UP = "given-up"
MOVED = "moved"
METHOD = "Underskriftstjänst"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ways:
    """How the organisation's people sign: with BankID here, at an external service, or either."""

    built_in: bool
    service: SignService | None


def ways() -> Ways:
    """The ways of the organisation in scope; the built-in one when nothing else is left."""
    try:
        services = services_in(settings.SIGN_SERVICES)
    except FaultyServices:
        log.exception("the signing services' file cannot be read")
        services = {}
    if not services:
        return Ways(built_in=True, service=None)
    policy = SigningPolicy.objects.only("built_in", "external_service").first()
    service = services.get(policy.external_service) if policy else None
    return Ways(built_in=service is None or policy is None or policy.built_in, service=service)


def leave(party: Party, service: SignService, *, by: Actor) -> SentRequest:
    """Draft the party's signatures, reserve the documents and ask the service; in the caller's transaction.

    Raises SomebodyAway while another person is away with a document, NoStampNow during an outage of time
    stamps that the organisation waits out, and what may_act raises.
    """
    party.request = SigningRequest.objects.locked(party.request)
    party.state = Party.objects.locked(party).state
    may_act(party, Party.Role.SIGNER)
    give_up(party)
    documents = _documents(party)
    signing = ExternalSigning(person_id=party.person_id, party=party, service=service.key)
    drafts = _drafts(signing, party, documents)
    tasks = [Task(key, one.attributes) for key, one in drafts.items()]
    sent = sign_request(
        service,
        number_of(party.person_id),
        tasks,
        return_url=return_url(),
        message=statement_of([party], current_organisation().name).visible_text,
    )
    _reserve(signing, sent, drafts)
    record(WentToSignService(party_id=party.pk, service=service.key), about=party.request, by=by)
    return sent


def return_url() -> str:
    """Where services post their answers to the organisation in scope."""
    return settings.BASE_URL + reverse("signing:external-answer", args=[current_organisation().slug])


def give_up(party: Party) -> None:
    """Nothing comes of the party's earlier visits to a service; the documents are free again."""
    away = ExternalSigning.objects.filter(party=party, state=ExternalSigning.State.AWAY)
    for earlier in away.select_for_update(of=("self",)):  # an answer may be on its way in: that one counts
        _close(earlier, GIVEN_UP)


def came_back(form: Mapping[str, str], *, by: Actor) -> UUID:
    """Judge the service's answer and, when it is believed, sign; gives the request's id. Commits.

    What is not believed is noted with its reason, and nothing is signed. Raises UnknownAnswer for an answer
    to nothing, or to what has been answered before.
    """
    with acting(by):
        signing = _waiting(form)
        request_id: UUID = signing.party.request_id
    try:
        with acting(by):
            signing = _kept(signing.pk, form, by)
    except ExternalRefused as refused:
        _refuse(signing, str(refused.code), by)
    except external_appending.ServiceGone:
        _refuse(signing, str(Refused.SERVICE_REFUSED), by)
    except DocumentMoved:
        _refuse(signing, MOVED, by)
    except UnknownAnswer:
        raise
    except Refusal as refusal:
        _refuse(signing, refusal.code, by)
    else:
        external_appending.append_now(signing)
    return request_id


def _documents(party: Party) -> list[Document]:
    try:
        return free_documents(party)
    except Busy as error:
        raise SomebodyAway from error


def _drafts(
    signing: ExternalSigning, party: Party, documents: Sequence[Document]
) -> dict[str, PendingSignature]:
    """A drafted signature in each document, by the document's id."""
    try:
        room = issuing.timestamper().token_size()
    except TimestampUnavailable as error:
        if not may_sign_without_stamp():
            raise NoStampNow from error
        room = STAMP_ROOM
    reference = signing.pk.hex[-8:].upper()
    words = BoxText(
        name=bare(party.person.name),
        method=METHOD,
        short_id=f"{reference[:4]} {reference[4:]}",
        language="en" if party.request.language == "en" else "sv",
        principal=party.principal,
    )
    drafts = {}
    for document in documents:
        with files.on_disk(document.newest) as source:
            drafts[str(document.pk)] = begin(source, party.field, words=words, token_size=room, at=now())
    return drafts


def _reserve(signing: ExternalSigning, sent: SentRequest, drafts: Mapping[str, PendingSignature]) -> None:
    signing.dss_request, signing.request_xml = sent.request_id, sent.xml
    signing.created_at, signing.expires_at = sent.asked_at, sent.asked_at + AWAY
    signing.drafts = json.dumps({key: one.encoded().decode() for key, one in drafts.items()}).encode()
    signing.tasks = [
        {"task": key, "document": key, "sha256": one.base_sha256, "digest": one.digest.hex()}
        for key, one in drafts.items()
    ]
    signing.save(force_insert=True)
    Document.objects.filter(pk__in=list(drafts)).update(
        reserved_by=signing.pk, reserved_until=signing.expires_at
    )


def _waiting(form: Mapping[str, str]) -> ExternalSigning:
    try:
        return ExternalSigning.objects.select_related("party").get(
            dss_request=form.get("RelayState", "")[:80], state=ExternalSigning.State.AWAY
        )
    except ExternalSigning.DoesNotExist as error:
        raise UnknownAnswer from error


def _kept(signing_id: UUID, form: Mapping[str, str], by: Actor) -> ExternalSigning:
    """Verify and keep the answer, in a transaction that locks the request; a second one finds it answered."""
    request_id = ExternalSigning.objects.values_list("party__request_id", flat=True).get(pk=signing_id)
    request = SigningRequest.objects.locked(SigningRequest(pk=request_id))
    signing = ExternalSigning.objects.locked(ExternalSigning(pk=signing_id))
    if signing.state != ExternalSigning.State.AWAY:
        raise UnknownAnswer
    party = Party.objects.locked(Party(pk=signing.party_id))
    party.request = request
    service, sent = external_appending.asked(signing)
    answer = read_answer(service, sent, form)
    may_act(party, Party.Role.SIGNER)
    _demand_unmoved(signing)
    signing.state, signing.answered_at = ExternalSigning.State.DONE, now()
    signing.response_xml, signing.status = answer.xml, "success"
    signing.save(update_fields=["state", "answered_at", "response_xml", "status"])
    _consent(signing, party, service, answer, by)
    return signing


def _demand_unmoved(signing: ExternalSigning) -> None:
    """Each document is still the revision that was drafted on; from now on it is reserved until signed."""
    drafted = {one["document"]: one["sha256"] for one in signing.tasks}
    documents = Document.objects.select_related("current").filter(pk__in=list(drafted))
    present = {str(one.pk): one.newest.sha256 for one in documents}
    if present != drafted:
        raise DocumentMoved
    until = now() + external_appending.KEPT
    Document.objects.filter(pk__in=list(drafted)).update(reserved_by=signing.pk, reserved_until=until)


def _consent(
    signing: ExternalSigning, party: Party, service: SignService, answer: SignAnswer, by: Actor
) -> None:
    """The evidence, and a job that signs if this process dies."""
    act = Act(
        person_id=party.person_id,
        visible_text=statement_of([party], current_organisation().name).visible_text,
        hidden_data=bytes(signing.request_xml), method=METHOD, provider=service.name[:120],
        loa=answer.signer.level, order_ref=signing.pk.hex,
        given_name=answer.signer.given_name[:100], surname=answer.signer.surname[:100],
        eid_signature=base64.b64encode(answer.xml).decode(), eid_ocsp="",
        eid_certificate_serial=f"{answer.chain[0].serial_number:X}",
        answered_at=answer.signer.authenticated_at, ip=by.ip or None, user_agent=by.user_agent,
    )  # fmt: skip
    act.job = external_appending.append_later.defer_in(
        external_appending.RESCUE_AFTER,
        organisation_id=str(signing.organisation_id),
        signing_id=str(signing.pk),
    )
    act.save(force_insert=True)
    consent = Consent.objects.create(act=act, party=party)
    party.state = Party.State.CONSENTED
    party.save(update_fields=["state"])
    record(
        ConsentGiven(party_id=party.pk, act_id=act.pk),
        about=party.request,
        by=external_appending.Signer(consent),
    )


def _refuse(signing: ExternalSigning, reason: str, by: Actor) -> None:
    log.info("signing service's answer refused", extra={"reason": reason})
    with acting(by):
        signing = ExternalSigning.objects.locked(signing)
        if signing.state == ExternalSigning.State.AWAY:
            _close(signing, reason)
            party = Party.objects.select_related("request").get(pk=signing.party_id)
            record(SignServiceRefused(party_id=party.pk, reason=reason), about=party.request, by=by)


def _close(signing: ExternalSigning, reason: str) -> None:
    signing.state, signing.status, signing.answered_at = ExternalSigning.State.REFUSED, reason[:120], now()
    signing.save(update_fields=["state", "status", "answered_at"])
    Document.objects.filter(reserved_by=signing.pk).update(reserved_by=None, reserved_until=None)
