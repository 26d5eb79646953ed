"""Budgets, and who may order and approve."""

from decimal import Decimal

from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.school.actions import buying_rights as actions
from armkrok.services.school.actions.buying_rights import Terms
from armkrok.services.school.demo.stage import Stage
from armkrok.services.school.models import Budget, BuyingRight, SchoolUnit

AMOUNT, LIMIT, APPROVED = Decimal(240_000), Decimal(50_000), Decimal(10_000)


def load(stage: Stage) -> None:
    """A budget for this year and the next; Elif orders, Karin approves, Lars-Åke what is larger."""
    with scope(stage.organisation.pk):
        unit = SchoolUnit.objects.filter(kind=SchoolUnit.Kind.UNIT, name="Ekbackeskolan").first()
        if unit is None or BuyingRight.objects.exists():
            return
        nadia = stage.actor("nadia")
        for year in (today().year, today().year + 1):
            if not Budget.objects.filter(unit=unit, year=year).exists():
                actions.save_budget(unit, year, "Digitala läromedel", AMOUNT, by=nadia)
        order, approve = BuyingRight.Deed.ORDER, BuyingRight.Deed.APPROVE
        actions.give_right(stage.people["elif"].pk, Terms(order, unit, limit=LIMIT), by=nadia)
        actions.give_right(stage.people["karin"].pk, Terms(order, unit), by=nadia)
        actions.give_right(stage.people["karin"].pk, Terms(approve, unit, limit=APPROVED), by=nadia)
        actions.give_right(stage.people["lars-ake"].pk, Terms(approve, is_over_budget=True), by=nadia)
        actions.describe_buyer(
            gln="7300009900104", vat_number="SE212000990301", email="leveranser@sundby.example", by=nadia
        )
