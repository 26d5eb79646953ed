"""Agreements, and the account of what has been released under them.

The application may add releases and batches, never change them (site/schema.py). The database's own trigger
links each batch into the organisation's chain at commit.
"""

import hashlib
from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.audit.models import ChainHead, canonical
from armkrok.core.documents.models import StoredFile
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import Board, TenantModel
from armkrok.kit.days import now


class Agreement(TenantModel):
    """What one receiver may be given, for what purpose and on which ground.

    `receiver_id` is the receiver's id in the service that gives (`service_key`). `attributes` are the names
    that may be given, by type of object. What has been signed is never edited: a new version replaces it from
    a day, `replaced_from`. Dataskyddsförordningen (EU) 2016/679 art. 28 and 30.
    """

    class Kind(models.TextChoices):
        PROCESSOR = "processor", _("Personuppgiftsbiträdesavtal")
        CONTROLLER = "controller", _("Mottagaren är själv personuppgiftsansvarig")
        JOINT = "joint", _("Gemensamt ansvar")

    class State(models.TextChoices):
        DRAFT = "draft", _("Utkast")
        SIGNED = "signed", _("Tecknat")
        SUSPENDED = "suspended", _("Pausat")
        ENDED = "ended", _("Avslutat")

    service_key = models.SlugField(max_length=40)
    receiver_id = models.UUIDField()
    receiver_name = models.CharField(max_length=200, help_text="supplier and service")
    receiver_number = models.CharField(max_length=11, blank=True, help_text="organisationsnummer")
    board = TenantForeignKey(Board, on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PROCESSOR)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = TenantForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    purpose = models.CharField(max_length=500, blank=True)
    basis = models.CharField(max_length=500, blank=True, help_text="article and statute")
    secrecy = models.CharField(max_length=500, blank=True, help_text="rule and what opens it, OSL")
    categories = models.CharField(max_length=500, blank=True, help_text="of people and of data")
    level = models.PositiveSmallIntegerField(default=0, help_text="0 to 4, as the giving service means them")
    level_reason = models.CharField(max_length=500, blank=True, help_text="demanded for personal numbers")
    attributes = models.JSONField(default=dict)
    sub_processors = models.CharField(max_length=500, blank=True)
    third_country = models.CharField(max_length=500, blank=True)
    retention = models.CharField(max_length=500, blank=True)
    deletion_proof = models.CharField(max_length=500, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    incident_contact = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    document = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    document_name = models.CharField(max_length=200, blank=True, help_text="as it was uploaded")
    signatories = models.CharField(max_length=300, blank=True, help_text="who signed, for each party")
    written_by = models.UUIDField(
        null=True, help_text="the person who last wrote the draft; none: the platform"
    )
    signed_by = models.UUIDField(null=True, help_text="the person who entered it as signed")
    signed_at = models.DateTimeField(null=True)
    replaced_from = models.DateField(null=True, help_text="the first day of the version that replaces it")
    why = models.CharField(max_length=500, blank=True, help_text="of a pause, or of the end")
    reminded = ArrayField(models.PositiveSmallIntegerField(), default=list, help_text="days before the end")
    changed_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True, help_text="when everything was gone at the receiver")
    removal_proof = models.CharField(max_length=500, blank=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "receiver_id", "version"], name="agreement_version_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "receiver_id"],
                condition=models.Q(state="draft"),
                name="agreement_one_draft",
            ),
        ]

    def __str__(self) -> str:
        return self.receiver_name

    def is_replaced(self, day: date) -> bool:
        """Whether another version holds instead on the day."""
        return self.replaced_from is not None and self.replaced_from <= day


class Release(TenantModel):
    """One object given, changed or removed at a receiver. Only added to; never a value, only names.

    Under which agreement, and in which run, is told by its batch.
    """

    at = models.DateTimeField(default=now)
    batch_id = models.UUIDField()
    receiver_id = models.UUIDField()
    operation = models.CharField(max_length=10, help_text="create, update, delete, read")
    kind = models.CharField(max_length=20, help_text="type of object")
    object_id = models.UUIDField(help_text="as the receiver knows it")
    subject_id = models.UUIDField(null=True, help_text="whom it is about, in the giving service")
    attributes = models.CharField(max_length=500, blank=True, help_text="names, comma between")
    digest = models.BinaryField(max_length=32, help_text="of the payload")
    outcome = models.CharField(max_length=20, help_text="done, or why not: http-409, timeout, …")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "subject_id", "at"],
                name="release_subject",
                condition=models.Q(subject_id__isnull=False),
            ),
            models.Index(fields=["organisation", "object_id"], name="release_object"),
            models.Index(fields=["organisation", "receiver_id", "id"], name="release_receiver"),
            models.Index(fields=["organisation", "batch_id"], name="release_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.kind}"


class ReleaseBatch(TenantModel):
    """Releases that were logged together: a link in the organisation's chain of releases.

    `rows_hash` is SHA-256 over the rows (queries.chain says how); `content_hash` covers it and what is here.
    """

    at = models.DateTimeField(default=now)
    receiver_id = models.UUIDField()
    agreement_id = models.UUIDField()
    run_id = models.UUIDField()
    rows = models.PositiveIntegerField()
    rows_hash = models.BinaryField(max_length=32)
    content_hash = models.BinaryField(max_length=32)
    sequence = models.BigIntegerField(null=True)
    previous_hash = models.BinaryField(max_length=32, null=True)
    hash = models.BinaryField(max_length=32, null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "sequence"], name="release_batch_order"),
            models.Index(fields=["organisation", "run_id"], name="release_batch_run"),
            models.Index(fields=["organisation", "receiver_id", "at"], name="release_batch_receiver"),
        ]
        verbose_name_plural = "release batches"

    def __str__(self) -> str:
        return str(self.sequence)

    def digest(self) -> bytes:
        """SHA-256 of what the batch says, of its rows included."""
        facts = {
            "id": str(self.id),
            "organisation": str(self.organisation_id),
            "at": self.at,
            "receiver": str(self.receiver_id),
            "agreement": str(self.agreement_id),
            "run": str(self.run_id),
            "rows": self.rows,
            "rows_hash": bytes(self.rows_hash).hex(),
        }
        return hashlib.sha256(canonical(facts)).digest()


class ReleaseHead(ChainHead):
    """The newest link of an organisation's chain of releases."""
