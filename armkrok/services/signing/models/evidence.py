"""The evidence of what people did with their e-ID, and of the signatures that came of it."""

from collections.abc import Sequence
from uuid import UUID

from django.db import models

from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now
from armkrok.services.signing.models.requests import Document, Party


class Act(TenantModel):
    """One use of an e-ID to sign, kept from its answer on: one request, or a batch of them. Append-only."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    visible_text = models.TextField()
    hidden_data = models.BinaryField()
    method = models.CharField(max_length=40)
    provider = models.CharField(max_length=120)
    loa = models.CharField(max_length=120)
    order_ref = models.CharField(max_length=64)
    given_name = models.CharField(max_length=100)
    surname = models.CharField(max_length=100)
    eid_signature = models.TextField()
    eid_ocsp = models.TextField()
    eid_certificate_serial = models.CharField(max_length=80)
    eid_evidence = models.JSONField(default=dict, help_text="other texts of the answer, see identity.proof")
    answered_at = models.DateTimeField(help_text="the OCSP answer's time")
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=256, blank=True)
    risk = models.CharField(max_length=10, blank=True)
    received_at = models.DateTimeField(default=now)
    principal_id = models.UUIDField(null=True, help_text="the person signed for")
    mandate = models.CharField(max_length=200, blank=True)
    job = models.BigIntegerField(null=True, help_text="the job that signs if the web process dies")
    just_given: Sequence[UUID] = ()  # its consents, known to whoever has just made it; not stored

    def __str__(self) -> str:
        return self.order_ref


class Consent(TenantModel):
    """That a party has said yes to a request by an act; `signed_at` when all its documents are signed."""

    act = TenantForeignKey(Act, on_delete=models.PROTECT, related_name="consents")
    party = TenantForeignKey(Party, on_delete=models.PROTECT, related_name="consents")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "party"], name="consent_once")]
        indexes = [models.Index(fields=["organisation", "act"], name="consent_of_act")]

    def __str__(self) -> str:
        return str(self.pk)


class Signature(TenantModel):
    """What a consent became in one document."""

    consent = TenantForeignKey(Consent, on_delete=models.PROTECT, related_name="signatures")
    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="signatures")
    presented_sha256 = models.CharField(max_length=64, help_text="of the document as it was presented")
    certificate_serial = models.CharField(max_length=80)
    revision_sha256 = models.CharField(max_length=64, help_text="of the file with this signature last")
    signed_at = models.DateTimeField()
    timestamp_at = models.DateTimeField(null=True, help_text="nothing while the time stamp is waited for")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "consent", "document"], name="signature_once")
        ]
        indexes = [models.Index(fields=["organisation", "document"], name="signature_of_document")]

    def __str__(self) -> str:
        return self.certificate_serial


class IssuedCertificate(models.Model):
    """What anyone may know of a certificate we issued: how its holder was identified. No person is named."""

    serial = models.CharField(max_length=80, primary_key=True, help_text="upper-case hexadecimal")
    issued_by = models.UUIDField(help_text="the organisation")
    method = models.CharField(max_length=40)
    loa = models.CharField(max_length=120)
    issued_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.serial
