"""Checking signed files; nothing is kept."""

from typing import Any

from django.http import HttpRequest
from ninja import File, Schema
from ninja.files import UploadedFile

from armkrok.core.access.rest import operation
from armkrok.kit.refusals import Refusal
from armkrok.services.signing.checking import checked_upload
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS, Problem

CHUNK = 1 << 20
MOST = 20


class Checked(Schema):
    """One of several files: what `verify` would have answered, or why it could not."""

    file_name: str
    report: dict[str, Any] | None = None
    problem: Problem | None = None


class ManyChecked(Schema):
    """In the order of the files."""

    files: list[Checked]


class TooManyFiles(Refusal):
    """Twenty at a time."""

    status = 422
    text = "Skicka högst 20 filer i taget."


@router.post(
    "/verify", response={200: dict[str, Any], **REFUSALS}, summary="Check a signed PDF", operation_id="verify"
)
@operation("signing.verify")
def verify(request: HttpRequest, organisation: str, file: File[UploadedFile]) -> Any:
    """The same object as `armkrok verify FILE --json`. Nothing is stored."""
    return checked_upload(file.chunks(CHUNK)).as_dict()


@router.post(
    "/verify/several",
    response={200: ManyChecked, **REFUSALS},
    summary="Check several signed PDFs",
    operation_id="verify_several",
)
@operation("signing.verify")
def verify_several(request: HttpRequest, organisation: str, files: File[list[UploadedFile]]) -> Any:
    """At most twenty; a file that cannot be read does not stop the others."""
    if len(files) > MOST:
        raise TooManyFiles
    return {"files": [_checked(one) for one in files]}


def _checked(file: UploadedFile) -> dict[str, Any]:
    name = file.name or ""
    try:
        return {"file_name": name, "report": checked_upload(file.chunks(CHUNK)).as_dict()}
    except Refusal as error:
        kind = f"/api/problems/{error.code}"
        told = {"type": kind, "title": str(error.text), "status": error.status, "code": error.code}
        return {"file_name": name, "problem": told}
