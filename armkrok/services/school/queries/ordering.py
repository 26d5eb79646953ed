"""A teacher's drafts and what they come to, and orders as their pages show them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.urls import reverse

from armkrok.core.access.actor import Actor
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import local, today
from armkrok.services.school.models import LineGroup, Order, OrderLine, Title
from armkrok.services.school.models.class_order import youngest_first
from armkrok.services.school.models.terms import period
from armkrok.services.school.queries.counting import Count, count, pupils_by_group

Scope = Title.Scope
USUAL_WAIT = timedelta(days=14)


@dataclass(frozen=True)
class LineView:
    """One title of an order, with its sum in kronor without VAT."""

    id: UUID
    title: Title
    groups: tuple[tuple[str, int], ...]
    count: Count
    quantity: int
    price: Decimal
    vat_percent: Decimal
    starts_on: date
    ends_on: date
    delivered: int = 0

    @property
    def sum(self) -> Decimal:
        """Without VAT."""
        return self.quantity * self.price

    @property
    def vat(self) -> Decimal:
        """The VAT on it."""
        return (self.sum * self.vat_percent / 100).quantize(Decimal("0.01"))

    @property
    def group_names(self) -> list[str]:
        """The groups' names."""
        return [name for name, _ in self.groups]

    @property
    def left(self) -> int:
        """What is still to be delivered."""
        return self.quantity - self.delivered


@dataclass(frozen=True)
class OrderView:
    """An order as its pages show it."""

    order: Order
    lines: tuple[LineView, ...]
    url: str = ""

    @property
    def total(self) -> Decimal:
        """Kronor without VAT."""
        return sum((one.sum for one in self.lines), Decimal(0))

    @property
    def vat(self) -> Decimal:
        """Kronor."""
        return sum((one.vat for one in self.lines), Decimal(0))

    @property
    def quantity(self) -> int:
        """Licences in all."""
        return sum(one.quantity for one in self.lines)

    @property
    def left(self) -> int:
        """Licences that are still to be delivered."""
        return sum(one.left for one in self.lines)

    @property
    def is_awaited(self) -> bool:
        """Whether a delivery can come: also of what is left when the rest is in use."""
        in_use = self.order.state == Order.State.ACTIVE
        return self.order.may_become(Order.State.DELIVERED) or (in_use and self.left > 0)

    @property
    def is_short(self) -> bool:
        """Whether some has come and some has not."""
        return self.left > 0 and self.order.state in {Order.State.PARTLY, Order.State.ACTIVE}

    @property
    def has_groups(self) -> bool:
        """Whether every title that needs groups has some."""
        return bool(self.lines) and all(
            one.groups or one.title.scope in {Scope.SCHOOL, Scope.MUNICIPALITY} for one in self.lines
        )

    @property
    def name(self) -> str:
        """The titles."""
        return ", ".join(one.title.name for one in self.lines)


def usual_day() -> date:
    """When an order is wanted if nobody has said: two weeks from today."""
    return today() + USUAL_WAIT


def ordered_on(order: Order) -> date:
    """The Swedish day on which the order was submitted; nothing of it was delivered before."""
    return local(order.submitted_at or order.created_at).date()


def bought_on(order: Order) -> date:
    """The Swedish day on which the supplier got the order; before that, when it was decided on or made."""
    return local(order.ordered_at or order.decided_at or order.created_at).date()


def view_of(order: Order) -> OrderView:
    """The order with its lines: a draft's counted now, at today's prices; another's as it was submitted."""
    lines = list(
        OrderLine.objects.filter(order=order)
        .select_related("title", "title__receiver")
        .order_by("title__sort_key")
    )
    groups = groups_by_line(lines)
    shown = _counted if order.state == Order.State.DRAFT else _kept
    return OrderView(order, tuple(shown(order, one, groups.get(one.pk, [])) for one in lines))


def groups_by_line(lines: Collection[OrderLine]) -> dict[UUID, list[LineGroup]]:
    """The groups of each line, by name."""
    found: dict[UUID, list[LineGroup]] = {}
    rows = (
        LineGroup.objects.filter(line__in=lines)
        .select_related("group")
        .order_by(*youngest_first("group__name"), "pk")
    )
    for row in rows:
        found.setdefault(row.line_id, []).append(row)
    return found


def _counted(order: Order, line: OrderLine, rows: list[LineGroup]) -> LineView:
    title, day = line.title, order.wanted_on or usual_day()
    groups = [one.group for one in rows]
    known = pupils_by_group([one.pk for one in groups], day)
    whole = title.scope in {Scope.SCHOOL, Scope.MUNICIPALITY}
    counted = count(title, groups, day, order.unit) if groups or whole else Count(0, 0, 0)
    named = tuple((one.name, known.get(one.pk, 0)) for one in groups)
    quantity = counted.to_buy if line.wanted is None else line.wanted
    return LineView(
        line.pk, title, named, counted, quantity, title.price, title.vat_percent, *period(title, day)
    )


def _kept(order: Order, line: OrderLine, rows: list[LineGroup]) -> LineView:
    starts, ends = period(line.title, order.wanted_on or usual_day())
    return LineView(
        line.pk, line.title, tuple((one.group.name, one.pupils) for one in rows),
        Count(line.pupils, line.needed, line.held, line.free), line.quantity, line.price, line.vat_percent,
        line.starts_on or starts, line.ends_on or ends, line.delivered,
    )  # fmt: skip


@dataclass(frozen=True)
class Basket:
    """A teacher's drafts, one for each supplier."""

    drafts: tuple[OrderView, ...] = ()

    @property
    def title_ids(self) -> frozenset[UUID]:
        """Titles that are in some draft."""
        return frozenset(one.title.pk for draft in self.drafts for one in draft.lines)


def basket(actor: Actor) -> Basket:
    """What the actor is about to order: context of school/ordering_aside.html and ordering_thumb.html."""
    if actor.person is None or "school.order" not in actor.permissions:
        return Basket()
    drafts = Order.objects.filter(orderer_id=actor.person_id, state=Order.State.DRAFT)
    found = drafts.select_related("supplier", "unit").order_by("created_at", "pk")
    return Basket(tuple(_addressed(view_of(one)) for one in found))


def _addressed(view: OrderView) -> OrderView:
    name = "order-review" if view.has_groups else "order-groups"
    url = reverse(f"school:{name}", args=[current_organisation().slug, view.order.pk])
    return OrderView(view.order, view.lines, url)
