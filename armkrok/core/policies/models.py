"""Policies, one row for each time that an organisation has decided."""

from datetime import timedelta

from django.db import models

from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now

BANKID = "bankid"


class Policy(TenantModel):
    """What an organisation has decided, from a moment on; a later row takes its place and none is changed.

    A field's default is what holds where nothing is decided, so `Policy()` is the policy of an organisation
    without rows. What it has decided of its read log is in core/reading. Never looser than the platform's own
    limits (ASVS 5.0, 7.3.1 and 7.3.2).
    """

    since = models.DateTimeField(default=now)
    idle_minutes = models.PositiveSmallIntegerField(default=60, help_text="5 to 60")
    longest_hours = models.PositiveSmallIntegerField(default=12, help_text="1 to 12")
    staff_strength = models.PositiveSmallIntegerField(
        default=3, help_text="least strength (2, 3 or 4; identity.loa) of a log-in that uses a role here"
    )
    closed_providers = models.JSONField(
        default=list, help_text="shared providers that are not offered here: their ids as text, or bankid"
    )
    stale_days = models.PositiveSmallIntegerField(default=90, help_text="a role unused for so long is listed")
    without_eid = models.TextField(blank=True, help_text="what those without e-ID can do instead")

    class Meta:
        indexes = [models.Index(fields=["organisation", "-since"], name="policy_newest")]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d}"

    @property
    def idle(self) -> timedelta:
        """How long a session may rest."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        """How long a session may last."""
        return timedelta(hours=self.longest_hours)

    def is_closed(self, provider: str) -> bool:
        """Whether a shared provider (its id as text, or `bankid`) is not offered here."""
        return provider in self.closed_providers
