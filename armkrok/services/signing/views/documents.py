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
from armkrok.services.signing import access, queries
from armkrok.services.signing.engine import bounded_page_image, bounded_page_text
from armkrok.services.signing.errors import legible
from armkrok.services.signing.events import DocumentDownloaded
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.views.drafting import town
from armkrok.services.signing.views.signing import signing_route

WIDTH = 1240
SECONDS = 20.0
TEXT_PAGES = 30


@signing_route
def page_image(request: ActorRequest, request_id: UUID, number: int) -> HttpResponse:
    """One page as a picture, drawn once and kept."""
    found = access.party_request(request.actor, request_id)
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
def big_text(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """The document's words as large text."""
    found = access.party_request(request.actor, request_id)
    text = request.GET.get("fran", "1")
    first = min(max(1, int(text)), found.pages) if text.isdecimal() and len(text) < 6 else 1
    pages = []
    with files.on_disk(found.original) as path, legible():
        for number in range(first, min(first + TEXT_PAGES, found.pages + 1)):
            words = bounded_page_text(path, number - 1, seconds=SECONDS)
            pages.append({"number": number, "paragraphs": [line for line in words.split("\n") if line]})
    people = queries.people_of(found)
    context = {
        "signing": queries.summary(found, people),
        "pages": pages,
        "back_url": reverse("signing:sign", args=[town(request).slug, found.pk]),
        "back_text": _("Tillbaka till dokumentet"),
    }
    return render(request, "signing/big_text.html", context)


@signing_route
def download(request: ActorRequest, request_id: UUID) -> HttpResponseBase:
    """The newest file: with the signatures given so far, or the finished copy."""
    found = access.party_request(request.actor, request_id)
    return _given(request, found, found.current or found.original, _("underskriven"))


@signing_route
def original(request: ActorRequest, request_id: UUID) -> HttpResponseBase:
    """The document as it was presented."""
    found = access.party_request(request.actor, request_id)
    return _given(request, found, found.original, "")


def _given(request: ActorRequest, found: SigningRequest, stored: StoredFile, suffix: str) -> HttpResponseBase:
    record(DocumentDownloaded(sha256=stored.sha256), about=found, by=request.actor)
    name = found.file_name[:-4] + (f" {suffix}" if suffix and found.completed_at else "") + ".pdf"
    return files.handed_out(stored, name)
