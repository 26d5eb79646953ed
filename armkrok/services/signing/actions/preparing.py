"""The signature page and the empty fields, made before the first signature."""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.core.identity.guarding import bare
from armkrok.core.tenants.models import current_organisation
from armkrok.services.signing.engine import (
    FontFiles,
    PageFacts,
    Place,
    Signatory,
    Vouched,
    bounded_prepare,
    bounded_prepare_as_is,
)
from armkrok.services.signing.errors import legible
from armkrok.services.signing.models import Document, Party, Placement, SigningRequest
from armkrok.services.signing.signer_identity import vouched_by


def prepare(request: SigningRequest) -> None:
    """Give every document to sign its page and fields, and every signer the name of hers."""
    people = Party.objects.filter(request=request, role=Party.Role.SIGNER)
    people = people.exclude(state=Party.State.REPLACED).select_related("registration__registered_by")
    signers = list(people)
    documents = list(
        Document.objects.filter(request=request, kind=Document.Kind.SIGN, current=None).select_related(
            "original"
        )
    )
    if not signers or not documents:
        return
    names = _field_names(request, len(signers), shared=any(one.as_is for one in documents))
    for document in documents:
        (_prepare_as_is if document.as_is else _prepare)(request, document, signers, names)
    for party, field in zip(signers, names, strict=True):
        party.field = field
    Party.objects.bulk_update(signers, ["field"])


def _field_names(request: SigningRequest, count: int, *, shared: bool) -> list[str]:
    """The same names in every document; a file that others have signed may have our usual ones already."""
    own = f"-{request.pk.hex[-8:]}" if shared else ""
    return [f"underskrift{own}-{number:03d}" for number in range(1, count + 1)]


def verify_url(request: SigningRequest) -> str:
    """The printed link: shows the document's state to anyone, and takes the file to compare."""
    slug = current_organisation().slug
    return settings.BASE_URL + reverse("verify-code", args=[slug, request.code])


def _prepare(request: SigningRequest, document: Document, signers: list[Party], names: list[str]) -> None:
    facts = PageFacts(
        document=document.title,
        organisation=current_organisation().name,
        sender=bare(sender_name(request)),
        verify_url=verify_url(request),
        language="en" if request.language == "en" else "sv",
    )
    places = _places(document)
    boxes = [
        Signatory(bare(one.name), _role(one), places.get(one.pk), field, _vouched(one))
        for one, field in zip(signers, names, strict=True)
    ]
    with files.workplace() as folder, files.on_disk(document.original) as clean, legible():
        target = folder / "prepared.pdf"
        bounded_prepare(clean, target, facts, boxes, FontFiles.in_packages(settings.FONTS))
        document.current = _stored(target)
    document.save(update_fields=["current"])


def _prepare_as_is(
    request: SigningRequest, document: Document, signers: list[Party], names: list[str]
) -> None:
    """Only empty fields are added: no page, for that would break the signatures that are there."""
    placed = _places(document)
    places = [placed.get(one.pk) for one in signers]
    people = [bare(one.name) for one in signers]
    with files.workplace() as folder, files.on_disk(document.original) as source, legible():
        target = folder / "prepared.pdf"
        fonts = FontFiles.in_packages(settings.FONTS)
        bounded_prepare_as_is(source, target, places, people, fonts, names)
        document.current = _stored(target)
    document.save(update_fields=["current"])


def _places(document: Document) -> dict[UUID, Place]:
    """The boxes that lie on the document's own pages, by party."""
    rows = Placement.objects.filter(document=document)
    return {one.party_id: Place(one.page - 1, one.x, one.y) for one in rows}


def _stored(path: Path) -> StoredFile:
    return files.store(files.measure(path), "application/pdf")


def _vouched(party: Party) -> Vouched | None:
    kept = party.registration
    if party.state != Party.State.ON_PAPER or kept is None:
        return None
    return Vouched(vouched_by(party), kept.day)


def _role(party: Party) -> str:
    return ", ".join(part for part in (party.title, party.principal) if part)


def sender_name(request: SigningRequest) -> str:
    """Who asks: a person, or the organisation when its system does."""
    return request.sender.name if request.sender else current_organisation().name
