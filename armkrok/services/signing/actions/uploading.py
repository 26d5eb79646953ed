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
from armkrok.services.signing.engine import Limits, bounded, bounded_inspect_signed, bounded_rebuild
from armkrok.services.signing.engine.sizes import page_sizes
from armkrok.services.signing.errors import (
    FileRefused,
    LastDocument,
    NoName,
    NotADraft,
    TooManyDocuments,
    legible,
)
from armkrok.services.signing.events.requests import DocumentUploaded
from armkrok.services.signing.models import Document, OnPaper, SigningRequest

MOST_DOCUMENTS = 20
REBUILD_SECONDS = 40.0
SIZES_SECONDS = 20.0
SIZES_KEPT = 60


@dataclass(frozen=True)
class Clean:
    """An upload that can be signed: rebuilt as one clean revision, or as it is when others have signed it."""

    file: files.Incoming
    file_name: str
    title: str
    pages: int
    sizes: list[tuple[float, float]]
    removed: tuple[str, ...] = ()
    as_is: bool = False


def upload(chunks: Iterable[bytes], file_name: str, *, by: Actor, as_is: bool = False) -> SigningRequest:
    """Rebuild an uploaded PDF as one clean revision and begin a draft with it; commits.

    `as_is` keeps a file that others have signed without a change. Raises FileRefused.
    """
    with taken(chunks, file_name, as_is=as_is) as clean, acting(by):
        return _begin(clean, by)


def add_document(
    request: SigningRequest,
    chunks: Iterable[bytes],
    file_name: str,
    kind: Document.Kind,
    *,
    by: Actor,
    as_is: bool = False,
) -> Document:
    """Rebuild one more PDF and put it last in the draft; commits. Raises TooManyDocuments, FileRefused."""
    with taken(chunks, file_name, as_is=as_is) as clean, acting(by), transaction.atomic():
        return _put_last(locked_draft(request), clean, kind, by)


@contextmanager
def taken(chunks: Iterable[bytes], file_name: str, *, as_is: bool = False) -> Iterator[Clean]:
    """An upload, received and rebuilt, for as long as the block lasts. Raises FileRefused and TooLarge."""
    with files.workplace() as folder:
        incoming = files.receive(chunks, folder / "in.pdf", settings.UPLOAD_LIMIT)
        with legible():
            clean = (_kept if as_is else _cleaned)(incoming, safe_name(file_name))
        yield clean


def _cleaned(incoming: files.Incoming, file_name: str) -> Clean:
    target = incoming.path.with_name("clean.pdf")
    limits = Limits(size=settings.UPLOAD_LIMIT)
    rebuilt = bounded_rebuild(incoming.path, target, limits, seconds=REBUILD_SECONDS)
    return Clean(
        files.measure(target),
        file_name,
        (readable(rebuilt.title) or PurePath(file_name).stem)[:200],
        rebuilt.pages,
        bounded(SIZES_SECONDS, page_sizes, target, SIZES_KEPT),
        rebuilt.removed,
    )


def _kept(incoming: files.Incoming, file_name: str) -> Clean:
    """Byte for byte as it came: a rebuild would break the signatures in it."""
    facts = bounded_inspect_signed(incoming.path)
    if not facts.may_add(visible=False):
        raise FileRefused("certified" if facts.code == "certified" else "signed_unclear")
    return Clean(
        incoming,
        file_name,
        PurePath(file_name).stem[:200],
        facts.pages,
        bounded(SIZES_SECONDS, page_sizes, incoming.path, SIZES_KEPT),
        as_is=True,
    )


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
        pages=clean.pages,
        page_sizes=clean.sizes,
        removed=list(clean.removed),
        as_is=clean.as_is,
    )
    record(DocumentUploaded(sha256=clean.file.sha256, pages=clean.pages), about=request, by=by)
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


@transaction.atomic
def describe_document(request: SigningRequest, position: int, title: str, kind: Document.Kind) -> None:
    """What a file of the draft is called, and whether it is signed or read. Raises LastDocument, NoName."""
    request = locked_draft(request)
    documents = Document.objects.filter(request=request)
    if not (seen := readable(title)[:200]):
        raise NoName
    to_sign = documents.exclude(position=position).filter(kind=Document.Kind.SIGN)
    if kind != Document.Kind.SIGN and not to_sign.exists():
        raise LastDocument
    documents.filter(position=position).update(title=seen, kind=kind)


@transaction.atomic
def move_document(request: SigningRequest, position: int, steps: int) -> None:
    """Let a file of the draft change places with the one above (-1) or below (1); at the edge nothing."""
    documents = {one.position: one for one in Document.objects.filter(request=locked_draft(request))}
    one, other = documents.get(position), documents.get(position + steps)
    if one and other:
        one.position, other.position = other.position, one.position
        Document.objects.bulk_update([one, other], ["position"])


def discard_unused(stored: StoredFile) -> None:
    """Discard a file that no document or registered paper has any more."""
    used = Document.objects.filter(Q(original=stored) | Q(current=stored)).exists()
    if not used and not OnPaper.objects.filter(scan=stored).exists():
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
