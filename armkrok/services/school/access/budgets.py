"""From an id and an actor to a budget or a right to buy."""

from uuid import UUID

from django.db.models import QuerySet

from armkrok.core.access.actor import Actor
from armkrok.kit.refusals import existing
from armkrok.services.school.access.ordering import reached_units
from armkrok.services.school.models import Budget, BuyingRight


def seen_budgets(actor: Actor) -> QuerySet[Budget]:
    """Budgets of the schools where the actor works or approves; all, for those who manage."""
    if "school.manage" in actor.permissions:
        return Budget.objects.all()
    return Budget.objects.filter(unit__in=reached_units(actor, BuyingRight.Deed.APPROVE).values("pk"))


def budget_seen_by(actor: Actor, budget_id: UUID) -> Budget:
    """A budget that the actor may see; raises NotFound."""
    return existing(seen_budgets(actor).select_related("unit").filter(pk=budget_id).first())


def budget_for(budget_id: UUID) -> Budget:
    """Any budget, for those who manage; raises NotFound."""
    return existing(Budget.objects.select_related("unit").filter(pk=budget_id).first())


def right_for(right_id: UUID) -> BuyingRight:
    """Any right to buy, for those who manage; raises NotFound."""
    return existing(BuyingRight.objects.select_related("person", "unit").filter(pk=right_id).first())


def lent_by(actor: Actor, right_id: UUID) -> BuyingRight:
    """A right that the actor has lent to somebody; raises NotFound."""
    return existing(BuyingRight.objects.filter(pk=right_id, stands_in_for=actor.person_id).first())
