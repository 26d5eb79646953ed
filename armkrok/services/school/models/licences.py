"""Licences that have been bought, and who has them."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now
from armkrok.services.school.models.catalogue import Title
from armkrok.services.school.models.orders import Order, OrderLine
from armkrok.services.school.models.roster import RosterPerson, SchoolUnit


class Licence(TenantModel):
    """A number of seats of a title, from one line of an order. The groups are the line's."""

    line = TenantForeignKey(OrderLine, on_delete=models.PROTECT, related_name="licences")
    title = TenantForeignKey(Title, on_delete=models.PROTECT, related_name="+")
    unit = TenantForeignKey(SchoolUnit, on_delete=models.PROTECT, related_name="+", null=True)
    seats = models.PositiveIntegerField()
    delivered_on = models.DateField()
    starts_on = models.DateField(null=True, help_text="none: each seat starts when it is assigned")
    ends_on = models.DateField(null=True)
    assign_by = models.DateField(
        null=True, help_text="the last day on which a seat may be given; none: ends_on"
    )
    terms = models.JSONField(default=dict, help_text="the title's terms at delivery, see models/terms.py")
    reference = models.CharField(max_length=80, blank=True, help_text="the supplier's subscription")
    follows_groups = models.BooleanField(default=True, help_text="joiners get a seat, leavers return theirs")
    short = models.PositiveIntegerField(
        default=0, help_text="in its groups without a seat, when last counted"
    )
    reminded_on = models.DateField(null=True, help_text="when its end was last reminded of")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "title", "ends_on"], name="licence_title")]

    def __str__(self) -> str:
        return str(self.pk)


class Seat(TenantModel):
    """A pupil's or teacher's use of a licence. Kept when it has been returned."""

    licence = TenantForeignKey(Licence, on_delete=models.CASCADE, related_name="given")
    holder = TenantForeignKey(RosterPerson, on_delete=models.CASCADE, related_name="seats")
    given_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    returned_on = models.DateField(null=True)
    is_used_up = models.BooleanField(default=False, help_text="the terms let nobody else have the rest")
    continues = TenantForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        help_text="the returned seat whose remaining time this is",
    )
    by_hand = models.BooleanField(default=False, help_text="given by somebody, not by the groups")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "licence", "holder"],
                condition=models.Q(returned_on=None),
                name="seat_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "continues"],
                condition=models.Q(continues__isnull=False),
                name="seat_continued_once",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "holder", "ends_on"], name="seat_holder")]

    def __str__(self) -> str:
        return str(self.pk)


class YearDates(TenantModel):
    """When schools may begin the change of school year; without a row 1 July to 15 August."""

    year = models.PositiveSmallIntegerField(help_text="in which the new school year begins")
    opens_on = models.DateField()
    closes_on = models.DateField(help_text="the last day")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="year_dates_once")]
        verbose_name_plural = "year dates"

    def __str__(self) -> str:
        return str(self.year)


class YearChange(TenantModel):
    """The guided change of school year at a school: from proposals to orders. Nothing renews by itself."""

    unit = TenantForeignKey(SchoolUnit, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField(help_text="in which the new school year begins")
    begun_by = models.UUIDField()
    begun_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "unit", "year"], name="year_change_once")
        ]

    def __str__(self) -> str:
        return str(self.year)


class Proposal(TenantModel):
    """What to do with a licence that ends: renew, another number, or let it end; a person decides."""

    class Choice(models.TextChoices):
        UNDECIDED = "undecided", _("Inte bestämt")
        RENEW = "renew", _("Förläng")
        RESIZE = "resize", _("Förläng, annat antal")
        DROP = "drop", _("Låt ta slut")

    change = TenantForeignKey(YearChange, on_delete=models.CASCADE, related_name="proposals", null=True)
    licence = TenantForeignKey(Licence, on_delete=models.CASCADE, related_name="proposals")
    choice = models.CharField(max_length=10, choices=Choice.choices, default=Choice.UNDECIDED)
    needed = models.PositiveIntegerField(help_text="those who will need it, when it was proposed")
    seats = models.PositiveIntegerField(null=True, help_text="decided; none: not yet, or it ends")
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    order = TenantForeignKey(Order, on_delete=models.SET_NULL, related_name="+", null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "change", "licence"], name="proposal_once")
        ]

    def __str__(self) -> str:
        return str(self.choice)
