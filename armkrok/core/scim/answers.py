"""Answers as SCIM wants them (RFC 7644 sections 3.1 and 3.12)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from pydantic import ValidationError
from scim2_models import Error, SCIMException

from armkrok.core.administration.errors import AlreadyMember, ExternalIdTaken, NameTaken
from armkrok.core.scim.errors import ScimRefusal
from armkrok.kit.refusals import Refusal

MEDIA_TYPE = "application/scim+json"
UNPROCESSABLE = 422
OWN = (AlreadyMember, ExternalIdTaken, NameTaken)


class Malformed(Exception):
    """What scim2-models refuses, with its own words for machines."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.detail)
        self.error = error

    @classmethod
    def of(cls, error: ValidationError | SCIMException) -> "Malformed":
        """The first thing that is wrong."""
        if isinstance(error, SCIMException):
            return cls(error.to_error())
        return cls(Error.from_validation_errors(error)[0])


def is_scim(request: HttpRequest) -> bool:
    """Whether the address is one of SCIM's."""
    match = request.resolver_match
    return match is not None and match.route.startswith("api/v1/<organisation>/scim/v2")


def answered(body: dict[str, Any], status: int = 200) -> HttpResponse:
    """JSON with SCIM's media type; a resource's version and address stand in the headers too."""
    answer = JsonResponse(body, status=status, content_type=MEDIA_TYPE)
    meta = body.get("meta")
    if isinstance(meta, dict) and "id" in body:
        if meta.get("version"):
            answer["ETag"] = meta["version"]
        answer["Location" if status == 201 else "Content-Location"] = meta.get("location", "")
    return answer


def error_answer(error: Refusal) -> HttpResponse:
    """A refusal as an Error resource."""
    keyword = error.keyword if isinstance(error, ScimRefusal) else ""
    status = error.status
    if isinstance(error, OWN):
        keyword = "uniqueness"
    elif status == UNPROCESSABLE:
        status, keyword = 400, "invalidValue"
    return faulty(Error(status=status, scim_type=keyword or None, detail=str(error.text)))


def faulty(error: Error) -> HttpResponse:
    """An Error resource."""
    return JsonResponse(error.model_dump(), status=error.status or 400, content_type=MEDIA_TYPE)
