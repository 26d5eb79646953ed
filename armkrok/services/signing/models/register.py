"""The register of document types, the bodies whose minutes are adjusted, and the organisation's choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.models import Board, TenantModel
from armkrok.kit.days import now
from armkrok.services.signing.models.requests import SigningRequest


class TypeVersion(TenantModel):
    """The organisation's own version of a document type, from a day; append-only.

    Without a row the starting set of `policy` holds. The newest row whose day has come wins.
    """

    key = models.SlugField(max_length=60)
    values = models.JSONField(null=True, help_text="every field of the type; null follows the starting set")
    is_off = models.BooleanField(default=False)
    valid_from = models.DateField()
    why = models.CharField(max_length=500)
    basis = models.CharField(max_length=200, blank=True, help_text="the organisation's own decision")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "key", "-valid_from", "-created_at"], name="type_version_key"
            )
        ]
        ordering = ["key", "-valid_from", "-created_at"]

    def __str__(self) -> str:
        return self.key


class Body(TenantModel):
    """An elected body whose minutes are adjusted, with the paragraph that says how (KL 5 kap. 72 §)."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Fullmäktige")
        EXECUTIVE = "executive", _("Kommunstyrelse")
        BOARD = "board", _("Nämnd")
        JOINT = "joint", _("Gemensam nämnd eller förbund")
        COMMITTEE = "committee", _("Utskott eller beredning")
        AUDITORS = "auditors", _("Revisorer")

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.BOARD)
    board = TenantForeignKey(Board, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    rule = models.CharField(max_length=500, blank=True, help_text="the paragraph that allows it, quoted")
    rule_reference = models.CharField(max_length=120, blank=True)
    rule_decided = models.DateField(null=True, blank=True)
    adjusters = models.PositiveSmallIntegerField(default=1, help_text="besides the chair")
    kept_at = models.CharField(max_length=200, blank=True, help_text="where the minutes are kept")
    notice_board = models.URLField(blank=True, help_text="the anslagstavla")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="body_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Minutes(TenantModel):
    """What a request is when its document is minutes: which meeting, and the days that follow from it."""

    request = TenantForeignKey(SigningRequest, on_delete=models.CASCADE, related_name="minutes")
    body = TenantForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    meeting_day = models.DateField()
    paragraphs = models.CharField(max_length=120, blank=True)
    is_immediate = models.BooleanField(default=False, help_text="omedelbar justering")
    secretary = models.CharField(max_length=120, blank=True)
    adjusted_day = models.DateField(null=True, help_text="when the last had signed, counted in Sweden")
    announcement = models.TextField(blank=True)
    announced_day = models.DateField(null=True, help_text="typed by a person, never set by itself")
    announced_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    taken_down_day = models.DateField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "request"], name="minutes_once")]

    def __str__(self) -> str:
        return str(self.meeting_day)


class SigningPolicy(TenantModel):
    """The organisation's own choices in Underskrift: one row, or none and these defaults."""

    class Outage(models.TextChoices):
        WAIT = "wait", _("Vänta tills tidsstämpeln går att få")
        LATER = "later", _("Skriv under nu, tidsstämpla senare")

    without_stamp = models.CharField(max_length=5, choices=Outage.choices, default=Outage.WAIT)
    built_in = models.BooleanField(default=True, help_text="Armkrok's own signing with an e-ID")
    external_service = models.CharField(max_length=60, blank=True, help_text="key in settings.SIGN_SERVICES")
    may_forward = models.BooleanField(default=True)
    may_stand_in = models.BooleanField(default=True)
    remind_after = models.PositiveSmallIntegerField(null=True, blank=True, help_text="days")
    remind_every = models.PositiveSmallIntegerField(null=True, blank=True, help_text="days")
    archive_name = models.CharField(max_length=120, blank=True)
    archive_agreement = models.CharField(max_length=120, blank=True)
    archive_reference = models.CharField(max_length=120, blank=True)
    archive_number = models.CharField(max_length=20, blank=True, help_text="the organisation's, in packages")
    archive_form = models.CharField(max_length=20, default="fgs-2.0-zip")
    renew_before = models.PositiveSmallIntegerField(default=180, help_text="days before a time stamp ends")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="signing_policy_once")]

    def __str__(self) -> str:
        return str(self.without_stamp)
