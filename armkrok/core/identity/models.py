"""People are global: one person may be employed in one municipality and guardian in another."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity import sealed
from armkrok.core.identity.guarding import GuardedText
from armkrok.core.identity.loa import STRONG
from armkrok.core.identity.proof import NumberKind
from armkrok.kit.days import now
from armkrok.kit.ids import uuid7
from armkrok.kit.numbers import masked
from armkrok.kit.swedish_order import SwedishOrder


def until_known() -> bool:
    """A new person is taken for protected until the population register, where there is one, has answered."""
    return bool(settings.POPULATION["url"])


class Person(models.Model):
    """A human being. The name is what the e-ID last said, or what an inviter wrote until then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = GuardedText(max_length=200, of="", named=True)
    given_name = GuardedText(max_length=100, blank=True, of="")
    surname = GuardedText(max_length=100, blank=True, of="")
    is_verified = models.BooleanField(default=False, help_text="the name comes from an e-ID")
    is_protected = models.BooleanField(
        default=until_known, help_text="by any marking, or not known yet; see core/protection"
    )
    language = models.CharField(max_length=5, default="sv")
    created_at = models.DateTimeField(default=now)
    sort_key = models.GeneratedField(
        expression=SwedishOrder("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="person_protected", condition=models.Q(is_protected=True))
        ]

    def __str__(self) -> str:
        return self.name


class IdentityNumber(models.Model):
    """A number that is or was the person's; a coordination number may be followed by a personal number."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Kind(models.TextChoices):
        PERSONAL = NumberKind.PERSONAL.value, _("Personnummer")
        COORDINATION = NumberKind.COORDINATION.value, _("Samordningsnummer")
        PRID = NumberKind.PRID.value, _("Utländsk e-legitimation")
        SUBJECT = NumberKind.SUBJECT.value, _("Organisationens inloggning")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="numbers")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PERSONAL)
    assurance = models.CharField(max_length=12, blank=True, help_text="see ProvenNumber")
    issuer = models.CharField(max_length=255, blank=True, help_text="of a subject: who says so")
    sealed = models.BinaryField()
    lookup = models.BinaryField(max_length=32, unique=True)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)

    def masked(self) -> str:
        """The number as screens show it."""
        swedish = self.kind in {self.Kind.PERSONAL, self.Kind.COORDINATION}
        return masked(self.in_clear()) if swedish else str(self.get_kind_display())

    def in_clear(self) -> str:
        """All twelve digits, or what the issuer calls the person."""
        return sealed.unseal(bytes(self.sealed))


class Session(models.Model):
    """One log-in on one device. Only a hash of its token is kept.

    With `organisation_id` the log-in was vouched for by that organisation's own provider (or passkey), and
    holds there alone. With `principal` the person acts for another by the mandate `mandate_id`.
    """

    class Ended(models.TextChoices):
        LOGOUT = "logout", _("Loggade ut")
        REPLACED = "replaced", _("Loggade in på nytt")
        BY_PERSON = "person", _("Avslutad från Mina uppgifter")
        IDLE = "idle", _("För länge sedan senast")
        CLOSED = "closed", _("Avslutad av organisationen")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    token_hash = models.BinaryField(max_length=32, unique=True)
    method = models.CharField(max_length=40)
    loa = models.CharField(max_length=120)
    strength = models.PositiveSmallIntegerField(default=STRONG, help_text="of the level, 0 to 4")
    provider = models.CharField(max_length=80, blank=True, help_text="the provider's name")
    organisation_id = models.UUIDField(null=True, help_text="the only organisation where it holds")
    principal = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    mandate_id = models.UUIDField(null=True)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=256, blank=True)
    created_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=10, choices=Ended.choices, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-created_at"], name="session_newest")]

    def __str__(self) -> str:
        return str(self.pk)
