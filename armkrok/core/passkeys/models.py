"""Passkeys, the switch that lets an organisation use them, invitations to add one, and challenges."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models

from armkrok.core.identity.models import Person
from armkrok.core.tenants.managers import OwnManager, TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now
from armkrok.kit.ids import uuid7

INVITATION_LASTS = timedelta(hours=24)
CHALLENGE_LASTS = timedelta(minutes=5)


class Passkey(TenantModel):
    """A credential by which one person logs in to one organisation (WebAuthn level 3, section 4).

    A key whose counter has gone back may have been copied: it is suspected, and opens nothing from then on.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60, help_text="what its owner calls it")
    credential_id = models.BinaryField(max_length=1023)
    public_key = models.BinaryField(help_text="COSE key")
    sign_count = models.PositiveBigIntegerField(default=0)
    transports = models.JSONField(default=list)
    is_syncable = models.BooleanField(default=False, help_text="its maker may copy it to other devices")
    is_backed_up = models.BooleanField(default=False, help_text="as it said when last used")
    created_at = models.DateTimeField(default=now)
    used_at = models.DateTimeField(null=True)
    suspected_at = models.DateTimeField(null=True, help_text="its counter went back")
    removed_at = models.DateTimeField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    own: ClassVar[OwnManager[Self]] = OwnManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "credential_id"], name="passkey_once")]
        indexes = [models.Index(fields=["person"], name="passkey_person")]

    def __str__(self) -> str:
        return self.name


class BreakGlass(TenantModel):
    """A time during which the organisation lets people in by passkey; no open row, no log-in.

    The rows are the history: who opened and closed, and why.
    """

    opened_at = models.DateTimeField(default=now)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(closed_at=None), name="break_glass_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d}"


class Invitation(TenantModel):
    """A link by which one person may add one passkey, once. Only the token's hash is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    token_hash = models.BinaryField(max_length=32)
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, help_text="nobody: the command line"
    )
    made_at = models.DateTimeField(default=now)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "token_hash"], name="passkey_invitation_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def expires_at(self) -> datetime:
        """The moment when it no longer holds."""
        return self.made_at + INVITATION_LASTS

    @classmethod
    def is_open(cls) -> models.Q:
        """Invitations that can still be used."""
        return models.Q(used_at=None, withdrawn_at=None, made_at__gt=now() - INVITATION_LASTS)


class Ceremony(models.Model):
    """A challenge that waits for an authenticator's answer: once, from this browser, within five minutes.

    For a log-in nobody is known yet. To add a key, the person and the organisation are known already.
    """

    class Purpose(models.TextChoices):
        LOGIN = "login", "login"
        ADD = "add", "add"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    challenge = models.BinaryField(max_length=64, unique=True)
    nonce_hash = models.BinaryField(max_length=32, help_text="of the browser's token")
    organisation_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    invitation_id = models.UUIDField(null=True)
    started_at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        return self.purpose
