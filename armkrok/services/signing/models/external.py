"""Signing with others: an external signing service, and people sent here by a business system."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now
from armkrok.services.signing.models.requests import Party


class ExternalSigning(TenantModel):
    """One signing at an external service (OASIS DSS), from the browser's leaving to its return."""

    class State(models.TextChoices):
        AWAY = "away", _("Hos underskriftstjänsten")
        DONE = "done", _("Klar")
        REFUSED = "refused", _("Blev inte av")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    party = TenantForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=60)
    dss_request = models.CharField(max_length=80, help_text="RequestID and RelayState")
    tasks = models.JSONField(default=list, help_text="task, document, sha256 and digest of each")
    drafts = models.BinaryField(help_text="the prepared updates of the files")
    request_xml = models.BinaryField()
    response_xml = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.AWAY)
    status = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "dss_request"], name="external_signing_once")
        ]

    def __str__(self) -> str:
        return self.dss_request


class Handoff(TenantModel):
    """A business system sends a person here to sign, and gets the person back."""

    class Result(models.TextChoices):
        NONE = "", _("Inget svar än")
        SIGNED = "signed", _("Skrev under")
        DECLINED = "declined", _("Ville inte skriva under")
        CANCELLED = "cancelled", _("Gick tillbaka")

    party = TenantForeignKey(Party, on_delete=models.CASCADE, related_name="handoffs")
    client_id = models.UUIDField()
    return_url = models.CharField(max_length=500)
    state = models.CharField(max_length=200, blank=True, help_text="the system's own, given back as it is")
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True, default=Result.NONE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "secret_hash"], name="handoff_secret_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
