"""Why a person is protected, and who says so."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity import sealed
from armkrok.core.identity.models import Person
from armkrok.kit.days import now
from armkrok.kit.ids import uuid7

PURPOSE = "protection"


class Marking(models.Model):
    """What one source says of one person, from a moment to a moment; a change is a new row.

    Global, as people are. `holder_id` is the organisation whose staff set it by hand, and nobody else reads
    the row; it is None for the register's. Fingerade personuppgifter (lagen 1991:483) are never marked:
    nothing here may connect the new identity with the old.
    """

    class Kind(models.TextChoices):
        NONE = "none", _("Ingen markering")
        SECRECY = "secrecy", _("Sekretessmarkering")
        REGISTRATION = "registration", _("Skyddad folkbokföring")
        UNKNOWN = "unknown", _("Okänt, registret har inte kunnat svara")

    class Source(models.TextChoices):
        REGISTER = "register", _("Folkbokföringen")
        HAND = "hand", _("Organisationen")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="markings")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    source = models.CharField(max_length=8, choices=Source.choices)
    holder_id = models.UUIDField(null=True, help_text="the organisation, when set by hand")
    set_by_id = models.UUIDField(null=True, help_text="the person who set it by hand")
    reason = models.BinaryField(blank=True, default=bytes, help_text="encrypted")
    since = models.DateTimeField(default=now)
    checked_at = models.DateTimeField(default=now, help_text="when the register last answered")
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    PROTECTING: ClassVar = (Kind.SECRECY, Kind.REGISTRATION, Kind.UNKNOWN)
    BY_HAND: ClassVar = (Kind.SECRECY, Kind.REGISTRATION)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(source="register", ended_at=None),
                name="marking_register_once",
            ),
            models.UniqueConstraint(
                fields=["person", "holder_id"],
                condition=models.Q(source="hand", ended_at=None),
                name="marking_hand_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["checked_at"],
                name="marking_due",
                condition=models.Q(source="register", ended_at=None),
            ),
            models.Index(fields=["holder_id", "-since"], name="marking_holder"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def why(self) -> str:
        """The reason in the clear."""
        return sealed.unseal(bytes(self.reason), PURPOSE) if self.reason else ""

    @classmethod
    def by_hand(cls, person_id: UUID, kind: str, reason: str, *, holder_id: UUID, by: UUID) -> "Marking":
        """A new one, not saved."""
        return cls(
            person_id=person_id, kind=kind, source=cls.Source.HAND, holder_id=holder_id, set_by_id=by,
            reason=sealed.seal(reason, PURPOSE),
        )  # fmt: skip
