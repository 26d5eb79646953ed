"""Members and saved groups."""

from typing import ClassVar, Self

from django.db import models

from armkrok.core.identity.guarding import GuardedEmail, GuardedText
from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import OwnManager, TenantManager
from armkrok.core.tenants.models import TenantModel, Unit
from armkrok.kit.days import now


class Member(TenantModel):
    """Somebody who works for the organisation, or is elected to it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    email = GuardedEmail()
    title = GuardedText(max_length=120, blank=True)
    unit = TenantForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    external_id = models.CharField(
        max_length=255, blank=True, help_text="in the organisation's own directory"
    )
    user_name = models.CharField(max_length=255, blank=True, help_text="as above; SCIM's userName")
    source = models.CharField(max_length=10, default="hand", help_text="hand, csv or scim")
    joined_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True)
    ends_on = models.DateField(null=True, help_text="last day of the employment, once it is known")

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    own: ClassVar[OwnManager[Self]] = OwnManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="member_once"),
            models.UniqueConstraint(
                fields=["organisation", "external_id"],
                condition=~models.Q(external_id=""),
                name="member_external_id_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "user_name"],
                condition=~models.Q(user_name=""),
                name="member_user_name_once",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="member_person")]

    def __str__(self) -> str:
        return self.title


class Group(TenantModel):
    """People who are asked together, from any organisation or none."""

    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="group_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class GroupEntry(TenantModel):
    """One person in a group, with the address that the group uses."""

    group = TenantForeignKey(Group, on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = GuardedText(max_length=200, named=True)
    email = GuardedEmail()
    title = GuardedText(max_length=120, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "group", "person"], name="group_person_once")
        ]
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
