"""Fetching files."""

from typing import Any
from uuid import UUID

from django.http import FileResponse

from armkrok.core.access.rest import operation
from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.core.events.recording import record
from armkrok.services.signing import access
from armkrok.services.signing.events.requests import DocumentDownloaded
from armkrok.services.signing.models import Document
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS


@router.get(
    "/requests/{uuid:request_id}/documents/{int:place}/file",
    response={200: bytes, **REFUSALS},
    summary="A document's newest file",
    operation_id="download_document",
)
@operation("signing.send")
def download(request: Any, organisation: str, request_id: UUID, place: int) -> FileResponse:
    """The PDF with the signatures given so far; the finished copy when the request is completed."""
    document = access.document(request.actor, request_id, place)
    return _handed_out(request, document, document.newest)


@router.get(
    "/requests/{uuid:request_id}/documents/{int:place}/original",
    response={200: bytes, **REFUSALS},
    summary="A document as it was presented",
    operation_id="download_original",
)
@operation("signing.send")
def original(request: Any, organisation: str, request_id: UUID, place: int) -> FileResponse:
    """The PDF that everybody read, without signature page and signatures; its SHA-256 is the document's."""
    document = access.document(request.actor, request_id, place)
    return _handed_out(request, document, document.original)


def _handed_out(request: Any, document: Document, stored: StoredFile) -> FileResponse:
    record(DocumentDownloaded(sha256=stored.sha256), about=document.request, by=request.actor)
    return files.handed_out(stored, document.file_name)
