"""Identity providers, and e-ID orders while they last."""

import json
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity import sealed
from armkrok.core.identity.models import Person
from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now
from armkrok.kit.ids import uuid7


class OfferedManager(models.Manager["Provider"]):
    """Open providers of every organisation: what is on a log-in page is no secret."""

    def get_queryset(self) -> models.QuerySet["Provider"]:
        return super().get_queryset().filter(is_open=True)


class Provider(TenantModel):
    """Somebody who can say who a person is, as an organisation has set it up.

    The operator's providers are offered, and believed, everywhere. Another organisation's own provider is
    offered and believed in that organisation alone: it speaks of its own people, never of others'.
    `settings` are those of `kind`, without secrets; a client secret or private key is in `secret`, sealed.
    """

    class Kind(models.TextChoices):
        OIDC = "oidc", _("OpenID Connect")
        SAML = "saml", _("SAML 2.0")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    preset = models.CharField(max_length=40, blank=True, help_text="where its settings began")
    name = models.CharField(max_length=80)
    text = models.CharField(max_length=200, blank=True, help_text="a line under the name")
    settings = models.JSONField(default=dict)
    secret = models.BinaryField(default=bytes)
    for_login = models.BooleanField(default=True)
    for_signing = models.BooleanField(default=False)
    is_open = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(default=now)

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    offered: ClassVar[OfferedManager] = OfferedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="provider_once")]
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        """Whether what it says is believed in every organisation."""
        return bool(self.organisation.is_operator)

    def secret_in_clear(self) -> str:
        """The client secret or private key (PEM); empty when it has none."""
        return sealed.unseal(bytes(self.secret), "provider") if self.secret else ""

    def keep_secret(self, text: str) -> None:
        """Seal a new secret; the caller saves."""
        self.secret = sealed.seal(text, "provider") if text else b""


class Outage(models.Model):
    """A provider that does not answer, since when; no row while it works. `key` is as in ways.Way."""

    key = models.CharField(max_length=40, primary_key=True)
    since = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.key


class EidOrder(models.Model):
    """An e-ID's order while it lasts: a log-in, or a signature by a known person.

    `nonce_hash` binds it to the browser that started it. A finished order keeps its state, not its answer:
    evidence belongs to what the order was for. Without `provider_id` it is BankID's; at other providers the
    person goes away and comes back by `state_hash`; what must be remembered meanwhile is in `kept`, sealed.
    """

    class Purpose(models.TextChoices):
        LOGIN = "login", "login"
        SIGN = "sign", "sign"

    class State(models.TextChoices):
        PENDING = "pending", "pending"
        COMPLETE = "complete", "complete"
        FAILED = "failed", "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    nonce_hash = models.BinaryField(max_length=32)
    provider_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True, help_text="the provider's")
    state_hash = models.BinaryField(max_length=32, null=True, unique=True)
    kept = models.BinaryField(default=bytes)
    leave_url = models.TextField(blank=True, help_text="where the person goes to the provider")
    order_ref = models.CharField(max_length=64, db_index=True)
    auto_start_token = models.CharField(max_length=64, blank=True)
    qr_start_token = models.CharField(max_length=64, blank=True)
    qr_start_secret = models.CharField(max_length=64, blank=True)
    visible_text = models.TextField(blank=True)
    hidden_data = models.BinaryField(default=bytes)
    about = models.UUIDField(null=True, help_text="what is signed")
    next_url = models.CharField(max_length=500, blank=True)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=256, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    hint = models.CharField(max_length=40, default="outstandingTransaction")
    first_started_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(default=now)
    collected_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.purpose} {self.state}"

    def remember(self, values: dict[str, Any]) -> None:
        """Keep values under seal until the person comes back; the caller saves."""
        self.kept = sealed.seal(json.dumps(values), "order")

    def remembered(self) -> dict[str, Any]:
        """What was kept under seal."""
        known: dict[str, Any] = json.loads(sealed.unseal(bytes(self.kept), "order")) if self.kept else {}
        return known
