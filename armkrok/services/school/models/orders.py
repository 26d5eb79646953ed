"""Orders, budgets and the rights to buy."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.documents.models import StoredFile
from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now
from armkrok.services.school.models.catalogue import Title
from armkrok.services.school.models.days import unended
from armkrok.services.school.models.roster import PupilGroup, SchoolUnit
from armkrok.services.school.models.suppliers import Supplier


class BuyingRight(TenantModel):
    """Who may order or approve, where, up to what sum, when and in which subjects."""

    class Deed(models.TextChoices):
        ORDER = "order", _("Beställa")
        APPROVE = "approve", _("Godkänna")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    deed = models.CharField(max_length=8, choices=Deed.choices)
    unit = TenantForeignKey(
        SchoolUnit, on_delete=models.CASCADE, related_name="+", null=True, help_text="none: every school"
    )
    limit = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, help_text="kronor an order; none: no limit"
    )
    subjects = ArrayField(models.CharField(max_length=20), default=list, help_text="empty: all")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    is_over_budget = models.BooleanField(default=False, help_text="may approve beyond the budget")
    stands_in_for = models.UUIDField(null=True, help_text="the person whose right was delegated")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "person"], name="buying_right_person")]

    def __str__(self) -> str:
        return str(self.deed)

    @classmethod
    def in_force(cls, day: date) -> models.Q:
        """Rights that hold on the day; both days are inclusive."""
        begun = models.Q(starts_on=None) | models.Q(starts_on__lte=day)
        return begun & unended(day, "ends_on")


class Budget(TenantModel):
    """Money for learning materials at a school, for a calendar year."""

    unit = TenantForeignKey(SchoolUnit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2, help_text="kronor")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "unit", "year", "name"], name="budget_once")
        ]

    def __str__(self) -> str:
        return self.name


class Buyer(TenantModel):
    """What the organisation's orders say of who buys; one row in each."""

    gln = models.CharField(max_length=13, blank=True, help_text="where invoices and deliveries go, GS1")
    vat_number = models.CharField(max_length=20, blank=True, help_text="empty: from organisationsnummer")
    email = models.EmailField(blank=True, help_text="where suppliers ask about orders")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="buyer_once")]

    def __str__(self) -> str:
        return self.gln


