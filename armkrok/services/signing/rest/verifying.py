"""Checking signed files; nothing is kept."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Schema
from ninja.files import UploadedFile

from armkrok.core.access.rest import operation
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import check_reports
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


class ReportKind(Schema):
    """The form of the report: a PDF with the platform's seal, our JSON, or ETSI TS 119 102-2 XML."""

    kind: Literal["pdf", "json", "xml"] = "pdf"


MADE = {
    "pdf": (check_reports.as_pdf, "application/pdf"),
    "json": (check_reports.as_json, "application/json"),
    "xml": (check_reports.as_xml, "application/xml"),
}


@router.post(
    "/verify/report",
    response={200: bytes, **REFUSALS},
    summary="A report on a signed PDF",
    operation_id="verify_report",
)
@operation("signing.verify")
def verify_report(
    request: HttpRequest, organisation: str, file: File[UploadedFile], form: Form[ReportKind]
) -> HttpResponse:
    """What a person can keep as proof of the check. Nothing is stored."""
    report = checked_upload(file.chunks(CHUNK))
    make, media_type = MADE[form.kind]
    checked = check_reports.just_checked([(file.name or "dokument.pdf", report)])
    return HttpResponse(make(checked), content_type=media_type)
