"""What surrounds a request: boxes on pages, the thread, stand-ins, bulk sending, imported files."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.guarding import GuardedEmail, GuardedText
from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import OwnManager, TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now
from armkrok.services.signing.models.requests import Document, Party, SigningRequest


class Placement(TenantModel):
    """Where a signer's visible box lies in a document; without one it is on the signature page.

    `x` and `y` are the lower left corner, in points from the page's lower left as it is shown.
    """

    document = TenantForeignKey(Document, on_delete=models.CASCADE, related_name="placements")
    party = TenantForeignKey(Party, on_delete=models.CASCADE, related_name="placements")
    page = models.PositiveIntegerField(help_text="from 1")
    x = models.FloatField()
    y = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "document", "party"], name="placement_once")
        ]

    def __str__(self) -> str:
        return str(self.page)


class Remark(TenantModel):
    """A question or an answer in the request's thread; the sender and those asked can read it."""

    request = TenantForeignKey(SigningRequest, on_delete=models.CASCADE, related_name="remarks")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = GuardedText(max_length=200, of="author", named=True)
    text = models.TextField()
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["organisation", "request", "at"], name="remark_of_request")]

    def __str__(self) -> str:
        return self.name


class StandIn(TenantModel):
    """Who is asked instead of a person who is away, in this organisation, between two days."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = GuardedText(max_length=200, of="other", named=True)
    email = GuardedEmail(of="other")
    from_on = models.DateField()
    until_on = models.DateField()
    created_at = models.DateTimeField(default=now)

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    own: ClassVar[OwnManager[Self]] = OwnManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="stand_in_days"
            ),
            models.CheckConstraint(condition=~models.Q(person=models.F("other")), name="stand_in_other"),
        ]
        indexes = [models.Index(fields=["organisation", "person", "until_on"], name="stand_in_of")]

    def __str__(self) -> str:
        return self.name


class Bulk(TenantModel):
    """One document to many, each their own copy. `template` is the request that is copied."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("Granskas")
        SENDING = "sending", _("Skickas")
        DONE = "done", _("Skickat")
        CANCELLED = "cancelled", _("Avbrutet")

    sender = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    client_id = models.UUIDField(null=True)
    template = TenantForeignKey(SigningRequest, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    created_at = models.DateTimeField(default=now)
    accepted_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "sender", "-created_at"], name="bulk_of_sender")]

    def __str__(self) -> str:
        return self.file_name


class BulkRow(TenantModel):
    """One line of the list: a person to ask, or what is wrong with the line."""

    bulk = TenantForeignKey(Bulk, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    name = GuardedText(max_length=200, blank=True, named=True)
    email = GuardedText(max_length=254, blank=True)
    title = GuardedText(max_length=120, blank=True)
    message = models.CharField(max_length=500, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    request = TenantForeignKey(
        SigningRequest, on_delete=models.SET_NULL, related_name="bulk_rows", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "bulk", "line"], name="bulk_line_once")
        ]
        indexes = [models.Index(fields=["organisation", "request"], name="bulk_row_of_request")]

    def __str__(self) -> str:
        return str(self.line)


class ImportedFile(TenantModel):
    """A file from the watched folder that has become a request; the same file is not taken twice."""

    sha256 = models.CharField(max_length=64, help_text="of the file and its sidecar together")
    name = models.CharField(max_length=255)
    request = TenantForeignKey(SigningRequest, on_delete=models.CASCADE, related_name="+", null=True)
    problem = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "sha256"], name="imported_once")]

    def __str__(self) -> str:
        return self.name
