"""The copy for publication: no signatures, personal numbers covered, sealed by the organisation."""

import io
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import translation

from armkrok.core.access.actor import Actor
from armkrok.core.access.routes import acting
from armkrok.core.documents import files
from armkrok.core.events.recording import record
from armkrok.core.tenants.models import current_organisation
from armkrok.services.signing import seals
from armkrok.services.signing.engine import (
    CopyFacts,
    Derived,
    EngineError,
    FontFiles,
    Signer,
    bounded_derive,
)
from armkrok.services.signing.errors import legible
from armkrok.services.signing.events.register import PublicationCopyMade
from armkrok.services.signing.models import Document, Party, SigningRequest
from armkrok.services.signing.register_errors import NotForPublication, NumbersLeft
from armkrok.ui.words import full_moment


@dataclass(frozen=True)
class PublicationCopy:
    """The finished copy; `without_text` are pages that somebody must look at, for they may be scanned."""

    content: io.BytesIO
    name: str
    covered: int
    without_text: tuple[int, ...]


def copy_for_publication(document: Document, *, by: Actor) -> PublicationCopy:
    """Make the copy anew each time; opens its own transactions, since drawing takes seconds.

    Raises NotForPublication, NumbersLeft, FileRefused, KeysUnavailable and NoSealNow.
    """
    with acting(by):
        facts = _facts(document)
    with files.workplace() as folder, files.on_disk(document.original) as original:
        target, sealed = folder / "copy.pdf", folder / "sealed.pdf"
        made = _derived(original, target, facts)
        with acting(by):
            done = seals.seal(target, sealed)
            event = PublicationCopyMade(
                sha256=done.sha256, original_sha256=facts.signed_sha256, covered=made.covered
            )
            record(event, about=document.request, by=by)
        content = io.BytesIO(sealed.read_bytes())
    name = f"{document.file_name.removesuffix('.pdf')} (kopia för publicering).pdf"
    return PublicationCopy(content, name, made.covered, made.without_text)


def _facts(document: Document) -> CopyFacts:
    request = document.request
    if request.state != SigningRequest.State.COMPLETED or not document.is_to_sign or document.current is None:
        raise NotForPublication
    signed = Party.objects.filter(request=request, state=Party.State.SIGNED).order_by("done_at")
    with translation.override("sv"):  # a public document, not a page
        signers = tuple(
            Signer(one.name, one.title, full_moment(one.done_at) if one.done_at else "") for one in signed
        )
    return CopyFacts(document.title, current_organisation().name, document.newest.sha256, signers)


def _derived(original: Path, target: Path, facts: CopyFacts) -> Derived:
    with legible():
        try:
            return bounded_derive(original, target, facts, FontFiles.in_packages(settings.FONTS))
        except EngineError as error:
            if error.code == "numbers_left":
                raise NumbersLeft from error
            raise
