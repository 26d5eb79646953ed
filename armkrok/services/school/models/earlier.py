"""What the roster said before."""

from typing import ClassVar, Self

from django.db import models

from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now


class Earlier(TenantModel):
    """What an object of the roster was until `until`: the values that a later import replaced."""

    kind = models.CharField(max_length=30, help_text="the model's name")
    object_id = models.UUIDField(help_text="the row's id")
    values = models.JSONField(help_text="fields and what they were; never a personal number")
    until = models.DateTimeField(default=now)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "object_id", "until"], name="earlier_object")]

    def __str__(self) -> str:
        return self.kind
