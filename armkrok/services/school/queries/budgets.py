"""What is used and left of budgets."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from armkrok.services.school.models import Budget, Order
from armkrok.services.school.queries.ordering import usual_day

ZERO = Decimal(0)
Money = Order.Money


@dataclass(frozen=True)
class Standing:
    """A budget in kronor. `this` is the order, or the orders, that one looks at."""

    budget: Budget | None
    used: Decimal
    this: Decimal

    @property
    def amount(self) -> Decimal:
        """All of it; nothing without a budget."""
        return self.budget.amount if self.budget else ZERO

    @property
    def left(self) -> Decimal:
        """What remains after `this`; less than nothing when it does not fit."""
        return self.amount - self.used - self.this

    @property
    def is_over(self) -> bool:
        """Whether `this` does not fit. Without a budget nothing does."""
        return self.budget is None or self.left < 0

    @property
    def short(self) -> Decimal:
        """How much is lacking."""
        return max(ZERO, -self.left)

    @property
    def used_percent(self) -> str:
        """Width of the bar of what is used."""
        return _percent(self.used, self.amount)

    @property
    def this_percent(self) -> str:
        """Width of the bar of `this`, as far as there is room for it."""
        return _percent(min(self.this, max(ZERO, self.amount - self.used)), self.amount)


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{min(Decimal(100), 100 * part / whole):.1f}%" if whole > 0 else "0%"


def budgets_for(order: Order) -> QuerySet[Budget]:
    """The school's budgets of the year in which the order is wanted, by name."""
    year = (order.wanted_on or usual_day()).year
    return Budget.objects.filter(unit=order.unit_id, year=year).order_by("name", "pk")


def budget_of(order: Order) -> Budget | None:
    """The one that the orderer chose, or else the first; a choice for another school or year is none."""
    found = list(budgets_for(order))
    return next((one for one in found if one.pk == order.budget_id), found[0] if found else None)


WEIGHT = Case(When(money=Money.SETTLED, then=F("settled")), default=F("total"))


def standing_of(order: Order, budget: Budget | None) -> Standing:
    """How the order fits: after all that is decided or paid, and what was reserved before it."""
    if budget is None:
        return Standing(None, ZERO, order.total)
    others = Order.objects.filter(budget=budget).exclude(pk=order.pk)
    bound = Q(money__in=[Money.COMMITTED, Money.SETTLED])
    earlier = Q(money=Money.RESERVED)
    if order.number is not None:
        earlier &= Q(number__lt=order.number)
    used = others.filter(bound | earlier).aggregate(used=Sum(WEIGHT))["used"]
    return Standing(budget, used or ZERO, order.total)


def budgets() -> QuerySet[Budget]:
    """Budgets, the newest year first, each with `reserved`, `committed` and `settled` in kronor."""
    sums = {
        key: Coalesce(Sum(weight, filter=Q(orders__money=money)), ZERO)
        for key, money, weight in (
            ("reserved", Money.RESERVED, "orders__total"),
            ("committed", Money.COMMITTED, "orders__total"),
            ("paid", Money.SETTLED, "orders__settled"),
        )
    }
    found = Budget.objects.select_related("unit").annotate(**sums)
    return found.order_by("-year", "unit__name", "name", "pk")
