"""Audit rows and the head of each organisation's chain. The application may add rows, never change them."""

import hashlib
import json
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models

from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import Organisation, TenantModel
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import now


class AuditRow(TenantModel):
    """One deed. `content_hash` is made here, the link (sequence, hashes) by the database at commit."""

    at = models.DateTimeField(default=now)
    event = models.CharField(max_length=60)
    actor_id = models.UUIDField(null=True, help_text="person or API client")
    actor_kind = models.CharField(max_length=10, default="person")
    principal_id = models.UUIDField(null=True, help_text="whom the actor acted for")
    about_kind = models.CharField(max_length=60)
    about_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    content_hash = models.BinaryField(max_length=32)
    sequence = models.BigIntegerField(null=True)
    previous_hash = models.BinaryField(max_length=32, null=True)
    hash = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-sequence"], name="audit_newest"),
            models.Index(fields=["organisation", "about_id"], name="audit_about"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.sequence}"

    def content(self) -> bytes:
        """The canonical bytes of what the row says: JSON with sorted keys, UTC to the microsecond."""
        acted_for = {"principal": str(self.principal_id)} if self.principal_id else {}
        return canonical(
            acted_for
            | {
                "id": str(self.id),
                "organisation": str(self.organisation_id),
                "at": self.at,
                "event": self.event,
                "actor": [self.actor_kind, str(self.actor_id) if self.actor_id else None],
                "about": [self.about_kind, str(self.about_id) if self.about_id else None],
                "facts": self.facts,
            }
        )

    def digest(self) -> bytes:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content()).digest()


class ChainHead(models.Model):
    """The newest link of a chain of an organisation's; written only by the database's own functions."""

    organisation = models.OneToOneField(
        Organisation,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="+",
        default=current_organisation_id,
    )
    sequence = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.sequence)


class AuditHead(ChainHead):
    """The newest link of the log of deeds."""


class AuditAnchor(TenantModel):
    """A time stamp (RFC 3161) over the chain's head, made once a day."""

    at = models.DateTimeField(default=now)
    sequence = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    token = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.sequence} {self.at:%Y-%m-%d}"


def canonical(value: Any) -> bytes:
    """JSON in one only way, so that the same facts always give the same hash."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain, allow_nan=False
    ).encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value)
