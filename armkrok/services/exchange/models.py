"""Agreements, and the account of what has been released under them."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.documents.models import StoredFile
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import Board, TenantModel
from armkrok.kit.days import now


class Agreement(TenantModel):
    """What one receiver may be given, for what purpose and on which ground.

    `receiver_id` is the receiver's id in the service that gives (`service_key`). `attributes` are the names
    that may be given, by type of object. Dataskyddsförordningen art. 28 and 30.
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
    reminded = ArrayField(models.PositiveSmallIntegerField(), default=list, help_text="days before the end")
    changed_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "service_key", "receiver_id"],
                condition=models.Q(state="signed"),
                name="one_signed_agreement",
            )
        ]
        indexes = [models.Index(fields=["organisation", "receiver_id"], name="agreement_receiver")]

    def __str__(self) -> str:
        return self.receiver_name


class Release(TenantModel):
    """One object given, changed or removed at a receiver. Only added to; never a value, only names.

    `sequence` and the hashes are of the batch that it came in, see ReleaseBatch.
    """

    at = models.DateTimeField(default=now)
    batch_id = models.UUIDField()
    receiver_id = models.UUIDField()
    agreement_id = models.UUIDField()
    run_id = models.UUIDField()
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
            models.Index(fields=["organisation", "receiver_id", "at"], name="release_receiver"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.kind}"


class ReleaseBatch(TenantModel):
    """A link in the organisation's chain of releases: the hash of the batch's rows and of the link before."""

    sequence = models.BigIntegerField()
    at = models.DateTimeField(default=now)
    rows = models.PositiveIntegerField()
    rows_hash = models.BinaryField(max_length=32)
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sequence"], name="release_batch_once")
        ]
        verbose_name_plural = "release batches"

    def __str__(self) -> str:
        return str(self.sequence)
