"""Reads, whose data they showed, the head of each organisation's chain, and what it has decided of them.

The application may add reads, never change them (site/schema.py). Only a read is linked into the chain; its
content hash covers the people too, so that none can be taken from it or put to it.
"""

import hashlib
from typing import ClassVar, Self
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.audit.models import ChainHead, canonical
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import KnownManager, OwnManager, TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now

START = bytes(32)
SHORTEST, USUAL, LONGEST = 2, 5, 10


class How(models.TextChoices):
    """By which way the data was read."""

    SCREEN = "screen", _("På en sida")
    SEARCH = "search", _("I en sökning")
    API = "api", _("Av ett annat system")
    EXPORT = "export", _("I en fil")


class ReadRow(TenantModel):
    """One reading of one or more people's data: a page, a search, a file or an answer to a system."""

    at = models.DateTimeField(default=now)
    reader_id = models.UUIDField(null=True, help_text="person or API client")
    reader_kind = models.CharField(max_length=10)
    principal_id = models.UUIDField(null=True, help_text="whom the reader acted for")
    roles = models.JSONField(default=list, help_text="role keys that the reader had here")
    unit = models.CharField(max_length=120, blank=True, help_text="the reader's unit, as it was called then")
    what = models.CharField(max_length=60, help_text="key of a ReadKind")
    how = models.CharField(max_length=8, choices=How.choices)
    why = models.CharField(max_length=300, blank=True)
    about_id = models.UUIDField(null=True, help_text="the case or thing that was being worked on")
    ip = models.GenericIPAddressField(null=True)
    people = models.PositiveIntegerField(help_text="how many people's data was shown")
    withheld = models.PositiveIntegerField(default=0, help_text="how many protected people were left out")
    content_hash = models.BinaryField(max_length=32)
    sequence = models.BigIntegerField(null=True)
    previous_hash = models.BinaryField(max_length=32, null=True)
    hash = models.BinaryField(max_length=32, null=True)

    person_ids: tuple[UUID, ...] = ()
    """Whose data it was: set by who writes or verifies the row; the database keeps them in ReadSubject."""

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "sequence"], name="read_order"),
            models.Index(fields=["organisation", "at"], name="read_moment"),
            models.Index(fields=["organisation", "reader_id", "id"], name="read_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.sequence}"

    def content(self) -> bytes:
        """The canonical bytes of what the row says, of whom included."""
        return canonical(
            {
                "id": str(self.id),
                "organisation": str(self.organisation_id),
                "at": self.at,
                "reader": [self.reader_kind, _text(self.reader_id), _text(self.principal_id)],
                "roles": self.roles,
                "unit": self.unit,
                "what": self.what,
                "how": str(self.how),
                "why": [self.why, _text(self.about_id)],
                "ip": self.ip,
                "people": sorted(str(one) for one in self.person_ids),
                "withheld": self.withheld,
            }
        )

    def digest(self) -> bytes:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content()).digest()


class ReadSubject(TenantModel):
    """One person whose data a read showed. She may see it herself, from whichever organisation it is."""

    row = TenantForeignKey(ReadRow, on_delete=models.PROTECT, related_name="subjects")
    person_id = models.UUIDField()

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    own: ClassVar[OwnManager[Self]] = OwnManager()

    class Meta:
        indexes = [models.Index(fields=["person_id", "row"], name="read_person")]

    def __str__(self) -> str:
        return str(self.pk)


class ReadHead(ChainHead):
    """Both ends of an organisation's chain: the newest link, and the last one that has been culled."""

    culled_to = models.BigIntegerField(db_default=0)
    culled_hash = models.BinaryField(max_length=32, db_default=START)


class ReadPolicy(TenantModel):
    """What an organisation has decided of its read log.

    Nothing is culled until `decision` names the decision to cull (arkivlagen (1990:782) 10 §). Five years is
    when unlawful access can no longer be prosecuted (brottsbalken 4 kap. 9 c § and 35 kap. 1 §); a gross one
    can for ten. One has a right to know when and why one's data was read, seldom by whom (EU court,
    C-579/21).
    """

    years = models.PositiveSmallIntegerField(
        default=USUAL, validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)]
    )
    decision = models.CharField(max_length=200, blank=True, help_text="reference to the decision to cull")
    names_readers = models.BooleanField(default=False, help_text="tell people the name of who has read")

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    known: ClassVar[KnownManager[Self]] = KnownManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="read_policy_once"),
            models.CheckConstraint(
                condition=models.Q(years__range=(SHORTEST, LONGEST)), name="read_policy_years"
            ),
        ]

    def __str__(self) -> str:
        return str(self.years)


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
