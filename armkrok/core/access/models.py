"""Roles that people hold, and the systems that act by API."""

from datetime import date
from typing import ClassVar, Self

from django.db import models

from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import OwnManager, TenantManager
from armkrok.core.tenants.models import Board, TenantModel, Unit
from armkrok.kit.days import now, today


class RoleAssignment(TenantModel):
    """A person holds a role in the organisation, perhaps only in a board or unit, from a day to a day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60)
    board = TenantForeignKey(Board, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    unit = TenantForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    starts = models.DateField(default=today)
    ends = models.DateField(null=True, blank=True, help_text="last day")
    ended_at = models.DateTimeField(null=True, help_text="taken back at this moment")
    used_on = models.DateField(null=True, help_text="the last day it opened something")

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    own: ClassVar[OwnManager[Self]] = OwnManager()

    class Meta:
        indexes = [models.Index(fields=["person"], name="role_person")]

    def __str__(self) -> str:
        return self.role

    @property
    def is_over(self) -> bool:
        """Whether the role has ended, by its last day or by a deed."""
        return self.ended_at is not None or (self.ends is not None and self.ends < today())

    @classmethod
    def in_force(cls, day: date) -> models.Q:
        """Assignments that hold on the day."""
        return models.Q(starts__lte=day) & cls.not_over(day)

    @classmethod
    def not_over(cls, day: date) -> models.Q:
        """Assignments that hold on the day, or will."""
        return models.Q(ended_at=None) & (models.Q(ends=None) | models.Q(ends__gte=day))


class ApiClient(TenantModel):
    """A system that acts for the organisation by OAuth 2 client credentials (RFC 6749 section 4.4).

    It proves who it is by one of its secrets, or by a key of its own (RFC 7523) whose public half is here.
    """

    name = models.CharField(max_length=120)
    client_id = models.CharField(max_length=40)
    scopes = models.JSONField(default=list, help_text="permission keys")
    return_urls = models.JSONField(default=list, help_text="where people may be sent back to")
    networks = models.JSONField(default=list, help_text="as 192.0.2.0/24; none: it may call from anywhere")
    per_minute = models.PositiveIntegerField(default=600, help_text="calls")
    keys = models.JSONField(default=list, help_text="public keys as JWK (RFC 7517)")
    created_at = models.DateTimeField(default=now)
    used_at = models.DateTimeField(null=True, help_text="when it last got a token")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "client_id"], name="client_once")]

    def __str__(self) -> str:
        return self.name


class ClientSecret(TenantModel):
    """A secret that a system knows; only its hash is kept. Two may hold while one replaces the other."""

    client = TenantForeignKey(ApiClient, on_delete=models.CASCADE, related_name="secrets")
    secret_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "client", "secret_hash"], name="secret_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def in_force(cls) -> models.Q:
        """Secrets that hold now."""
        return models.Q(expires_at=None) | models.Q(expires_at__gt=now())


class AccessToken(TenantModel):
    """A short-lived token of an API client; only its hash is kept. It is for one audience (RFC 8707)."""

    client = TenantForeignKey(ApiClient, on_delete=models.CASCADE, related_name="tokens")
    token_hash = models.BinaryField(max_length=32)
    scopes = models.JSONField(default=list)
    audience = models.CharField(
        max_length=300, default="", help_text="the address that it opens, and all below it"
    )
    ip = models.GenericIPAddressField(null=True, help_text="from where it was fetched")
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "token_hash"], name="token_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ClientUse(TenantModel):
    """How many calls a client made in a day, by operation and kind of answer; kept for 30 days."""

    client = TenantForeignKey(ApiClient, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField()
    operation = models.CharField(max_length=160, help_text="as GET underskrift/requests/{request_id}")
    kind = models.PositiveSmallIntegerField(help_text="2 for statuses 200–299, and so on")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "client", "day", "operation", "kind"], name="use_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.operation} {self.count}"


class ClientAddress(TenantModel):
    """An address from which a client has fetched tokens; kept for 30 days after the last time."""

    client = TenantForeignKey(ApiClient, on_delete=models.CASCADE, related_name="addresses")
    address = models.GenericIPAddressField()
    seen_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "client", "address"], name="address_once")
        ]

    def __str__(self) -> str:
        return self.address


class IdempotencyKey(TenantModel):
    """What an API call with this key gave the first time."""

    client = TenantForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    result = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "client", "key"], name="key_once")]

    def __str__(self) -> str:
        return self.key


class Tally(models.Model):
    """How often something was done in one minute, by somebody whose name is not kept."""

    id = models.BigAutoField(primary_key=True)
    key = models.BinaryField(max_length=32)
    minute = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "minute"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.minute:%H:%M} {self.count}"
