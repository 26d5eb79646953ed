"""Where rosters come from, and how each import went."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity import sealed
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now


class Source(TenantModel):
    """A school system that tells the roster. `settings` are those of its kind; secrets are sealed."""

    class Kind(models.TextChoices):
        SS12000 = "ss12000", _("SS 12000 (REST)")
        CSV = "csv", _("CSV-filer, SS 12000")
        EGIL_CSV = "egil_csv", _("CSV-filer, EGIL-klientens form")
        DIRECTORY = "directory", _("Katalog (LDAP eller Active Directory)")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=80)
    settings = models.JSONField(default=dict)
    secret = models.BinaryField(default=bytes)
    is_open = models.BooleanField(default=True)
    at_hours = models.CharField(
        max_length=60, blank=True, help_text="as 2,12: when it is asked, Swedish time"
    )
    limit_count = models.PositiveIntegerField(default=50, help_text="more objects of a kind gone: stop")
    limit_percent = models.PositiveSmallIntegerField(default=10, help_text="or this share gone: stop")
    told_until = models.DateTimeField(null=True, help_text="meta.modified up to here has been fetched")
    subscription_id = models.CharField(max_length=80, blank=True)
    subscription_ends = models.DateTimeField(null=True)
    subscription_why = models.CharField(
        max_length=300, blank=True, help_text="why there is none, in plain words"
    )
    hook_hash = models.BinaryField(
        max_length=32,
        default=bytes,
        help_text="of the webhook's secret address; empty: it is not to tell us of changes",
    )
    hook_at = models.DateTimeField(null=True, help_text="when it last told that something had changed")
    created_at = models.DateTimeField(default=now)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="source_once")]

    def __str__(self) -> str:
        return self.name

    def secret_in_clear(self) -> str:
        """The token or password; empty when it has none."""
        return sealed.unseal(bytes(self.secret), "school-source") if self.secret else ""

    def keep_secret(self, text: str) -> None:
        """Seal a new secret; the caller saves."""
        self.secret = sealed.seal(text, "school-source") if text else b""


class ImportRun(TenantModel):
    """One reading of a source. What it found wrong is in Finding."""

    class State(models.TextChoices):
        RUNNING = "running", _("Pågår")
        STOPPED = "stopped", _("Stannad av gräns")
        APPLIED = "applied", _("Införd")
        FAILED = "failed", _("Gick inte")
        DISCARDED = "discarded", _("Kastad")

    source = TenantForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    is_delta = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict, help_text="{kind: {read, new, changed, gone, withheld}}")
    why = models.CharField(max_length=300, blank=True, help_text="why it stopped or failed, in plain words")
    asked_by = models.UUIDField(null=True, help_text="none: the clock, or the source itself")
    allowed = models.JSONField(
        default=dict, help_text="{kind: how many may be gone}, when an officer let it pass"
    )
    decided_by = models.UUIDField(null=True, help_text="who let it pass the limit, or threw it away")
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "source", "-started_at"], name="import_newest")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.started_at:%Y-%m-%d %H:%M}"


class ImportFile(TenantModel):
    """A file that was handed in, sealed; deleted as soon as its run has ended or been decided."""

    run = TenantForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    content = models.BinaryField()

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    def __str__(self) -> str:
        return self.name


class Finding(TenantModel):
    """Something in a source that is wrong. `what` is what an officer sees; it holds no personal number."""

    class Weight(models.TextChoices):
        WITHHELD = "withheld", _("Släpps inte igenom")
        WARNING = "warning", _("Bör rättas")

    run = TenantForeignKey(ImportRun, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=40, help_text="key of importing.findings.KINDS")
    weight = models.CharField(max_length=10, choices=Weight.choices)
    kind = models.CharField(max_length=30, help_text="which kind of object")
    object_id = models.CharField(max_length=80, blank=True, help_text="its id at the source, as given")
    line = models.PositiveIntegerField(null=True, help_text="line of the file")
    what = models.CharField(max_length=300)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "run", "code"], name="finding_run")]

    def __str__(self) -> str:
        return self.code
