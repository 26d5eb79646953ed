"""From an id and an actor to a title, a draft or an order."""

from uuid import UUID

from django.db.models import Q, QuerySet

from armkrok.core.access.actor import Actor
from armkrok.kit.days import today
from armkrok.kit.refusals import NotFound, existing
from armkrok.services.school.access.roster import approved_units, present, units_of
from armkrok.services.school.models import BuyingRight, Order, OrderLine, PupilGroup, SchoolUnit, Title
from armkrok.services.school.models.class_order import youngest_first
from armkrok.services.school.models.days import unended

DRAFT = Order.State.DRAFT
Deed = BuyingRight.Deed
SHOWN = ("supplier", "unit", "budget", "orderer", "decider", "letter")


def title_for(title_id: UUID) -> Title:
    """A title that can be ordered; raises NotFound."""
    return existing(Title.objects.select_related("supplier").filter(pk=title_id, is_offered=True).first())


def own_draft(actor: Actor, order_id: UUID) -> Order:
    """A draft of the actor's own, or an order that was one; raises NotFound."""
    found = Order.objects.filter(pk=order_id, orderer_id=actor.person_id)
    return existing(found.select_related("supplier", "unit", "budget").first())


def own_line(actor: Actor, line_id: UUID) -> OrderLine:
    """A line of the actor's own order; raises NotFound."""
    lines = OrderLine.objects.filter(pk=line_id, order__orderer_id=actor.person_id)
    return existing(lines.select_related("order").first())


def rights_of(actor: Actor, deed: BuyingRight.Deed) -> QuerySet[BuyingRight]:
    """The actor's rights to the deed that hold today."""
    return BuyingRight.objects.filter(BuyingRight.in_force(today()), person_id=actor.person_id, deed=deed)


def reached_units(actor: Actor, deed: BuyingRight.Deed) -> QuerySet[SchoolUnit]:
    """Schools where the actor works or has a right to the deed; all, when one is for every school."""
    return _with_rights(actor, deed, units_of(actor))


def decided_units(actor: Actor) -> QuerySet[SchoolUnit]:
    """Schools where the actor is a principal or has a right to approve; all, when one is for every school."""
    return _with_rights(actor, Deed.APPROVE, approved_units(actor))


def _with_rights(actor: Actor, deed: BuyingRight.Deed, units: QuerySet[SchoolUnit]) -> QuerySet[SchoolUnit]:
    rights = rights_of(actor, deed)
    if rights.filter(unit=None).exists():
        return SchoolUnit.objects.all()
    own = Q(pk__in=units.order_by().values("pk"))
    return SchoolUnit.objects.filter(own | Q(pk__in=rights.values("unit_id")))


def orderable_units(actor: Actor) -> QuerySet[SchoolUnit]:
    """Schools that the actor may order for: her own, and those of her rights to order."""
    return present(reached_units(actor, Deed.ORDER))


def orderable_groups(actor: Actor) -> QuerySet[PupilGroup]:
    """Groups, running or to come, of schools that the actor may order for. Of pupils it tells how many."""
    units = orderable_units(actor).order_by().values("pk")
    groups = PupilGroup.objects.filter(unended(today()), gone_at=None, unit__in=units)
    return groups.select_related("unit").order_by("unit__name", *youngest_first(), "pk")


def seen_orders(actor: Actor) -> QuerySet[Order]:
    """Submitted orders that the actor may see: her own, her schools' as an approver, all as a manager."""
    orders = Order.objects.exclude(state=DRAFT)
    if "school.manage" in actor.permissions:
        return orders
    seen = Q(orderer_id=actor.person_id)
    if "school.approve" in actor.permissions:
        seen |= Q(unit__in=decided_units(actor).values("pk"))
    return orders.filter(seen)


def order_for(actor: Actor, order_id: UUID) -> Order:
    """A submitted order that the actor may see; raises NotFound."""
    found = seen_orders(actor).filter(pk=order_id)
    return existing(found.select_related(*SHOWN).first())


def managed_order(order_id: UUID) -> Order:
    """Any submitted order, for those who manage orders; raises NotFound."""
    found = Order.objects.exclude(state=DRAFT).filter(pk=order_id)
    return existing(found.select_related(*SHOWN).first())


def order_to_decide(actor: Actor, order_id: UUID) -> Order:
    """An order at a school where the actor has a right to approve; whether it reaches is asked later."""
    order = order_for(actor, order_id)
    rights = rights_of(actor, Deed.APPROVE)
    if not rights.filter(Q(unit=None) | Q(unit_id=order.unit_id)).exists():
        raise NotFound
    return order
