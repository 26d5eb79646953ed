"""Packages handed to the e-archive, and what has been culled."""

from django.db import models

from armkrok.core.documents.models import StoredFile
from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now
from armkrok.services.signing.models.requests import SigningRequest


class Delivery(TenantModel):
    """One package for the e-archive. Our copies may be culled only after the archive's receipt.

    The receipt outlives the request, which `request_uuid` goes on naming.
    """

    request = TenantForeignKey(
        SigningRequest, on_delete=models.SET_NULL, related_name="deliveries", null=True
    )
    request_uuid = models.UUIDField()
    identifier = models.CharField(max_length=80, help_text="OBJID, the package's root folder")
    kind = models.CharField(max_length=20, default="fgs-2.0-zip", help_text="key in archive.forms.FORMS")
    package = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="empty until the job has made it")
    held_to = models.JSONField(default=dict, help_text="what each metadata file was validated against")
    failure = models.CharField(max_length=500, blank=True)
    dropped_to = models.CharField(max_length=300, blank=True, help_text="empty: downloaded by hand")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(default=now)
    delivered_at = models.DateTimeField(null=True)
    receipt = models.TextField(blank=True)
    receipt_file = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    receipt_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    receipt_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "identifier"], name="delivery_identifier_once")
        ]
        indexes = [models.Index(fields=["organisation", "request_uuid"], name="delivery_of_request")]

    def __str__(self) -> str:
        return self.identifier


class Culling(TenantModel):
    """A decision to cull (gallra), by a person, for the requests that were on the preview."""

    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=now)
    reference = models.CharField(max_length=200, help_text="the decision or the plan it rests on")
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reference


class Culled(TenantModel):
    """One request of a culling: what remains of it is this row and the log."""

    culling = TenantForeignKey(Culling, on_delete=models.PROTECT, related_name="items")
    request_id = models.UUIDField()
    code = models.CharField(max_length=20, help_text="of the printed verify link")
    type_key = models.SlugField(max_length=60, blank=True)
    completed_at = models.DateTimeField(null=True)
    sha256s = models.JSONField(default=list)
    why = models.CharField(max_length=200, blank=True, help_text="why it was left, when it was")
    left_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "culling", "request_id"], name="culled_once")
        ]
        indexes = [models.Index(fields=["organisation", "code"], name="culled_code")]

    def __str__(self) -> str:
        return self.code
