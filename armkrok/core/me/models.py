"""Copies of a person's data while they can be fetched, and persons who have been found to be one."""

import os
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.models import Person
from armkrok.core.identity.sealed import NONCE, key_for
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now
from armkrok.kit.ids import uuid7

PURPOSE = "export"
KEPT = timedelta(days=7)


class DataExport(models.Model):
    """A copy that a person has asked for, encrypted at rest and thrown away after seven days.

    Global, as people are. With `organisation_id` it is of that organisation alone: the log-in held there.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Förbereds")
        READY = "ready", _("Klar att hämta")
        GONE = "gone", _("Borttagen")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organisation_id = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=now)
    ready_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    size = models.PositiveIntegerField(default=0, help_text="bytes")
    content = models.BinaryField(default=bytes, help_text="a ZIP file, encrypted")

    class Meta:
        indexes = [models.Index(fields=["person", "-asked_at"], name="export_newest")]

    def __str__(self) -> str:
        return self.state

    @property
    def gone_at(self) -> datetime:
        """When it is thrown away."""
        return self.asked_at + KEPT

    def keep(self, content: bytes) -> None:
        """Encrypt the file, bound to this row, with AES-256-GCM; the caller saves."""
        nonce = os.urandom(NONCE)
        self.content = nonce + AESGCM(key_for(PURPOSE)).encrypt(nonce, content, self.pk.bytes)
        self.size = len(content)

    def in_clear(self) -> bytes:
        """The file."""
        kept = bytes(self.content)
        return AESGCM(key_for(PURPOSE)).decrypt(kept[:NONCE], kept[NONCE:], self.pk.bytes)


class Merger(TenantModel):
    """That two persons are one: asked by one of the operator's administrators, done by another."""

    class State(models.TextChoices):
        ASKED = "asked", _("Väntar på en andra administratör")
        DONE = "done", _("Sammanförda")
        REJECTED = "rejected", _("Avslaget")

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    reference = models.CharField(max_length=100)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(kept=models.F("other")), name="merger_of_two"),
            models.UniqueConstraint(
                fields=["organisation", "other"],
                condition=models.Q(state="asked"),
                name="merger_once",
            ),
        ]

    def __str__(self) -> str:
        return self.state


class MergedPerson(models.Model):
    """A person who was found to be another. Logs keep the old id; this row leads on from it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    old = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return str(self.pk)
