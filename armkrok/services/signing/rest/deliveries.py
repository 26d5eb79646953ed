"""The e-archive: finished requests, packages for it, and its receipts; all of the organisation's."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import FileResponse
from ninja import File, Form, Header, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from armkrok.core.access.idempotency import once
from armkrok.core.access.rest import operation
from armkrok.core.documents import files
from armkrok.services.signing import archive_access, archive_queries
from armkrok.services.signing.actions import delivering
from armkrok.services.signing.models import Delivery
from armkrok.services.signing.rest.routing import router
from armkrok.services.signing.rest.schemas import REFUSALS

MOST = 100
LARGEST_RECEIPT = 10_000_000
VIEWS = {
    "to_deliver": "att-leverera",
    "awaiting_receipt": "utan-kvittens",
    "received": "kvitterade",
    "held": "sparrade",
    "all": "alla",
}


class KeptState(Schema):
    """A finished request, whoever sent it."""

    id: UUID
    title: str
    type: str = Field(alias="type_key")
    completed_at: datetime | None
    held_at: datetime | None


class KeptPage(Schema):
    """Newest first; ask again with `after` = `next`."""

    items: list[KeptState]
    next: UUID | None


class DeliveryState(Schema):
    """A package for the e-archive. `sha256` is empty until it is made; `failure` says why it cannot be.

    `held_to` tells what each metadata file was validated against.
    """

    id: UUID
    request_id: UUID = Field(alias="request_uuid")
    identifier: str
    kind: str
    sha256: str
    held_to: dict[str, Any]
    failure: str
    made_at: datetime
    delivered_at: datetime | None
    receipt_at: datetime | None


class DeliveryPage(Schema):
    """Newest first; ask again with `after` = `next`."""

    items: list[DeliveryState]
    next: UUID | None


class Receipt(Schema):
    """What the e-archive answered: `named` is the id or the SHA-256 that it gives for the package."""

    named: str = Field("", max_length=100)
    text: str = Field("", max_length=20_000)


@router.get(
    "/archive/requests",
    response={200: KeptPage, **REFUSALS},
    summary="Finished requests",
    operation_id="list_finished_requests",
)
@operation("signing.archive")
def finished(
    request: Any,
    organisation: str,
    view: Literal["to_deliver", "awaiting_receipt", "received", "held", "all"] = "to_deliver",
    after: UUID | None = None,
    limit: int = 50,
) -> Any:
    """Completed and sealed, by how far they are on their way to the e-archive; cursor pages."""
    return _page(archive_queries.kept(VIEWS[view]), after, limit)


@router.post(
    "/archive/requests/{uuid:request_id}/deliveries",
    response={201: DeliveryState, **REFUSALS},
    summary="Order a package",
    operation_id="order_delivery",
)
@operation("signing.archive")
def order(
    request: Any,
    organisation: str,
    request_id: UUID,
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=80),  # type: ignore[type-arg]
) -> Any:
    """A job makes it; follow it by its id. With the same Idempotency-Key the first answer is given again."""
    found = archive_access.finished_request(request_id)
    key = idempotency_key and f"delivery {idempotency_key}"
    made = once(request.actor, key, lambda: str(delivering.order(found, by=request.actor).pk))
    return Status(201, archive_access.delivery(UUID(made)))


@router.get(
    "/archive/deliveries",
    response={200: DeliveryPage, **REFUSALS},
    summary="Packages for the e-archive",
    operation_id="list_deliveries",
)
@operation("signing.archive")
def deliveries(
    request: Any,
    organisation: str,
    request_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> Any:
    """Cursor pages, perhaps of one request only."""
    rows = Delivery.objects.filter(request_uuid=request_id) if request_id else Delivery.objects.all()
    return _page(rows, after, limit)


@router.get(
    "/archive/deliveries/{uuid:package_id}",
    response={200: DeliveryState, **REFUSALS},
    summary="One package",
    operation_id="read_delivery",
)
@operation("signing.archive")
def read(request: Any, organisation: str, package_id: UUID) -> Any:
    """How far it has come."""
    return archive_access.delivery(package_id)


@router.get(
    "/archive/deliveries/{uuid:package_id}/package",
    response={200: bytes, **REFUSALS},
    summary="Fetch a package",
    operation_id="download_package",
)
@operation("signing.archive")
def package(request: Any, organisation: str, package_id: UUID) -> FileResponse:
    """The package as it is to be handed to the e-archive; that it was fetched is noted."""
    found = archive_access.delivery(package_id)
    stored = delivering.take(found, by=request.actor)
    ending = ".tar" if stored.media_type == "application/x-tar" else ".zip"
    return files.handed_out(stored, f"{found.identifier}{ending}")


@router.post(
    "/archive/deliveries/{uuid:package_id}/receipt",
    response={200: DeliveryState, **REFUSALS},
    summary="Register a receipt",
    operation_id="register_receipt",
)
@operation("signing.archive")
def receipt(
    request: Any,
    organisation: str,
    package_id: UUID,
    form: Form[Receipt],
    file: UploadedFile | None = File(None),  # type: ignore[type-arg]  # noqa: B008 (ninja's way)
) -> Any:
    """The e-archive has the package. What is kept there may be culled here, when a person so decides."""
    found = archive_access.delivery(package_id)
    with files.workplace() as folder:
        kept = files.receive(file.chunks(), folder / "receipt", LARGEST_RECEIPT) if file else None
        delivering.receive(found, named=form.named, text=form.text, file=kept, by=request.actor)
    return archive_access.delivery(package_id)


def _page(rows: Any, after: UUID | None, limit: int) -> dict[str, Any]:
    """Newest first by id, which begins with the time."""
    most = max(1, min(limit, MOST))
    found = list((rows.filter(pk__lt=after) if after else rows).order_by("-pk")[: most + 1])
    return {"items": found[:most], "next": found[most - 1].pk if len(found) > most else None}
