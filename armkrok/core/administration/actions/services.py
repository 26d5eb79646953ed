"""Services on and off."""

from django.db import transaction

from armkrok.core import registry
from armkrok.core.access.actor import Actor
from armkrok.core.administration.errors import UnknownService
from armkrok.core.administration.events import ServiceClosed, ServiceOpened
from armkrok.core.events.recording import record
from armkrok.core.tenants.models import OpenService


@transaction.atomic
def open_service(key: str, *, by: Actor) -> None:
    """Switch a service on; nothing happens when it already is."""
    _demand_switchable(key)
    row, added = OpenService.objects.get_or_create(service_key=key)
    if added:
        record(ServiceOpened(service=key), about=row, by=by)


@transaction.atomic
def close_service(key: str, *, by: Actor) -> None:
    """Switch a service off; what is in it stays. Nothing happens when it already is off."""
    _demand_switchable(key)
    row = OpenService.objects.select_for_update().filter(service_key=key).first()
    if row is not None:
        record(ServiceClosed(service=key), about=row, by=by)
        row.delete()


def _demand_switchable(key: str) -> None:
    service = registry.find(key)
    if service is None or service.always_open:
        raise UnknownService
