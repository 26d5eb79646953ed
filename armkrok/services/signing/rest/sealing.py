"""The organisation's seal on a system's document."""

from typing import Any

from django.http import FileResponse
from ninja import File, Form
from ninja.files import UploadedFile

from armkrok.core.access.rest import operation
from armkrok.services.signing.actions.sealing import stamp_file
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS, Problem

CHUNK = 1 << 20


@router.post(
    "/stamp",
    response={200: bytes, **REFUSALS, 503: Problem},
    summary="Seal a PDF",
    operation_id="stamp",
)
@operation("signing.stamp")
def stamp(
    request: Any, organisation: str, file: File[UploadedFile], as_is: Form[bool] = False
) -> FileResponse:
    """The PDF with the organisation's seal (PAdES B-T). Nothing is kept but a record in the event log.

    `as_is`: others have signed the file already, and it is not rebuilt.
    """
    made = stamp_file(file.chunks(CHUNK), file.name or "dokument.pdf", by=request.actor, as_is=as_is)
    return FileResponse(
        made.content, as_attachment=True, filename=made.file_name, content_type="application/pdf"
    )
