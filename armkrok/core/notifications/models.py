"""E-mail on its way, tasks that wait for a person, and where services hold something of hers."""

from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.documents.models import StoredFile
from armkrok.core.identity.models import IdentityNumber, Person
from armkrok.core.tenants import scope
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import OwnManager, TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now


class Message(TenantModel):
    """One e-mail. Its text holds no personal numbers and no protected names."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Väntar")
        SENT = "sent", _("Skickat")

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    attachment = TenantForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True, help_text="none: text alone"
    )
    attachment_name = models.CharField(max_length=120, blank=True, help_text="as the reader sees it")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.subject


class Task(TenantModel):
    """Something that a person is asked to do, or may follow; gathered under /mina/ from everywhere."""

    class Kind(models.TextChoices):
        WAITING = "waiting", _("Väntar på dig")
        FOLLOWING = "following", _("På gång")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.WAITING)
    service_key = models.SlugField(max_length=40)
    about_id = models.UUIDField()
    title = models.CharField(max_length=300)
    text = models.CharField(max_length=300, blank=True)
    button = models.CharField(max_length=60, blank=True)
    url = models.CharField(max_length=300)
    due = models.DateField(null=True)
    created_at = models.DateTimeField(default=now)
    done_at = models.DateTimeField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    own: ClassVar[OwnManager[Self]] = OwnManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person", "kind", "about_id"], name="task_once")
        ]
        indexes = [
            models.Index(
                fields=["person", "kind", "due"], name="task_open", condition=models.Q(done_at=None)
            ),
            models.Index(fields=["organisation", "about_id"], name="task_about"),
        ]

    def __str__(self) -> str:
        return self.title


class HoldingManager(OwnManager["Holding"]):
    """What is held by a person's numbers, in every organisation; the database lets nobody else's through."""

    def for_person(self, person_id: UUID) -> "models.QuerySet[Holding]":
        """Nothing for a log-in that holds in one organisation: whoever runs that could be anybody."""
        every = models.Manager.get_queryset(self)
        if scope.current().only_id:
            return every.none()
        numbers = IdentityNumber.objects.filter(person_id=person_id, until=None)
        return every.filter(lookup__in=numbers.values("lookup"))


class Holding(TenantModel):
    """A service holds something of whoever bears a number, or of her family, and has a page for it.

    By number, since most of those whom an organisation knows have never logged in.
    """

    service_key = models.SlugField(max_length=40, db_index=False)
    lookup = models.BinaryField(max_length=32, help_text="identity.sealed.lookup() of the number")

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    own: ClassVar[HoldingManager] = HoldingManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "service_key", "lookup"], name="holding_once")
        ]
        indexes = [models.Index(fields=["lookup"], name="holding_lookup")]

    def __str__(self) -> str:
        return self.service_key
