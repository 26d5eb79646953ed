"""The final write: one signature after the other, under a lock on the request."""

from uuid import UUID

from django.urls import reverse

from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.core.events.recording import record
from armkrok.core.identity.sealed import key_for
from armkrok.core.jobs import job
from armkrok.core.notifications import tasks
from armkrok.core.tenants.scope import current_organisation_id, scope
from armkrok.kit.days import now
from armkrok.kit.visible_text import certifiable, readable
from armkrok.services.signing import issuing, letters
from armkrok.services.signing.actions.completing import complete
from armkrok.services.signing.engine import (
    BoxText,
    Signed,
    SignerIdentity,
    SigningCredential,
    issue_signer,
    pseudonym,
    sign,
)
from armkrok.services.signing.events import DocumentSigned
from armkrok.services.signing.models import Consent, IssuedCertificate, Signatory, SigningRequest


def append(consent_id: UUID) -> None:
    """Put the consented signature into the newest revision of the file, in the caller's scope.

    Done before, or withdrawn meanwhile: nothing. Raises TimestampUnavailable; then nothing has changed.
    """
    request_id = Consent.objects.values_list("signatory__request_id", flat=True).get(pk=consent_id)
    SigningRequest.objects.locked(SigningRequest(pk=request_id))
    consent = Consent.objects.select_related("organisation", "signatory__request__current").get(pk=consent_id)
    request = consent.signatory.request
    if consent.signed_at or consent.signatory.state != Signatory.State.CONSENTED or not request.is_open:
        return
    before = request.current
    signed, stored = _signed(request, consent)
    _note(request, consent, signed, stored)
    files.discard(before)
    if not Signatory.objects.filter(request=request).exclude(state=Signatory.State.SIGNED).exists():
        complete(request)


@job("signing.append")
def append_later(organisation_id: str, consent_id: str) -> None:
    """Do it in a job, when the web process could not."""
    with scope(UUID(organisation_id)):
        append(UUID(consent_id))


def _signed(request: SigningRequest, consent: Consent) -> tuple[Signed, StoredFile]:
    name = readable(f"{consent.given_name} {consent.surname}")
    words = BoxText(
        name=name,
        method=consent.method,
        short_id=_reference(consent),
        language="en" if request.language == "en" else "sv",
    )
    with files.workplace() as folder, files.on_disk(request.current) as source:
        target = folder / "signed.pdf"
        signed = sign(
            source,
            target,
            consent.signatory.field,
            _credential(consent, name),
            words=words,
            timestamper=issuing.timestamper(),
            at=now(),
        )
        incoming = files.Incoming(target, signed.sha256, signed.size)
        return signed, files.store(incoming, "application/pdf")


def _credential(consent: Consent, name: str) -> SigningCredential:
    """A key and a certificate for this one signing; the key is forgotten when the caller returns."""
    identity = SignerIdentity(
        name=certifiable(name) or _pseudonym(consent),
        identifier=_pseudonym(consent),
        given_name=certifiable(consent.given_name),
        surname=certifiable(consent.surname),
    )
    return issue_signer(issuing.issuer(), identity, issuing.published(consent.organisation))


def _pseudonym(consent: Consent) -> str:
    """A stable identifier of the person in this organisation; the number itself is never published."""
    return pseudonym(key_for("pseudonym"), str(consent.organisation_id), str(consent.person_id))


def _reference(consent: Consent) -> str:
    text = consent.pk.hex[-8:].upper()
    return f"{text[:4]} {text[4:]}"


def _note(request: SigningRequest, consent: Consent, signed: Signed, stored: StoredFile) -> None:
    moment = now()
    request.current = stored
    request.save(update_fields=["current"])
    consent.signed_at, consent.timestamp_at = moment, signed.token_at
    consent.certificate_serial = f"{signed.certificate_serial:X}"
    consent.revision_sha256 = signed.sha256
    consent.save(update_fields=["signed_at", "timestamp_at", "certificate_serial", "revision_sha256"])
    IssuedCertificate.objects.create(
        serial=consent.certificate_serial,
        issued_by=current_organisation_id(),
        method=consent.method,
        loa=consent.loa,
    )
    signatory = consent.signatory
    signatory.state, signatory.signed_at = Signatory.State.SIGNED, signed.token_at or moment
    signatory.save(update_fields=["state", "signed_at"])
    tasks.done(request.pk, person_id=consent.person_id)
    _let_signer_follow(request, consent)
    event = DocumentSigned(
        signatory_id=signatory.pk, sha256=signed.sha256, certificate=consent.certificate_serial
    )
    record(event, about=request, by=_Signer(consent))


def _let_signer_follow(request: SigningRequest, consent: Consent) -> None:
    """The document stays on the signer's own list, where the finished copy will be."""
    tasks.follow(
        consent.person_id,
        service_key="signing",
        about_id=request.pk,
        title=request.title,
        text=letters.signed_text(),
        url=reverse("signing:done", args=[consent.organisation.slug, request.pk]),
    )


class _Signer:
    """The doer of a signature, also when a job writes it."""

    doer_kind = "person"

    def __init__(self, consent: Consent) -> None:
        self.doer_id = consent.person_id
