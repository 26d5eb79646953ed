"""People are global: one person may be employed in one municipality and guardian in another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity import sealed
from armkrok.kit.days import now
from armkrok.kit.ids import uuid7
from armkrok.kit.numbers import masked
from armkrok.kit.swedish_order import SwedishOrder


class Person(models.Model):
    """A human being. The name is what the e-ID last said, or what an inviter wrote until then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    given_name = models.CharField(max_length=100, blank=True)
    surname = models.CharField(max_length=100, blank=True)
    is_verified = models.BooleanField(default=False, help_text="the name comes from an e-ID")
    is_protected = models.BooleanField(default=False, help_text="protected identity; fail closed")
    language = models.CharField(max_length=5, default="sv")
    created_at = models.DateTimeField(default=now)
    sort_key = models.GeneratedField(
        expression=SwedishOrder("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    def __str__(self) -> str:
        return self.name


class IdentityNumber(models.Model):
    """A number that is or was the person's; a coordination number may be followed by a personal number."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="numbers")
    sealed = models.BinaryField()
    lookup = models.BinaryField(max_length=32, unique=True)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)

    def masked(self) -> str:
        """The number as screens show it."""
        return masked(self.in_clear())

    def in_clear(self) -> str:
        """All twelve digits."""
        return sealed.unseal(bytes(self.sealed))


class Session(models.Model):
    """One log-in on one device. Only a hash of its token is kept."""

    class Ended(models.TextChoices):
        LOGOUT = "logout", _("Loggade ut")
        REPLACED = "replaced", _("Loggade in på nytt")
        BY_PERSON = "person", _("Avslutad från Mina uppgifter")
        IDLE = "idle", _("För länge sedan senast")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    token_hash = models.BinaryField(max_length=32, unique=True)
    method = models.CharField(max_length=40)
    loa = models.CharField(max_length=120)
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
