"""An order gives its receivers groups from a week before the first day until the last, and not longer."""

from datetime import timedelta

import pytest

from armkrok.kit.days import today
from armkrok.services.school.actions import order_progress
from armkrok.services.school.jobs.ordering import turn_the_day
from armkrok.services.school.models import Order, OrderLine, SendRun, Wanted
from armkrok.services.school.tests.ordering_steps import approved
from armkrok.site.settling import Settled
from tests.support import school_orders
from tests.support.people import inside

pytestmark = pytest.mark.usefixtures("furnished")
DAY = timedelta(days=1)
SOON = today() + 3 * DAY


def _runs(towns: Settled) -> int:
    """How many runs have been asked for since last time."""
    with inside(towns, "nadia"):
        found, _each = SendRun.objects.filter(how=SendRun.How.USUAL).delete()
        return found


def _approved_for_soon(towns: Settled) -> Order:
    with inside(towns, "nadia"):
        school_orders.budget(day=SOON)
    return approved(towns, wanted_on=SOON)


def test_accounts_come_a_week_before_the_first_day_and_go_after_the_last(towns: Settled) -> None:
    order = approved(towns)
    turn_the_day()
    assert _runs(towns) == 0
    with inside(towns, "nadia"):
        line = OrderLine.objects.get(order=order)
        assert line.starts_on == school_orders.WANTED
        days = set(Wanted.objects.values_list("starts_on", "ends_on"))
        assert days == {(line.starts_on - 7 * DAY, line.ends_on)}
        Wanted.objects.update(starts_on=today())
    turn_the_day()
    assert _runs(towns) == 1
    with inside(towns, "nadia"):
        Wanted.objects.update(starts_on=today() - DAY, ends_on=today())
    turn_the_day()
    assert _runs(towns) == 0
    with inside(towns, "nadia"):
        Wanted.objects.update(ends_on=today() - DAY)
    turn_the_day()
    assert _runs(towns) == 1


def test_they_come_at_once_when_the_first_day_is_near(towns: Settled) -> None:
    _approved_for_soon(towns)
    assert _runs(towns) == 1
    with inside(towns, "nadia"):
        assert set(Wanted.objects.values_list("starts_on", flat=True)) == {today()}


def test_what_is_called_off_is_taken_back_at_once(towns: Settled) -> None:
    order = _approved_for_soon(towns)
    assert _runs(towns) == 1
    with inside(towns, "nadia") as nadia:
        order_progress.cancel(order, "Fel årskurs", by=nadia)
        assert not Wanted.objects.exists()
    assert _runs(towns) == 1


def test_what_has_not_been_sent_needs_no_taking_back(towns: Settled) -> None:
    order = approved(towns)
    with inside(towns, "nadia") as nadia:
        order_progress.cancel(order, "Fel årskurs", by=nadia)
    assert _runs(towns) == 0
