"""The organisation's register of document types."""

from typing import Any

from armkrok.core.access.rest import operation
from armkrok.services.signing import register
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS, DocumentTypeState


@router.get(
    "/document-types",
    response={200: list[DocumentTypeState], **REFUSALS},
    summary="Document types",
    operation_id="list_document_types",
)
@operation("signing.send")
def types(request: Any, organisation: str) -> Any:
    """Every type in the register, in the order of the guide; `key` is a request's `type`."""
    return [_told(one) for one in register.entries().values()]


def _told(entry: register.Entry) -> dict[str, Any]:
    kind = entry.kind
    return {
        "key": kind.key,
        "name": kind.name,
        "group": kind.group,
        "reason": kind.reason,
        "law": kind.law_text,
        "is_off": entry.is_off,
        "is_blocked": kind.is_blocked,
        "level": str(kind.level.value),
        "loa": kind.loa,
        "seats": [one.key for one in kind.seats],
    }
