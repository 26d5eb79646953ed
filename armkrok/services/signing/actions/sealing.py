"""The organisation's seal (e-stämpel) on an outgoing document that no person signs (eIDAS article 3.25)."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.access.routes import acting
from armkrok.core.documents import files
from armkrok.core.events.recording import record
from armkrok.services.signing import seals
from armkrok.services.signing.actions.uploading import discard_unused, locked_draft, upload
from armkrok.services.signing.engine import Signed
from armkrok.services.signing.events.keys import DocumentStamped
from armkrok.services.signing.models import Document, SigningRequest


@dataclass(frozen=True)
class Stamped:
    """A document with the organisation's seal, and what the file is called."""

    content: io.BytesIO
    file_name: str
    sha256: str


def stamp_draft(request: SigningRequest, *, by: Actor) -> Stamped:
    """Seal the draft's first document and throw the draft away: what is kept is the record in the log.

    In its own transaction, so that nothing is lost when it fails. Raises NotADraft, NoSealNow, FileRefused,
    NoIssuer, IssuerExpired and KeysUnavailable.
    """
    with acting(by), transaction.atomic():
        request = locked_draft(request)
        documents = list(Document.objects.filter(request=request).select_related("original"))
        stamped, signed = _sealed(documents[0])
        event = DocumentStamped(
            sha256=signed.sha256,
            original_sha256=documents[0].sha256,
            pages=documents[0].pages,
            certificate=f"{signed.certificate_serial:X}",
        )
        record(event, about=request, by=by)
        request.delete()
        for one in documents:
            discard_unused(one.original)
    return stamped


def stamp_file(chunks: Iterable[bytes], file_name: str, *, by: Actor, as_is: bool = False) -> Stamped:
    """The same for a system, in one go. A draft that could not be sealed is thrown away too."""
    draft = upload(chunks, file_name, by=by, as_is=as_is)
    try:
        return stamp_draft(draft, by=by)
    except BaseException:
        _forget(draft, by)
        raise


def _sealed(document: Document) -> tuple[Stamped, Signed]:
    with files.workplace() as folder, files.on_disk(document.original) as source:
        target = folder / "stamped.pdf"
        signed = seals.seal(source, target)
        name = f"{document.file_name.removesuffix('.pdf')} (stämplad).pdf"
        return Stamped(io.BytesIO(target.read_bytes()), name, signed.sha256), signed


def _forget(draft: SigningRequest, by: Actor) -> None:
    with acting(by), transaction.atomic():
        originals = [one.original for one in Document.objects.filter(request=draft)]
        SigningRequest.objects.filter(pk=draft.pk).delete()
        for one in originals:
            discard_unused(one)