class Order(TenantModel):
    """One order to one supplier. Its money is reserved, committed and settled in `money`."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Utkast")
        SUBMITTED = "submitted", _("Väntar på godkännande")
        APPROVED = "approved", _("Godkänd")
        REJECTED = "rejected", _("Nekad")
        ORDERED = "ordered", _("Skickad till leverantören")
        CONFIRMED = "confirmed", _("Bekräftad")
        PARTLY = "partly", _("Delvis levererad")
        DELIVERED = "delivered", _("Levererad")
        ACTIVE = "active", _("I bruk")
        EXPIRED = "expired", _("Slut")
        CANCELLED = "cancelled", _("Avbeställd")
        RETURNED = "returned", _("Återlämnad")

    class Money(models.TextChoices):
        NONE = "none", _("Inget")
        RESERVED = "reserved", _("Reserverat")
        COMMITTED = "committed", _("Beslutat")
        SETTLED = "settled", _("Betalat")

    number = models.PositiveIntegerField(null=True, help_text="1, 2, 3 in the organisation; from submit")
    supplier = TenantForeignKey(Supplier, on_delete=models.PROTECT, related_name="orders")
    unit = TenantForeignKey(SchoolUnit, on_delete=models.PROTECT, related_name="+", null=True)
    budget = TenantForeignKey(Budget, on_delete=models.PROTECT, related_name="orders", null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    money = models.CharField(max_length=10, choices=Money.choices, default=Money.NONE)
    total = models.DecimalField(
        max_digits=12, decimal_places=2, default=Decimal(0), help_text="kronor, without VAT"
    )
    settled = models.DecimalField(max_digits=12, decimal_places=2, null=True, help_text="as invoiced")
    invoice = models.CharField(max_length=60, blank=True)
    orderer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    motive = models.CharField(max_length=500, blank=True)
    cost_centre = models.CharField(max_length=40, blank=True)
    wanted_on = models.DateField(null=True, help_text="first day that pupils need it")
    submitted_at = models.DateTimeField(null=True)
    decider = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(
        max_length=500, blank=True, help_text="why it was rejected, cancelled or returned"
    )
    went_up = models.BooleanField(default=False, help_text="over budget or limit: decided a level up")
    ordered_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True, help_text="when the approvers were last reminded")
    trouble = models.CharField(max_length=40, blank=True, help_text="why it has not reached the supplier")
    reference = models.CharField(max_length=80, blank=True, help_text="the supplier's")
    renews = TenantForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True)
    letter = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(default=now)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="order_number_once"),
            models.UniqueConstraint(
                fields=["organisation", "supplier", "orderer"],
                condition=models.Q(state="draft"),
                name="order_one_draft",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "-created_at"], name="order_state"),
            models.Index(fields=["organisation", "orderer", "-created_at"], name="order_orderer"),
        ]

    def __str__(self) -> str:
        return str(self.number or self.pk)

    def may_become(self, state: "Order.State") -> bool:
        """Whether the order may go from where it is to `state`."""
        return state in MOVES[self.State(self.state)]


_S = Order.State
MOVES: dict[Order.State, frozenset[Order.State]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED}),
    _S.SUBMITTED: frozenset({_S.APPROVED, _S.REJECTED, _S.CANCELLED}),
    _S.APPROVED: frozenset({_S.ORDERED, _S.CANCELLED}),
    _S.REJECTED: frozenset(),
    _S.ORDERED: frozenset({_S.CONFIRMED, _S.PARTLY, _S.DELIVERED, _S.CANCELLED}),
    _S.CONFIRMED: frozenset({_S.PARTLY, _S.DELIVERED, _S.CANCELLED}),
    _S.PARTLY: frozenset({_S.PARTLY, _S.DELIVERED, _S.ACTIVE, _S.RETURNED}),
    _S.DELIVERED: frozenset({_S.ACTIVE, _S.RETURNED}),
    _S.ACTIVE: frozenset({_S.EXPIRED, _S.RETURNED}),
    _S.EXPIRED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.RETURNED: frozenset(),
}
"""Every state, and where an order may go from it. A state without moves is the end."""


class OrderMove(TenantModel):
    """An order came into a state: when, by whom and what was said."""

    order = TenantForeignKey(Order, on_delete=models.CASCADE, related_name="moves")
    state = models.CharField(max_length=10, choices=Order.State.choices)
    at = models.DateTimeField(default=now)
    by_id = models.UUIDField(null=True, help_text="a person; none: the platform, or the supplier's system")
    note = models.CharField(max_length=500, blank=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "order", "at"], name="order_move_order")]

    def __str__(self) -> str:
        return self.state


class OrderRemark(TenantModel):
    """A question about an order that waits for a decision, or the answer."""

    order = TenantForeignKey(Order, on_delete=models.CASCADE, related_name="remarks")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    at = models.DateTimeField(default=now)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "order", "at"], name="order_remark_order")]

    def __str__(self) -> str:
        return str(self.pk)


class OrderLine(TenantModel):
    """One title for some groups. `quantity` is bought: pupils net of those who hold a licence."""

    order = TenantForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    title = TenantForeignKey(Title, on_delete=models.PROTECT, related_name="+")
    pupils = models.PositiveIntegerField(default=0, help_text="in the groups, each counted once")
    needed = models.PositiveIntegerField(default=0, help_text="pupils, teachers or groups, by scope")
    held = models.PositiveIntegerField(default=0, help_text="of them, already hold a licence")
    free = models.PositiveIntegerField(default=0, help_text="seats that were bought before and nobody has")
    quantity = models.PositiveIntegerField(default=0)
    price = models.DecimalField(max_digits=10, decimal_places=2, help_text="kronor each, when ordered")
    vat_percent = models.DecimalField(max_digits=4, decimal_places=2)
    delivered = models.PositiveIntegerField(default=0)
    wanted = models.PositiveIntegerField(
        null=True, help_text="a renewal's number, decided by somebody; none: as many as are counted"
    )
    starts_on = models.DateField(null=True, help_text="from submit")
    ends_on = models.DateField(null=True, help_text="the last day")
    renewal_ref = models.CharField(max_length=80, blank=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    def __str__(self) -> str:
        return str(self.pk)


class LineGroup(TenantModel):
    """A group that a line buys for."""

    line = TenantForeignKey(OrderLine, on_delete=models.CASCADE, related_name="line_groups")
    group = TenantForeignKey(PupilGroup, on_delete=models.PROTECT, related_name="+")
    pupils = models.PositiveIntegerField(default=0, help_text="in it when ordered")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "line", "group"], name="line_group_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
