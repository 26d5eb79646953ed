"""The organisations that a job goes through."""

from collections.abc import Iterator

from armkrok.core.tenants.models import OpenService, Organisation
from armkrok.core.tenants.scope import scope


def open_places(service_key: str) -> Iterator[Organisation]:
    """Those that have the service open, each asked in a scope of its own."""
    for place in Organisation.objects.order_by("pk"):
        with scope(place.pk):
            is_open = OpenService.objects.filter(service_key=service_key).exists()
        if is_open:
            yield place
