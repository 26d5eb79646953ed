"""What gives somebody the right to act for another, as a register has told."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.models import Person
from armkrok.kit.days import now, today
from armkrok.kit.ids import uuid7


class Mandate(models.Model):
    """That `holder` may act for `principal`, or for the organisation `principal_number`, by one right.

    Global, as people are. What the register no longer tells gets `ended_at`; a right that comes back is a new
    row. Guardians and administrators: föräldrabalken 11 kap.; custodians: 6 kap.; powers of attorney: lagen
    (1915:218) om avtal 2 kap.; signatories of companies: aktiebolagslagen (2005:551) 8 kap. 35–37 §§.
    """

    class Kind(models.TextChoices):
        GUARDIAN = "guardian", _("god man")
        ADMINISTRATOR = "administrator", _("förvaltare")
        CUSTODIAN = "custodian", _("vårdnadshavare")
        SIGNATORY = "signatory", _("firmatecknare")
        PROXY = "proxy", _("ombud")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    holder = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mandates")
    principal = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    principal_number = models.CharField(max_length=20, blank=True, help_text="of an organisation")
    principal_name = models.CharField(max_length=200, blank=True, help_text="of an organisation")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    source = models.CharField(max_length=20)
    reference = models.CharField(max_length=150)
    services = models.JSONField(default=list, help_text="keys of the only services it holds for; none is all")
    valid_from = models.DateField(default=today)
    valid_until = models.DateField(null=True, help_text="last day")
    checked_at = models.DateTimeField(default=now, help_text="when the register last told of it")
    tried_at = models.DateTimeField(default=now, help_text="when the register was last asked")
    ended_at = models.DateTimeField(null=True, help_text="when the register no longer told of it")

    ORGANISATIONS: ClassVar = (Kind.SIGNATORY, Kind.PROXY)
    """Rights by which somebody acts for an organisation."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "source", "reference", "kind"],
                condition=models.Q(ended_at=None),
                name="mandate_once",
            ),
            models.CheckConstraint(
                condition=models.Q(principal=None) ^ models.Q(principal_number=""),
                name="mandate_person_or_organisation",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def in_force(cls) -> models.Q:
        """Not ended, and valid today."""
        day = today()
        lasting = models.Q(valid_until=None) | models.Q(valid_until__gte=day)
        return models.Q(ended_at=None, valid_from__lte=day) & lasting

    def covers(self, service_key: str) -> bool:
        """Whether it holds for the service; pages of no service are open to all."""
        return not service_key or not self.services or service_key in self.services
