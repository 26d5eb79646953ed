"""The signature page and the empty fields, made before the first signature."""

from pathlib import Path

from django.conf import settings
from django.urls import reverse

from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.core.tenants.models import current_organisation
from armkrok.services.signing.engine import FontFiles, PageFacts, Signatory, bounded_prepare
from armkrok.services.signing.errors import legible
from armkrok.services.signing.models import Document, Party, SigningRequest


def prepare(request: SigningRequest) -> None:
    """Give every document to sign its page and fields, and every signer the name of hers."""
    signers = list(Party.objects.filter(request=request, role=Party.Role.SIGNER).select_related("person"))
    if not signers:
        return
    for document in Document.objects.filter(request=request, kind=Document.Kind.SIGN, current=None):
        fields = _prepared(request, document, signers)
    for party, field in zip(signers, fields, strict=True):
        party.field = field
    Party.objects.bulk_update(signers, ["field"])


def verify_url(request: SigningRequest) -> str:
    """The printed link: shows the document's state to anyone, and takes the file to compare."""
    slug = current_organisation().slug
    return settings.BASE_URL + reverse("verify-code", args=[slug, request.code])


def _prepared(request: SigningRequest, document: Document, signers: list[Party]) -> tuple[str, ...]:
    facts = PageFacts(
        document=document.title,
        organisation=current_organisation().name,
        sender=sender_name(request),
        verify_url=verify_url(request),
        language="en" if request.language == "en" else "sv",
    )
    boxes = [Signatory(name=one.name, role=_role(one)) for one in signers]
    with files.workplace() as folder, files.on_disk(document.original) as clean, legible():
        target = folder / "prepared.pdf"
        prepared = bounded_prepare(clean, target, facts, boxes, FontFiles.in_packages(settings.FONTS))
        document.current = _stored(target)
    document.save(update_fields=["current"])
    return prepared.fields


def _stored(path: Path) -> StoredFile:
    return files.store(files.measure(path), "application/pdf")


def _role(party: Party) -> str:
    return ", ".join(part for part in (party.title, party.principal) if part)


def sender_name(request: SigningRequest) -> str:
    """Who asks: a person, or the organisation when its system does."""
    return request.sender.name if request.sender else current_organisation().name
