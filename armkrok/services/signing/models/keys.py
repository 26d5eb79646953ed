"""Certificate authorities, the organisation's seal, revocations, and how the time-stamp authorities feel."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.models import Person
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now


class IssuingAuthority(TenantModel):
    """The organisation's issuing CA; its private key is in the key store, found by the public one."""

    certificate = models.TextField(help_text="PEM, issuing CA then root")
    store = models.CharField(max_length=10, default="file", help_text="file or pkcs11")
    crl_number = models.PositiveIntegerField(default=1)
    crl = models.BinaryField(null=True)
    crl_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)
    valid_until = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True, help_text="a newer one has taken its place")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(retired_at=None), name="issuer_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SealKey(TenantModel):
    """The organisation's seal (e-stämpel); its private key is in the key store, found by the public one."""

    certificate = models.TextField(help_text="PEM, seal, issuing CA then root")
    store = models.CharField(max_length=10, default="file", help_text="file or pkcs11")
    created_at = models.DateTimeField(default=now)
    valid_until = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(retired_at=None), name="seal_key_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Revocation(TenantModel):
    """A certificate of ours that shall not be trusted any more: asked for by one, approved by another."""

    class Reason(models.TextChoices):
        """RFC 5280 5.3.1."""

        UNSPECIFIED = "unspecified", _("Annat skäl")
        KEY_COMPROMISE = "key_compromise", _("Nyckeln eller e-legitimationen kan ha missbrukats")
        AFFILIATION_CHANGED = "affiliation_changed", _("Uppgifterna i certifikatet stämmer inte")
        SUPERSEDED = "superseded", _("Certifikatet är ersatt")
        CESSATION = "cessation_of_operation", _("Certifikatet ska inte användas mer")
        PRIVILEGE_WITHDRAWN = "privilege_withdrawn", _("Personen hade inte rätt att skriva under")

    serial = models.CharField(max_length=80, help_text="upper-case hexadecimal, as IssuedCertificate.serial")
    reason = models.CharField(max_length=30, choices=Reason.choices)
    why = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    rejected_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    rejected_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "serial"],
                condition=models.Q(rejected_at=None),
                name="revocation_once",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("asked_by")),
                name="revocation_by_two",
            ),
        ]

    def __str__(self) -> str:
        return self.serial

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has approved or rejected it yet."""
        return self.approved_at is None and self.rejected_at is None


class StampingHealth(models.Model):
    """How a time-stamp authority answered last; shared by all processes, no tenant's."""

    url = models.CharField(max_length=300, primary_key=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, help_text="the last good answer")
    failure = models.CharField(max_length=20, blank=True, help_text="TimestampUnavailable.code, or nothing")
    milliseconds = models.PositiveIntegerField(default=0)
    certificate_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.url
