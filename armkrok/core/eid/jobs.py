"""The clock's part in e-ID orders."""

from datetime import timedelta

from armkrok.core.eid.models import EidOrder
from armkrok.core.jobs import every
from armkrok.kit.days import now

KEPT = timedelta(days=1)


@every("23 * * * *", "eid.forget_orders")
def forget_orders() -> None:
    """Throw away yesterday's orders: an answer that nobody fetched holds somebody's number."""
    EidOrder.objects.filter(started_at__lt=now() - KEPT).delete()
