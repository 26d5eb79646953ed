"""From an id to a supplier, receiver or run of this organisation, or 404."""

from uuid import UUID

from armkrok.kit.refusals import existing
from armkrok.services.school.models import Receiver, SendRun, Supplier, SupplierContact


def supplier_for(supplier_id: UUID) -> Supplier:
    """A supplier, for those who manage them."""
    return existing(Supplier.objects.filter(pk=supplier_id).first())


def contact_for(contact_id: UUID) -> SupplierContact:
    """A contact who still is one."""
    rows = SupplierContact.objects.select_related("supplier")
    return existing(rows.filter(pk=contact_id, until=None).first())


def receiver_for(receiver_id: UUID) -> Receiver:
    """A receiver with its supplier."""
    return existing(Receiver.objects.select_related("supplier").filter(pk=receiver_id).first())


def run_for(run_id: UUID) -> SendRun:
    """A run with its receiver."""
    return existing(SendRun.objects.select_related("receiver__supplier").filter(pk=run_id).first())
