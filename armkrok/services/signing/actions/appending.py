"""The final write: one signature after the other, under a lock on the request."""

from functools import partial
from operator import attrgetter
from uuid import UUID

from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.core.events.recording import record
from armkrok.core.jobs import job
from armkrok.core.notifications import tasks
from armkrok.core.tenants.scope import current_organisation_id, scope
from armkrok.kit.days import now
from armkrok.kit.visible_text import readable
from armkrok.services.signing import issuing
from armkrok.services.signing.actions.finishing import advance
from armkrok.services.signing.actions.preparing import prepare
from armkrok.services.signing.actions.stamping import stamped_if_possible
from armkrok.services.signing.actions.turns import let_follow
from armkrok.services.signing.engine import (
    BoxText,
    Signed,
    SigningCredential,
    issue_signer,
    sign,
)
from armkrok.services.signing.errors import Busy
from armkrok.services.signing.events.requests import DocumentSigned
from armkrok.services.signing.models import (
    Consent,
    Document,
    IssuedCertificate,
    Party,
    Signature,
    SigningRequest,
)
from armkrok.services.signing.signer_identity import identity_of, principal_of, shown_name


def append(consent_id: UUID) -> None:
    """Put the consented signature into the newest revision of every document, in the caller's scope.

    Done before, or withdrawn meanwhile: nothing. Raises TimestampUnavailable and Busy; then the caller's
    transaction must be rolled back.
    """
    of_consent = SigningRequest.objects.filter(parties__consents=consent_id)
    request = of_consent.select_for_update(of=("self",)).get()
    consent = Consent.objects.select_related("organisation", "act", "party").get(pk=consent_id)
    party = consent.party
    party.request = request
    if consent.signed_at or party.state != Party.State.CONSENTED or not party.request.is_open:
        return
    credential = _credential(consent)
    documents = free_documents(party)
    for document in documents:
        _sign(document, consent, credential)
    _note(consent, credential)
    let_follow(party.request, party, consent.organisation.slug)
    advance(party.request)


@job("signing.append")
def append_later(organisation_id: str, act_id: str) -> None:
    """Do it in a job, when the web process could not: each consent of the act in its own transaction.

    One that is Busy does not stop the others; the job is tried again for it.
    """
    with scope(UUID(organisation_id)):
        waiting = Consent.objects.filter(act_id=UUID(act_id), signed_at=None)
        consents = list(waiting.order_by("pk").values_list("pk", flat=True))
    busy: Busy | None = None
    for consent_id in consents:
        try:
            with scope(UUID(organisation_id)):
                append(consent_id)
        except Busy as error:
            busy = error
    if busy:
        raise busy


def free_documents(party: Party) -> list[Document]:
    """The documents to sign, prepared; raises Busy while somebody is away to sign one of them."""
    to_sign = Document.objects.filter(request=party.request, kind=Document.Kind.SIGN)
    documents = sorted(to_sign.select_related("current", "original").order_by(), key=attrgetter("position"))
    if any(one.reserved_until and one.reserved_until > now() for one in documents):
        raise Busy
    if any(one.current is None for one in documents):
        prepare(party.request)
        party.field = Party.objects.values_list("field", flat=True).get(pk=party.pk)
        return list(to_sign.select_related("current"))
    return documents


def _sign(document: Document, consent: Consent, credential: SigningCredential) -> None:
    before = document.current
    signed, document.current = _signed(document, consent, credential)
    document.save(update_fields=["current"])
    files.discard(before)
    moment = now()
    Signature.objects.create(
        consent=consent,
        document=document,
        presented_sha256=document.sha256,
        certificate_serial=f"{signed.certificate_serial:X}",
        revision_sha256=signed.sha256,
        signed_at=moment,
        timestamp_at=signed.token_at,
    )
    event = DocumentSigned(
        party_id=consent.party_id,
        document_id=document.pk,
        sha256=signed.sha256,
        certificate=f"{signed.certificate_serial:X}",
    )
    record(event, about=consent.party.request, by=Signer(consent))
    consent.party.done_at = signed.token_at or moment


def _signed(document: Document, consent: Consent, credential: SigningCredential) -> tuple[Signed, StoredFile]:
    with files.workplace() as folder, files.on_disk(document.current) as source:
        target = folder / "signed.pdf"
        put = partial(
            sign, source, target, consent.party.field, credential, words=box_text(consent), at=now()
        )
        signed = stamped_if_possible(lambda stamper: put(timestamper=stamper), document)
        incoming = files.Incoming(target, signed.sha256, signed.size)
        return signed, files.store(incoming, "application/pdf")


def box_text(consent: Consent) -> BoxText:
    """What the person's box will say."""
    return BoxText(
        name=shown_name(consent),
        method=consent.act.method,
        short_id=_reference(consent),
        language="en" if consent.party.request.language == "en" else "sv",
        principal=readable(principal_of(consent)),
        instead_of=_instead_of(consent.party),
    )


def _instead_of(party: Party) -> str:
    """Whose name stands beside the box, when that is somebody else's and the page could not be made anew."""
    name, old = "", party.replaces
    while old is not None and old.field == party.field:
        name, old = old.name, old.replaces
    return name


def _credential(consent: Consent) -> SigningCredential:
    """A key and a certificate for this one signing; the key is forgotten when the caller returns."""
    return issue_signer(issuing.issuer(), identity_of(consent), issuing.published(consent.organisation))


def _reference(consent: Consent) -> str:
    text = consent.pk.hex[-8:].upper()
    return f"{text[:4]} {text[4:]}"


def _note(consent: Consent, credential: SigningCredential) -> None:
    consent.signed_at = now()
    consent.save(update_fields=["signed_at"])
    IssuedCertificate.objects.create(
        serial=f"{credential.certificate.serial_number:X}",
        issued_by=current_organisation_id(),
        method=consent.act.method,
        loa=consent.act.loa,
    )
    party = consent.party
    party.state = Party.State.SIGNED
    party.save(update_fields=["state", "done_at"])
    tasks.done(party.request_id, person_id=party.person_id)


class Signer:
    """The doer of a signature, also when a job writes it."""

    doer_kind = "person"
    principal_id: UUID | None = None

    def __init__(self, consent: Consent) -> None:
        self.doer_id = consent.act.person_id
        self.principal_id = consent.act.principal_id
