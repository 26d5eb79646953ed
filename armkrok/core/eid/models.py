"""E-ID orders while they last."""

from django.db import models

from armkrok.core.identity.models import Person
from armkrok.kit.days import now
from armkrok.kit.ids import uuid7


class EidOrder(models.Model):
    """An e-ID's order while it lasts: a log-in, or a signature by a known person.

    `nonce_hash` binds it to the browser that started it. A finished order keeps its state, not its answer:
    evidence belongs to what the order was for.
    """

    class Purpose(models.TextChoices):
        LOGIN = "login", "login"
        SIGN = "sign", "sign"

    class State(models.TextChoices):
        PENDING = "pending", "pending"
        COMPLETE = "complete", "complete"
        FAILED = "failed", "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    nonce_hash = models.BinaryField(max_length=32)
    order_ref = models.CharField(max_length=64, db_index=True)
    auto_start_token = models.CharField(max_length=64)
    qr_start_token = models.CharField(max_length=64)
    qr_start_secret = models.CharField(max_length=64)
    visible_text = models.TextField(blank=True)
    hidden_data = models.BinaryField(default=bytes)
    about = models.UUIDField(null=True, help_text="what is signed")
    next_url = models.CharField(max_length=500, blank=True)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=256, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    hint = models.CharField(max_length=40, default="outstandingTransaction")
    first_started_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(default=now)
    collected_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.purpose} {self.state}"
