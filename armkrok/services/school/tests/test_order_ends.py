"""Orders that do not come, do not come whole, or are asked for once more."""

from decimal import Decimal
from uuid import UUID

import pytest

from armkrok.core.notifications.models import Message
from armkrok.kit.days import today
from armkrok.kit.refusals import NotFound
from armkrok.services.school.actions import approving, order_progress, ordering, transmitting
from armkrok.services.school.actions.calling_off import call_off
from armkrok.services.school.actions.order_copies import order_again
from armkrok.services.school.errors.orders import MoveNotAllowed, NotOffered, TooMany
from armkrok.services.school.jobs.ordering import turn_the_day
from armkrok.services.school.models import Budget, LineGroup, Order, OrderLine, OrderMove, Supplier, Title
from armkrok.services.school.queries.budgets import standing_of
from armkrok.services.school.tests.ordering_steps import BASE, approved, draft, fresh, submitted, total_of
from armkrok.services.school.transmitting import api
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support import school_orders
from tests.support.people import Visit, inside
from tests.support.queue import waiting
from tests.support.unchanged import unchanged

pytestmark = pytest.mark.usefixtures("furnished")


def _sent(towns: Settled, how: str, **facts: object) -> Order:
    order = approved(towns)
    with inside(towns, "nadia"):
        Supplier.objects.update(order_by=how, **facts)
        return order_progress.transmitted(order, how, reference="L-1")


def _cancelled(towns: Settled, order: Order, **more: bool) -> Order:
    with inside(towns, "nadia") as nadia:
        order_progress.cancel(order, "Fel årskurs", by=nadia, **more)
    return fresh(towns, order)


def _calls() -> int:
    return waiting("school.order-call-off")


def test_a_system_is_told_in_the_same_deed(towns: Settled) -> None:
    order = _sent(towns, "api", order_url="http://127.0.0.1:9/orders")
    assert _cancelled(towns, order).trouble == "waiting"
    assert _calls() == 1
    with pytest.raises(api.NoAnswer):
        call_off(organisation_id=str(order.organisation_id), order_id=str(order.pk))
    assert fresh(towns, order).trouble == "waiting", "until it has answered"


def test_a_supplier_that_said_no_itself_is_not_told(towns: Settled) -> None:
    order = _sent(towns, "api")
    assert _cancelled(towns, order, is_suppliers=True).trouble == ""
    assert _calls() == 0


def test_an_order_on_its_way_when_it_is_cancelled_is_called_off(towns: Settled) -> None:
    """The call was made; the cancellation came before its note."""
    order = approved(towns)
    with inside(towns, "nadia"):
        Supplier.objects.update(order_by="api")
    assert _cancelled(towns, order).trouble == ""
    with inside(towns, "nadia"):
        transmitting._taken(order, api.Answer("L-7", "received", "", ()))
    after = fresh(towns, order)
    assert (after.state, after.reference, after.trouble, _calls()) == ("cancelled", "L-7", "waiting", 1)


def test_a_supplier_by_letter_gets_a_letter(visit: Visit, towns: Settled) -> None:
    order = _sent(towns, "email")
    page = visit("nadia").get(f"{BASE}bestallningar/{order.pk}/avbestall/")
    assert "leverantören får besked" in page.text
    assert _cancelled(towns, order).trouble == ""
    with inside(towns, "nadia"):
        letter = Message.objects.get(to="order@linden.example", subject__startswith="Avbeställning")
    assert "Leverera inget" in letter.body
    assert "SE2120009903-1" in letter.subject


def test_a_supplier_by_file_must_be_told_by_somebody(visit: Visit, towns: Settled) -> None:
    order = _sent(towns, "file")
    nadia, url = visit("nadia"), f"{BASE}bestallningar/{order.pk}/"
    assert "inte veta det av plattformen" in nadia.get(f"{url}avbestall/").text
    nadia.post(f"{url}avbestall/", {"reason": "Fel årskurs"})
    assert "Någon måste säga till Förlaget Linden" in nadia.get(url).text
    with inside(towns, "nadia"):
        assert not Message.objects.filter(subject__startswith="Avbeställning").exists()


def _partly(towns: Settled, number: int = 3) -> Order:
    order = _sent(towns, "file")
    with inside(towns, "nadia") as nadia:
        line = OrderLine.objects.get(order=order)
        return order_progress.deliver(order, {line.pk: number}, on=today(), by=nadia)


def test_what_has_come_begins_on_its_day_and_the_rest_may_follow(towns: Settled) -> None:
    order = _partly(towns)
    with inside(towns, "nadia"):
        OrderLine.objects.update(starts_on=today())
    turn_the_day()
    assert fresh(towns, order).state == "active"
    with inside(towns, "nadia") as nadia:
        line = OrderLine.objects.get(order=order)
        assert transmitting.awaited().filter(pk=order.pk).exists()
        order_progress.deliver(order, {line.pk: line.quantity - 3}, on=today(), by=nadia)
        assert not transmitting.awaited().filter(pk=order.pk).exists()
        with pytest.raises(TooMany):
            order_progress.deliver(order, {line.pk: 1}, on=today(), by=nadia)
    assert fresh(towns, order).state == "active"


