"""What is remembered of those whom a directory keeps here."""

from django.db import models

from armkrok.core.members.models import Group, Member
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now


class Provisioned(TenantModel):
    """A member whom the directory keeps; without it, one who has left is not told of."""

    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    named = models.BooleanField(default=False, help_text="the directory brought the person, and may rename")
    changed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "member"], name="provisioned_once")]

    def __str__(self) -> str:
        return str(self.pk)


class ProvisionedGroup(TenantModel):
    """A saved group that the directory keeps, and what the directory calls it."""

    group = TenantForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=255, blank=True)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "group"], name="provisioned_group_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
