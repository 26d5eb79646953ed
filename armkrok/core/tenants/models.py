"""Organisations, their boards and units, and the services they have switched on."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import KnownManager, TenantManager
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.ids import uuid7


class Organisation(models.Model):
    """A tenant: a municipality, an association, an agency or a supplier."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Kommun")
        ASSOCIATION = "association", _("Förbund")
        AGENCY = "agency", _("Myndighet")
        SUPPLIER = "supplier", _("Leverantör")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.MUNICIPALITY)
    code = models.CharField(max_length=4, blank=True, help_text="SCB's municipality code, four digits")
    number = models.CharField(max_length=11, blank=True, help_text="organisationsnummer, as 212000-1234")
    theme = models.SlugField(max_length=40, default="armkrok")
    arms = models.SlugField(max_length=40, default="arms-armkrok", help_text="symbol in the icon sprite")
    phone = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    is_operator = models.BooleanField(default=False, help_text="runs the platform; log-ins are logged here")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_operator"], condition=models.Q(is_operator=True), name="one_operator"
            )
        ]

    def __str__(self) -> str:
        return self.name


def current_organisation() -> Organisation:
    """The organisation of the running transaction; raises Unscoped when there is none."""
    return Organisation.objects.get(pk=current_organisation_id())


class TenantModel(models.Model):
    """A row that belongs to one organisation; its table is named in SecureTenantTables."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        default=current_organisation_id,
        editable=False,
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True


class Board(TenantModel):
    """A nämnd: its own authority under offentlighets- och sekretesslagen (2009:400) 8 kap. 2 §."""

    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="board_once")]

    def __str__(self) -> str:
        return self.name


class Unit(TenantModel):
    """A department, school or other workplace, under a board."""

    name = models.CharField(max_length=120)
    board = TenantForeignKey(Board, on_delete=models.PROTECT, related_name="units", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="unit_once")]

    def __str__(self) -> str:
        return self.name


class OpenService(TenantModel):
    """A service that the organisation has switched on; no row, no service."""

    service_key = models.SlugField(max_length=40)
    opened_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    known: ClassVar[KnownManager[Self]] = KnownManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "service_key"], name="service_once")]

    def __str__(self) -> str:
        return self.service_key
