"""Who teaches which groups in which subject, as the source last told."""

from typing import ClassVar, Self

from django.db import models

from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.services.school.models.roster import Duty, PupilGroup, Rostered, SchoolUnit


class Activity(Rostered):
    """Teaching: who teaches which groups in which subject (SS 12000 Activity)."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, default="Undervisning", help_text="SS 12000 ActivityType")
    unit = TenantForeignKey(SchoolUnit, on_delete=models.PROTECT, related_name="+")
    subject_code = models.CharField(max_length=20, blank=True, help_text="as GRGRMAT01")
    subject_name = models.CharField(max_length=200, blank=True)
    parent_source_id = models.UUIDField(null=True, help_text="a national test's activity")
    groups: "models.ManyToManyField[PupilGroup, ActivityGroup]" = models.ManyToManyField(
        PupilGroup, through="ActivityGroup", related_name="activities"
    )
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "source_id"], name="activity_once")]
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return self.name


class ActivityGroup(TenantModel):
    """A group that an activity teaches."""

    activity = TenantForeignKey(
        Activity, on_delete=models.CASCADE, related_name="activity_groups", db_index=False
    )
    group = TenantForeignKey(PupilGroup, on_delete=models.CASCADE, related_name="activity_groups")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "activity", "group"], name="activity_group_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Teaching(TenantModel):
    """An employment that teaches an activity, first and last day inclusive."""

    activity = TenantForeignKey(Activity, on_delete=models.CASCADE, related_name="teachings", db_index=False)
    duty = TenantForeignKey(Duty, on_delete=models.CASCADE, related_name="teachings")
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "activity"], name="teaching_activity")]

    def __str__(self) -> str:
        return str(self.pk)
