"""Suppliers, their contacts, and the receivers of theirs."""

from typing import Any

from django.db import IntegrityError, transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.identity import sealed
from armkrok.core.identity.people import find_or_add
from armkrok.kit.days import now
from armkrok.services.school.actions.contact_telling import tell_contact
from armkrok.services.school.actions.kept_keys import demand_key
from armkrok.services.school.errors.suppliers import NameTaken
from armkrok.services.school.events.suppliers import (
    ContactAdded,
    ContactEnded,
    FederationSaved,
    ReceiverClosed,
    ReceiverOpened,
    ReceiverSaved,
    SelectionSaved,
    SupplierSaved,
)
from armkrok.services.school.models import Federation, Receiver, Supplier, SupplierContact


@transaction.atomic
def save_supplier(supplier: Supplier, facts: dict[str, Any], *, by: Actor | None) -> Supplier:
    """Write down a supplier, new or known; an empty `order_secret` keeps the old one.

    Raises NameTaken, and KeyIsForAnother when the old one would be sent to another place.
    """
    secret = facts.pop("order_secret", "")
    urls = {"url": facts.get("order_url")}
    demand_key({"url": supplier.order_url}, urls, kept=bytes(supplier.order_secret), given=secret)
    if secret:
        supplier.order_secret = sealed.seal(secret, "school-supplier")
    _save(supplier, facts)
    record(SupplierSaved(), about=supplier, by=by)
    return supplier


def _save(row: Supplier | Receiver | Federation, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NameTaken from error


@transaction.atomic
def add_contact(supplier: Supplier, number: str, name: str, email: str, *, by: Actor) -> SupplierContact:
    """Let somebody at the supplier see its orders; known by the number, twelve digits.

    She gets a letter with the way there, once: who is a contact already gets none. Her address is not kept.
    """
    supplier = Supplier.objects.locked(supplier)
    person = find_or_add(number, name)
    if known := SupplierContact.objects.filter(supplier=supplier, person=person, until=None).first():
        return known
    contact, _added = SupplierContact.objects.update_or_create(
        supplier=supplier, person=person, defaults={"since": now(), "until": None}
    )
    record(ContactAdded(person_id=str(person.pk)), about=supplier, by=by)
    tell_contact(supplier, email)
    return contact


@transaction.atomic
def end_contact(contact: SupplierContact, *, by: Actor) -> None:
    """From now on the contact sees nothing."""
    contact.until = now()
    contact.save(update_fields=["until"])
    record(ContactEnded(person_id=str(contact.person_id)), about=contact.supplier, by=by)


@transaction.atomic
def save_receiver(receiver: Receiver, facts: dict[str, Any], *, by: Actor | None) -> Receiver:
    """Write down a receiver; a new one is closed. Raises NameTaken.

    An empty `key` keeps the old one; raises KeyIsForAnother when that would be sent to another place.
    """
    key = facts.pop("key", "")
    demand_key({"url": receiver.url}, {"url": facts.get("url")}, kept=bytes(receiver.key_sealed), given=key)
    if key:
        receiver.keep_key(key)
    _save(receiver, facts)
    record(ReceiverSaved(), about=receiver, by=by)
    return receiver


@transaction.atomic
def switch_receiver(receiver: Receiver, *, is_open: bool, by: Actor | None) -> None:
    """Open a receiver, or close it. Closing removes nothing at the supplier."""
    receiver = Receiver.objects.locked(receiver)
    if receiver.is_open == is_open:
        return
    receiver.is_open = is_open
    receiver.save(update_fields=["is_open"])
    record(ReceiverOpened() if is_open else ReceiverClosed(), about=receiver, by=by)


@transaction.atomic
def save_selection(
    receiver: Receiver, selection: dict[str, Any], block: list[Any], *, by: Actor | None
) -> None:
    """By which rules the receiver gets people and groups, and whom it never gets."""
    receiver.selection, receiver.block = selection, block
    receiver.save(update_fields=["selection", "block"])
    record(SelectionSaved(), about=receiver, by=by)


@transaction.atomic
def save_federation(federation: Federation, facts: dict[str, Any], *, by: Actor | None) -> Federation:
    """Where the federation's signed metadata is, and our key in it; an empty `key` keeps the old one."""
    if key := facts.pop("key", ""):
        federation.keep_key(key)
    _save(federation, facts)
    record(FederationSaved(), about=federation, by=by)
    return federation
