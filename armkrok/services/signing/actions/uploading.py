"""Files on their way into a draft: rebuilt, counted, stored."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from armkrok.core.access.actor import Actor
from armkrok.core.access.routes import acting
from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.core.events.recording import record
from armkrok.kit.visible_text import readable
from armkrok.services.signing.engine import Limits, Rebuilt, bounded, bounded_rebuild
from armkrok.services.signing.engine.sizes import page_sizes
from armkrok.services.signing.errors import LastDocument, NotADraft, TooManyDocuments, legible
from armkrok.services.signing.events.requests import DocumentUploaded
from armkrok.services.signing.models import Document, SigningRequest

MOST_DOCUMENTS = 20
REBUILD_SECONDS = 40.0
SIZES_SECONDS = 20.0
SIZES_KEPT = 60


@dataclass(frozen=True)
class Clean:
    """An upload that has been rebuilt as one clean revision, and what is known of it."""

    file: files.Incoming
    rebuilt: Rebuilt
    sizes: list[tuple[float, float]]
    file_name: str

    @property
    def title(self) -> str:
        """The document's own title, or the file's name."""
        return (readable(self.rebuilt.title) or PurePath(self.file_name).stem)[:200]


def upload(chunks: Iterable[bytes], file_name: str, *, by: Actor) -> SigningRequest:
    """Rebuild an uploaded PDF as one clean revision and begin a draft with it; commits."""
    with _cleaned(chunks, file_name) as clean, acting(by):
        return _begin(clean, by)


def add_document(
    request: SigningRequest, chunks: Iterable[bytes], file_name: str, kind: Document.Kind, *, by: Actor
) -> Document:
    """Rebuild one more PDF and put it last in the draft; commits. Raises TooManyDocuments."""
    with _cleaned(chunks, file_name) as clean, acting(by), transaction.atomic():
        return _put_last(locked_draft(request), clean, kind, by)


@contextmanager
def _cleaned(chunks: Iterable[bytes], file_name: str) -> Iterator[Clean]:
    with files.workplace() as folder:
        incoming = files.receive(chunks, folder / "in.pdf", settings.UPLOAD_LIMIT)
        clean = folder / "clean.pdf"
        with legible():
            rebuilt = bounded_rebuild(
                incoming.path, clean, Limits(size=settings.UPLOAD_LIMIT), seconds=REBUILD_SECONDS
            )
            sizes = bounded(SIZES_SECONDS, page_sizes, clean, SIZES_KEPT)
        yield Clean(files.measure(clean), rebuilt, sizes, safe_name(file_name))


@transaction.atomic
def _begin(clean: Clean, by: Actor) -> SigningRequest:
    request: SigningRequest = SigningRequest.objects.create(
        sender=by.person, client_id=by.client_id, title=clean.title
    )
    _put_last(request, clean, Document.Kind.SIGN, by)
    return request


def _put_last(request: SigningRequest, clean: Clean, kind: Document.Kind, by: Actor) -> Document:
    last = Document.objects.filter(request=request).aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_DOCUMENTS:
        raise TooManyDocuments
    document: Document = Document.objects.create(
        request=request,
        position=last + 1,
        kind=kind,
        title=clean.title,
        file_name=clean.file_name,
        sha256=clean.file.sha256,
        original=files.store(clean.file, "application/pdf"),
        pages=clean.rebuilt.pages,
        page_sizes=clean.sizes,
        removed=list(clean.rebuilt.removed),
    )
    record(DocumentUploaded(sha256=clean.file.sha256, pages=clean.rebuilt.pages), about=request, by=by)
    return document


@transaction.atomic
def remove_document(request: SigningRequest, position: int) -> None:
    """Take a document out of the draft; one to sign must be left. Raises LastDocument."""
    request = locked_draft(request)
    documents = list(Document.objects.filter(request=request).select_related("original"))
    gone = next((one for one in documents if one.position == position), None)
    left = [one for one in documents if one is not gone]
    if gone is None:
        return
    if not any(one.is_to_sign for one in left):
        raise LastDocument
    gone.delete()
    for place, one in enumerate(left, 1):
        one.position = place
    Document.objects.bulk_update(left, ["position"])
    discard_unused(gone.original)


def discard_unused(stored: StoredFile) -> None:
    """Discard a file that no document has any more."""
    if not Document.objects.filter(Q(original=stored) | Q(current=stored)).exists():
        files.discard(stored)


def safe_name(file_name: str) -> str:
    """A file name that is safe on every system and ends in .pdf."""
    stem = PurePath(readable(file_name).replace("\\", "/")).name
    stem = stem[:-4] if stem.lower().endswith(".pdf") else stem
    kept = " ".join("".join(" " if c in '<>:"/|?*' else c for c in stem).split()).strip(" .")
    return f"{kept[:190] or 'dokument'}.pdf"


def locked_draft(request: SigningRequest) -> SigningRequest:
    """The request, locked, when it can still be changed; raises NotADraft."""
    locked: SigningRequest = SigningRequest.objects.locked(request)
    if locked.state != SigningRequest.State.DRAFT:
        raise NotADraft
    return locked
