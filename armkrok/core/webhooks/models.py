"""Who is told, what they are told, and how each try went."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.outgoing import Why
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now


class Receiver(TenantModel):
    """A system of the organisation's, at an https address, that wants to hear of some kinds of events.

    The secrets are sealed by identity.sealed; the former one signs too until `former_until`.
    """

    name = models.CharField(max_length=120)
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list, help_text="keys of broadcasts")
    secret = models.BinaryField()
    former_secret = models.BinaryField(null=True)
    former_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)
    paused_at = models.DateTimeField(null=True)
    paused_by_us = models.BooleanField(default=False, help_text="after long failure, not by a person")
    removed_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True, help_text="the first failure after the last success")
    failures = models.PositiveIntegerField(default=0, help_text="in a row, whichever message")
    rests_until = models.DateTimeField(null=True, help_text="no more tries before this")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation"], name="receiver_present", condition=models.Q(removed_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Whether messages are sent now."""
        return self.paused_at is None and self.removed_at is None

    def has_former_secret(self, moment: datetime) -> bool:
        """Whether messages are signed with the former secret too."""
        return self.former_secret is not None and self.former_until is not None and moment < self.former_until


class Delivery(TenantModel):
    """One message to one receiver; its body and its id stay the same however often it is sent."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Väntar")
        DELIVERED = "delivered", _("Mottaget")
        FAILED = "failed", _("Gick inte fram")

    receiver = TenantForeignKey(Receiver, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.UUIDField(help_text="the event's own; for tests and their likes a new one")
    event = models.CharField(max_length=80, help_text="key of the broadcast")
    body = models.TextField()
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0, help_text="since it was last asked for")
    next_at = models.DateTimeField(null=True)
    turn = models.PositiveIntegerField(default=0, help_text="which of the queued jobs is the one that counts")
    sending_until = models.DateTimeField(null=True, help_text="a worker has it in its hands, at most so long")
    delivered_at = models.DateTimeField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "receiver", "message_id"], name="message_once")
        ]
        indexes = [
            models.Index(fields=["organisation", "receiver", "-happened_at"], name="delivery_newest"),
            models.Index(
                fields=["organisation", "receiver", "sending_until"],
                name="delivery_in_hand",
                condition=models.Q(sending_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.event


class Attempt(TenantModel):
    """How one try went. Nothing of the answer but its status is kept."""

    delivery = TenantForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, help_text="HTTP status, if there was an answer")
    why = models.CharField(max_length=20, blank=True, choices=[(w.value, w.value) for w in Why])
    milliseconds = models.PositiveIntegerField()

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "delivery", "at"], name="attempt_of_delivery")]

    def __str__(self) -> str:
        return str(self.status or self.why)