@pytest.mark.parametrize("state", ["partly", "active"])
def test_the_rest_that_will_not_come_frees_its_money(visit: Visit, towns: Settled, state: str) -> None:
    order = _partly(towns)
    with inside(towns, "nadia"):
        Order.objects.update(state=state)
    nadia, url = visit("nadia"), f"{BASE}bestallningar/{order.pk}/"
    page = nadia.get(url)
    assert "5 licenser av 8 har inte kommit" in page.text
    nadia.post(f"{url}resten/", {"reason": "Slutsåld"})
    after = fresh(towns, order)
    assert (after.state, after.total) == (
        "delivered" if state == "partly" else state,
        3 * school_orders.PRICE,
    )
    with inside(towns, "nadia"):
        assert standing_of(Order(total=0), Budget.objects.get()).used == 3 * school_orders.PRICE
        assert OrderMove.objects.order_by("-at")[0].note == "5 licenser kommer inte. Slutsåld"
        assert Message.objects.filter(subject__startswith="Resten kommer inte").count() == 1
    assert "har inte kommit" not in nadia.get(url).text
    with unchanged(towns):
        nadia.post(f"{url}resten/", {"reason": "Slutsåld"}, status=422)
        visit("elif").post(f"{url}resten/", {"reason": "Slutsåld"}, status=403)


def test_nothing_is_short_before_something_has_come(towns: Settled) -> None:
    order = _sent(towns, "file")
    with unchanged(towns), pytest.raises(MoveNotAllowed), inside(towns, "nadia") as nadia:
        order_progress.close_rest(order, "Slutsåld", by=nadia)


def _rejected(towns: Settled) -> Order:
    order = submitted(towns)
    with inside(towns, "karin") as karin:
        return approving.reject(order, "Vänta till våren", by=karin)


def test_a_rejected_order_is_made_anew(visit: Visit, towns: Settled) -> None:
    order = _rejected(towns)
    elif_, url = visit("elif"), f"{BASE}bestallningar/{order.pk}/"
    page = elif_.get(url)
    assert "Gör en ny beställning av det här" in page.text
    elif_.submit(page, "/igen/")
    with inside(towns, "elif"):
        new = Order.objects.get(state="draft")
        names = LineGroup.objects.filter(line__order=new).values_list("group__name", flat=True)
        assert sorted(names) == ["8A", "8B"]
    assert (new.motive, new.cost_centre, new.money) == (order.motive, "4711", "none")
    assert fresh(towns, order).state == "rejected"
    assert "Gör en ny" not in visit("karin").get(url).text
    with unchanged(towns):
        visit("karin").post(f"{url}igen/", status=404)


def test_only_a_rejected_order_with_something_to_order(towns: Settled) -> None:
    order = _rejected(towns)
    with inside(towns, "elif"):
        Title.objects.update(is_offered=False)
    with unchanged(towns), pytest.raises(NotOffered), inside(towns, "elif") as elif_:
        order_again(order, by=elif_)
    with inside(towns, "elif"):
        Order.objects.update(state="submitted")
    with pytest.raises(MoveNotAllowed), inside(towns, "elif") as elif_:
        order_again(fresh(towns, order), by=elif_)


def _second(name: str = "Tryckta läromedel", amount: int = 500, year: int = 0) -> UUID:
    year = year or school_orders.WANTED.year
    row = Budget.objects.create(unit=ground.unit(), year=year, name=name, amount=Decimal(amount))
    return UUID(str(row.pk))


def test_the_orderer_chooses_among_budgets(visit: Visit, towns: Settled) -> None:
    order = draft(towns)
    elif_, url = visit("elif"), f"{BASE}bestallningar/{order.pk}/granska/"
    assert "Vilken budget" not in elif_.get(url).text
    with inside(towns, "elif"):
        small = _second()
    assert "Vilken budget" in elif_.get(url).text
    elif_.post(url, {"budget": str(small)})
    assert "Budgeten räcker inte" in elif_.get(url).text
    with inside(towns, "elif"):
        total = total_of(order)
    elif_.post(url, {"seen_total": str(total)})
    after = fresh(towns, order)
    assert (after.budget_id, after.went_up) == (small, True)
    with inside(towns, "elif"):
        assert standing_of(after, after.budget).is_over


def test_another_years_budget_is_not_chosen(visit: Visit, towns: Settled) -> None:
    order = draft(towns)
    with inside(towns, "elif"):
        first = Budget.objects.get().pk
        _second()
        other = _second("Nästa år", 10_000, school_orders.WANTED.year + 1)
    visit("elif").post(f"{BASE}bestallningar/{order.pk}/granska/", {"budget": str(other)})
    with pytest.raises(NotFound), inside(towns, "elif"):
        ordering.choose_budget(order, other)
    with inside(towns, "elif") as elif_:
        Order.objects.update(budget=other)
        assert ordering.submit(order, seen_total=total_of(order), by=elif_).budget_id == first
