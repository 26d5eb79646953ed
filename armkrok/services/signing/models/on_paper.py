"""What somebody at the organisation has registered for a person who does not answer with an e-ID."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.documents.models import StoredFile
from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now


class OnPaper(TenantModel):
    """An answer that was given on paper, by telephone or at a visit, and who has vouched for it.

    The party leads here (`Party.registration`). The scanned paper lies here and not among the request's
    documents: those are what everybody has been asked about and has consented to by their fingerprints.
    Undone, the row and the scan are gone; the log tells that they were there.
    """

    class How(models.TextChoices):
        PAPER = "paper", _("på papper")
        PHONE = "phone", _("per telefon")
        VISIT = "visit", _("vid ett besök")

    class Reason(models.TextChoices):
        NO_EID = "no_eid", _("Har ingen e-legitimation")
        CANNOT = "cannot", _("Kan inte använda e-legitimation")
        WILL_NOT = "will_not", _("Vill inte använda e-legitimation")
        OTHER = "other", _("Annat skäl")

    request = TenantForeignKey("SigningRequest", on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    day = models.DateField(help_text="when the person answered")
    reason = models.CharField(max_length=10, choices=Reason.choices, help_text="why not with an e-ID")
    note = models.CharField(max_length=500, blank=True, help_text="more on why; may tell of the person")
    identified = models.CharField(max_length=300, help_text="how staff knew who it was")
    scan = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    scan_pages = models.PositiveIntegerField(default=0)
    registered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    client_id = models.UUIDField(null=True, help_text="the API client that registered it")
    registered_at = models.DateTimeField(default=now)
    state_before = models.CharField(max_length=10, help_text="the party's, which it gets back when undone")

    def __str__(self) -> str:
        return f"{self.how} {self.day}"
