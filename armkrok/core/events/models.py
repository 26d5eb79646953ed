"""The outbox: events that somebody subscribes to or that are broadcast, until they have been told."""

from django.db import models

from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now


class OutboxRow(TenantModel):
    """One event on its way to its subscribers and to those who pass it on to other systems."""

    event = models.CharField(max_length=60)
    facts = models.JSONField()
    about_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=now)
    delivered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.event
