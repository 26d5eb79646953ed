"""The document itself: pictures of its pages, its words, its file."""

from contextlib import suppress
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.documents import files
from armkrok.core.documents.errors import StorageFull
from armkrok.core.documents.models import StoredFile
from armkrok.core.events.recording import record
from armkrok.kit.refusals import NotFound
from armkrok.services.signing import access
from armkrok.services.signing.engine import bounded_page_image, bounded_page_text
from armkrok.services.signing.errors import legible
from armkrok.services.signing.events.requests import DocumentDownloaded
from armkrok.services.signing.models import Document
from armkrok.services.signing.views.drafting import town
from armkrok.services.signing.views.signing import signing_route

WIDTH = 1240
SECONDS = 20.0
TEXT_PAGES = 30


@signing_route
def page_image(request: ActorRequest, request_id: UUID, place: int, number: int) -> HttpResponse:
    """One page as a picture, drawn once and kept."""
    found = access.document(request.actor, request_id, place)
    if not 1 <= number <= found.pages:
        raise NotFound
    response = HttpResponse(picture(found.original, number), content_type="image/webp")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def picture(stored: StoredFile, number: int) -> bytes:
    """A page as WebP. When many ask for a new one at once, one draws and the others wait for it."""
    key = f"{stored.organisation_id}/pages/{stored.sha256}-{number}-{WIDTH}.webp"
    if kept := _kept(key):
        return kept
    files.take_turns(key)
    return _kept(key) or _drawn(stored, number, key)


def _kept(key: str) -> bytes:
    try:
        with default_storage.open(key, "rb") as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError:
        return b""


def _drawn(stored: StoredFile, number: int, key: str) -> bytes:
    with files.on_disk(stored) as path, legible():
        drawn = bounded_page_image(path, number - 1, WIDTH, seconds=SECONDS)
    with suppress(StorageFull), files.saving():  # it can be drawn again
        default_storage.save(key, ContentFile(drawn.content))
    return drawn.content


@signing_route
def big_text(request: ActorRequest, request_id: UUID, place: int) -> HttpResponse:
    """The document's words as large text."""
    found = access.document(request.actor, request_id, place)
    text = request.GET.get("fran", "1")
    first = min(max(1, int(text)), found.pages) if text.isdecimal() and len(text) < 6 else 1
    pages = []
    with files.on_disk(found.original) as path, legible():
        for number in range(first, min(first + TEXT_PAGES, found.pages + 1)):
            words = bounded_page_text(path, number - 1, seconds=SECONDS)
            pages.append({"number": number, "paragraphs": [line for line in words.split("\n") if line]})
    context = {
        "document": found,
        "pages": pages,
        "back_url": reverse("signing:sign", args=[town(request).slug, found.request_id]),
        "back_text": _("Tillbaka till dokumentet"),
    }
    return render(request, "signing/big_text.html", context)


@signing_route
def download(request: ActorRequest, request_id: UUID, place: int) -> HttpResponseBase:
    """The newest file: with the signatures given so far, or the finished copy."""
    found = access.document(request.actor, request_id, place)
    is_signed = found.is_to_sign and found.request.completed_at
    return _given(request, found, found.newest, _("underskriven") if is_signed else "")


@signing_route
def original(request: ActorRequest, request_id: UUID, place: int) -> HttpResponseBase:
    """The document as it was presented."""
    found = access.document(request.actor, request_id, place)
    return _given(request, found, found.original, "")


def _given(request: ActorRequest, found: Document, stored: StoredFile, suffix: str) -> HttpResponseBase:
    record(DocumentDownloaded(sha256=stored.sha256), about=found.request, by=request.actor)
    name = found.file_name[:-4] + (f" {suffix}" if suffix else "") + ".pdf"
    return files.handed_out(stored, name)
