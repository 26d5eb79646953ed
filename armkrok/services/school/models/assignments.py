"""Parts that staff have in groups beside teaching."""

from typing import ClassVar, Self

from django.db import models

from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.services.school.models.roster import Duty, PupilGroup


class Assignment(TenantModel):
    """Somebody's part in a group, as Mentor (SS 12000 Duty.assignmentRole); both days inclusive."""

    duty = TenantForeignKey(Duty, on_delete=models.CASCADE, related_name="assignments")
    group = TenantForeignKey(PupilGroup, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=40, help_text="SS 12000 AssignmentRole, as Mentor")
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "group"], name="assignment_group")]

    def __str__(self) -> str:
        return self.role
