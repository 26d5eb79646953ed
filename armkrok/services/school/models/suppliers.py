"""Suppliers, and the services of theirs that receive data."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity import sealed
from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import OwnManager, TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now


class Supplier(TenantModel):
    """A publisher or reseller."""

    class Transmit(models.TextChoices):
        API = "api", _("API")
        EMAIL = "email", _("E-post med PDF")
        FILE = "file", _("Fil")

    name = models.CharField(max_length=120)
    number = models.CharField(max_length=11, blank=True, help_text="organisationsnummer, as 556000-1234")
    gln = models.CharField(max_length=13, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)
    order_email = models.EmailField(blank=True)
    order_by = models.CharField(max_length=8, choices=Transmit.choices, default=Transmit.EMAIL)
    order_url = models.URLField(blank=True)
    order_secret = models.BinaryField(default=bytes, help_text="sealed; the key in the order API's header")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="supplier_once")]

    def __str__(self) -> str:
        return self.name


class SupplierContact(TenantModel):
    """Somebody at a supplier who may see its orders and what data it gets."""

    supplier = TenantForeignKey(Supplier, on_delete=models.CASCADE, related_name="contacts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    own: ClassVar[OwnManager[Self]] = OwnManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "supplier", "person"], name="contact_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Receiver(TenantModel):
    """A supplier's digital service that takes accounts and groups by EGIL's SCIM profile.

    Exchange's agreements name it by its id: without a valid one nothing is sent. `selection` says whom it
    gets, see sending.rules; `block` whom it never gets.
    """

    class Trust(models.TextChoices):
        FEDERATION = "federation", _("Federationens metadata (RFC 9932)")
        KEY = "key", _("API-nyckel")

    class IdMode(models.TextChoices):
        EGIL = "egil", _("Vårt id gäller (EGIL)")
        ASSIGNED = "server_assigned", _("Mottagaren ger id")

    supplier = TenantForeignKey(Supplier, on_delete=models.PROTECT, related_name="receivers")
    name = models.CharField(max_length=120)
    is_open = models.BooleanField(default=False)
    trust = models.CharField(max_length=12, choices=Trust.choices, default=Trust.FEDERATION)
    url = models.URLField(blank=True, help_text="with a key; else from the federation's metadata")
    entity_id = models.CharField(max_length=255, blank=True)
    tags = models.JSONField(default=list)
    key_header = models.CharField(max_length=60, default="X-API-Key")
    key_sealed = models.BinaryField(default=bytes)
    id_mode = models.CharField(max_length=16, choices=IdMode.choices, default=IdMode.EGIL)
    media_type = models.CharField(max_length=60, default="application/scim+json")
    order = models.JSONField(default=list, help_text="kinds in the order of creation; empty: EGIL's")
    connections = models.PositiveSmallIntegerField(default=4)
    per_second = models.PositiveSmallIntegerField(null=True, help_text="the supplier's limit")
    limit_count = models.PositiveIntegerField(default=50)
    limit_percent = models.PositiveSmallIntegerField(default=10)
    selection = models.JSONField(default=dict)
    block = models.JSONField(default=list)
    pseudonym_key = models.BinaryField(default=bytes, help_text="sealed; this receiver's alone")
    pseudonymous = models.BooleanField(default=False, help_text="ids are pseudonyms, not the roster's own")
    at_hours = models.CharField(max_length=60, blank=True, help_text="as 3,13, Swedish time")
    created_at = models.DateTimeField(default=now)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="receiver_once")]

    def __str__(self) -> str:
        return self.name

    def key_in_clear(self) -> str:
        """The API key; empty when it has none."""
        return sealed.unseal(bytes(self.key_sealed), "school-receiver") if self.key_sealed else ""

    def keep_key(self, text: str) -> None:
        """Seal a new API key; the caller saves."""
        self.key_sealed = sealed.seal(text, "school-receiver") if text else b""


class Federation(TenantModel):
    """A trust federation that the organisation is in: where its signed metadata is, and our own key in it."""

    name = models.CharField(max_length=80)
    metadata_url = models.URLField()
    jwks = models.JSONField(help_text="the operator's keys; only ES256 is accepted")
    issuer = models.CharField(max_length=255, blank=True, help_text="the feed's iss; empty: any")
    certificate = models.TextField(help_text="our client certificate, PEM")
    key_sealed = models.BinaryField(help_text="its private key, PEM, sealed")
    next_certificate = models.TextField(blank=True, help_text="published beside, before a switch")
    next_key_sealed = models.BinaryField(default=bytes)
    next_listed_at = models.DateTimeField(null=True, help_text="since when the feed has its pin beside ours")
    old_certificate = models.TextField(blank=True, help_text="after a switch, until its pin is taken out")
    metadata = models.BinaryField(default=bytes, help_text="the last feed that was valid, as it came")
    fetched_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="federation_once")]

    def __str__(self) -> str:
        return self.name

    def key_in_clear(self) -> str:
        """Our private key, PEM."""
        return sealed.unseal(bytes(self.key_sealed), "school-federation")

    def keep_key(self, pem: str) -> None:
        """Seal our private key; the caller saves."""
        self.key_sealed = sealed.seal(pem, "school-federation")

    def keep_next(self, certificate: str, pem: str) -> None:
        """A key to come and its certificate; the caller saves."""
        self.next_certificate, self.next_listed_at = certificate, None
        self.next_key_sealed = sealed.seal(pem, "school-federation")

    def switch(self) -> None:
        """The key to come is ours from now on, and the one before is gone; the caller saves."""
        self.old_certificate, self.certificate = self.certificate, self.next_certificate
        self.key_sealed = self.next_key_sealed
        self.drop_next()

    def drop_next(self) -> None:
        """Forget the key to come; the caller saves."""
        self.next_certificate, self.next_key_sealed, self.next_listed_at = "", b"", None
