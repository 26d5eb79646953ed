"""Karin makes her school's change of year; nothing is bought until it is decided, sent and approved."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from armkrok.kit.days import today
from armkrok.services.school.actions import approving, order_progress, ordering, renewing, year_change
from armkrok.services.school.errors.orders import TooEarlyForFewer
from armkrok.services.school.jobs import licences as jobs
from armkrok.services.school.models import Licence, Order, OrderLine, Proposal, Seat, Title, YearChange
from armkrok.services.school.queries.ordering import view_of
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support import school_licences as bought
from tests.support import school_orders
from tests.support import school_years as years
from tests.support.people import Visit, inside
from tests.support.school_years import before_summer  # noqa: F401
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor

CHANGE = "/sundby/skola/arsskifte/"
YEAR = years.YEAR


@pytest.fixture(autouse=True)
def _ground(before_summer: None, towns: Settled) -> None:  # noqa: F811
    with inside(towns, "nadia"):
        years.furnish(towns)


def _begun(visit: Visit, key: str = "karin") -> tuple[Visitor, Page]:
    visitor = visit(key)
    page = visitor.get(CHANGE)
    sent = visitor.submit(page, str(_unit_address(page)))
    return visitor, visitor.follow(sent)


def _unit_address(page: Page) -> str:
    return str(page.find("//main//form[@method='post']/@action")[0])


def _proposal(towns: Settled, name: str) -> Proposal:
    with inside(towns, "nadia"):
        return Proposal.objects.select_related("licence", "order").get(licence__title__name=name)


def _choices(page: Page, **chosen: tuple[str, str]) -> dict[str, Any]:
    """What to fill in, by title: choice and number."""
    titles = ["".join(one.itertext()).strip() for one in page.find("//section//h2/a")]
    found = {}
    for name, (choice, seats) in chosen.items():
        found[f"form-{titles.index(name)}-choice"] = choice
        found[f"form-{titles.index(name)}-seats"] = seats
    return found


def test_from_proposals_to_orders(visit: Visit, towns: Settled) -> None:
    karin, page = _begun(visit)
    assert "3 licenser är inte bestämda" in page.text
    assert not page.find("//input[@type='radio'][@checked]"), "nothing is chosen for her"
    assert "Behövs nästa läsår 4 i 8A, som flyttas upp" in page.text
    assert "Behövs nästa läsår 12 i 8A, 8B, 8C, som flyttas upp" in page.text, "nines come from eights"
    values = _choices(page, Ord=("resize", "4"), Nio=("renew", ""), Karta=("drop", ""))
    review = karin.follow(karin.submit(page, press="review=1", **values))
    assert [one.split()[0] for one in review.rows()] == ["Nio", "Ord"]
    assert "Summa utan moms 992,00" in review.text
    done = karin.follow(karin.submit(review))
    assert done.h1 == "Allt är bestämt"
    with inside(towns, "nadia"):
        order = Order.objects.get(state=Order.State.DRAFT)
        assert (order.orderer_id, order.wanted_on) == (towns.people["karin"].pk, date(YEAR, 7, 1))
        lines = {one.title.name: one for one in OrderLine.objects.filter(order=order).select_related("title")}
        assert {name: (one.wanted, one.renewal_ref) for name, one in lines.items()} == {
            "Ord": (4, "LIN-77"),
            "Nio": (4, "LIN-77"),
        }
        assert order.renews_id is not None
        view = view_of(order)
        assert (view.quantity, view.total) == (8, Decimal("992.00"))
        assert YearChange.objects.get().ended_at is not None
    assert "Årsskiftet är klart" in karin.get(f"{CHANGE}{_change(towns)}/").text


def _change(towns: Settled) -> str:
    with inside(towns, "nadia"):
        return str(YearChange.objects.get().pk)


def test_it_can_be_left_and_resumed_and_the_undecided_stay_so(visit: Visit, towns: Settled) -> None:
    karin, page = _begun(visit)
    later = karin.follow(karin.submit(page, **_choices(page, Ord=("renew", ""))))
    assert "2 licenser är inte bestämda" in later.text
    review = karin.get(f"{CHANGE}{_change(towns)}/granska/")
    assert "2 licenser är inte bestämda. De tar slut om du inte gör något." in review.text
    karin.follow(karin.submit(review))
    with inside(towns, "nadia"):
        assert [one.title.name for one in OrderLine.objects.filter(order__state="draft")] == ["Ord"]
        assert YearChange.objects.get().ended_at is None
    _karin, again = _begun(visit)
    assert "2 licenser är inte bestämda" in again.text
    assert len(again.find("//input[@type='radio']")) == 6, "what lies in an order is decided on there"
    with inside(towns, "nadia"):
        assert Proposal.objects.count() == 3


def test_done_twice_changes_nothing(visit: Visit, towns: Settled) -> None:
    karin, page = _begun(visit)
    values = _choices(page, Ord=("renew", ""))
    karin.submit(page, **values)
    with unchanged(towns):
        karin.submit(page, **values)
        _begun(visit)
    with inside(towns, "karin") as by:
        renewing.draft(YearChange.objects.get(), by=by)
    with unchanged(towns), inside(towns, "karin") as by:
        found = renewing.draft(YearChange.objects.get(), by=by)
        assert (found.orders, found.left) == ([], [])


def test_nothing_renews_silently(visit: Visit, towns: Settled) -> None:
    """The year turns, every night's job runs, the change is begun: no order, no licence, no seat comes."""
    _begun(visit)
    with inside(towns, "nadia"):
        Licence.objects.update(ends_on=today() - timedelta(days=1))
        Seat.objects.update(ends_on=today() - timedelta(days=1))
        before = (
            Order.objects.count(),
            OrderLine.objects.count(),
            Licence.objects.count(),
            Seat.objects.count(),
        )
        place = str(towns.organisations["sundby"].pk)
    jobs.follow_place(organisation_id=place)
    jobs.remind_of_ends()
    with inside(towns, "nadia"):
        after = (
            Order.objects.count(),
            OrderLine.objects.count(),
            Licence.objects.count(),
            Seat.objects.count(),
        )
        assert after == before
        assert set(Proposal.objects.values_list("choice", flat=True)) == {"undecided"}


def test_what_the_supplier_demands(visit: Visit, towns: Settled) -> None:
    """The reference must be known, the title sold, the edition the same."""
    _begun(visit)
    with inside(towns, "karin") as by:
        change = YearChange.objects.select_related("unit").get()
        rows = {one.licence.title.name: one.pk for one in Proposal.objects.select_related("licence__title")}
        year_change.decide(change, {key: year_change.Decision("renew") for key in rows.values()}, by=by)
        Licence.objects.filter(title__name="Ord").update(reference="")
        Title.objects.filter(name="Nio").update(edition="2")
        Title.objects.filter(name="Karta").update(is_offered=False)
        found = renewing.draft(change, by=by)
        assert found.orders == []
        assert {row.licence.title.name: why for row, why in found.left} == {
            "Ord": renewing.NO_REFERENCE,
            "Nio": renewing.OTHER_EDITION,
            "Karta": renewing.NOT_SOLD,
        }


def test_fewer_seats_begin_when_the_old_have_ended(towns: Settled, visit: Visit) -> None:
    _begun(visit)
    row = _proposal(towns, "Nio")
    with inside(towns, "karin") as by:
        year_change.decide(row.change, {row.pk: year_change.Decision("resize", 2)}, by=by)
        (order,) = renewing.draft(row.change, by=by).orders
        assert order.wanted_on == date(YEAR, 7, 1)
        assert order.wanted_on > row.licence.ends_on
        ordering.describe_order(order, wanted_on=row.licence.ends_on, motive="", cost_centre="")
    with unchanged(towns), pytest.raises(TooEarlyForFewer), inside(towns, "karin") as by:
        ordering.submit(order, seen_total=view_of(Order.objects.get(pk=order.pk)).total, by=by)
    with inside(towns, "karin") as by:
        ordering.describe_order(order, wanted_on=date(YEAR, 7, 1), motive="", cost_centre="")
        total = view_of(Order.objects.get(pk=order.pk)).total
        assert ordering.submit(order, seen_total=total, by=by).state == Order.State.SUBMITTED


def test_another_draft_to_the_supplier_is_left_alone(visit: Visit, towns: Settled) -> None:
    _begun(visit)
    row = _proposal(towns, "Nio")
    with inside(towns, "karin") as by:
        own = ordering.start_order(school_orders.title("Något annat"), by=by)
        year_change.decide(row.change, {row.pk: year_change.Decision("renew")}, by=by)
        found = renewing.draft(row.change, by=by)
        assert [why for _row, why in found.left] == [renewing.SEND_FIRST]
        assert OrderLine.objects.filter(order=own).count() == 1
        own.delete()
        assert len(renewing.draft(row.change, by=by).orders) == 1


def test_a_renewal_from_draft_to_seats(visit: Visit, towns: Settled) -> None:
    """Approved and delivered in June, it gives seats from July, while the old still run."""
    _begun(visit)
    row = _proposal(towns, "Ord")
    with inside(towns, "karin") as by:
        year_change.decide(row.change, {row.pk: year_change.Decision("resize", 4)}, by=by)
        (order,) = renewing.draft(row.change, by=by).orders
        sent = ordering.submit(order, seen_total=view_of(order).total, by=by)
        assert sent.state == Order.State.SUBMITTED
    with inside(towns, "lars-ake") as boss:
        approving.approve(Order.objects.get(pk=order.pk), by=boss)
        order_progress.transmitted(Order.objects.get(pk=order.pk), "file")
        line = OrderLine.objects.get(order=order)
        assert (line.quantity, line.renewal_ref) == (4, "LIN-77")
        order_progress.deliver(order, {line.pk: 4}, on=today(), reference="LIN-77")
        new = Licence.objects.get(line=line)
        assert bought.held(new) == ["Alva 8A", "Bo 8A", "Cleo 8A", "Dani 8A"]
        assert set(new.given.values_list("starts_on", flat=True)) == {date(YEAR, 7, 1)}


def test_the_days_are_decided_by_the_administrator(visit: Visit, towns: Settled) -> None:
    nadia, karin = visit("nadia"), visit("karin")
    page = nadia.get(f"{CHANGE}dagar/")
    with unchanged(towns):
        wrong = nadia.submit(page, opens_on=f"{YEAR}-08-01", closes_on=f"{YEAR}-07-01", status=422)
        assert wrong.problems == [
            "Sista dagen ska vara det år då läsåret börjar, och den första högst ett år tidigare."
        ]
        nadia.submit(page, opens_on=f"{YEAR - 1}-06-01", closes_on=f"{YEAR}-07-01", status=422)
        karin.get(f"{CHANGE}dagar/", status=403)
    nadia.submit(page, opens_on=f"{YEAR}-07-01", closes_on=f"{YEAR}-08-20")
    shown = karin.get(CHANGE)
    assert f"öppet från 1 juli {YEAR} till och med 20 augusti {YEAR}" in shown.text
    assert not shown.find("//main//form[@method='post']")
    with inside(towns, "nadia"):
        address = f"{CHANGE}skolor/{ground.unit().pk}/"
    with unchanged(towns):
        refused = karin.post(address, status=409)
    assert "Årsskiftet är inte öppet i dag" in refused.text


def test_who_may(visit: Visit, towns: Settled) -> None:
    _begun(visit)
    address = f"{CHANGE}{_change(towns)}/"
    with unchanged(towns):
        for key, status in (("elif", 403), ("sara", 403), ("vera", 404)):
            visit(key).get(address, status=status)
            visit(key).post(f"{address}granska/", status=status)
        visit("emma").get(address.replace("sundby", "norrvik"), status=404)
    visit("nadia").get(address)


def test_a_number_must_be_written(visit: Visit, towns: Settled) -> None:
    karin, page = _begun(visit)
    with unchanged(towns):
        wrong = karin.submit(page, status=422, **_choices(page, Ord=("resize", ""), Nio=("renew", "")))
    assert wrong.problems == ["Skriv hur många licenser ni vill ha, minst 1"]


def test_the_pages_ask_as_much_for_many_as_for_few(visit: Visit, towns: Settled) -> None:
    karin, _page = _begun(visit)
    addresses = [CHANGE, f"{CHANGE}{_change(towns)}/"]
    before = [karin.statements(one) for one in addresses]
    with inside(towns, "nadia"):
        for number in range(8):
            years.school_year_licence(towns, f"Bok {number}", ground.group("8B"))
    _begun(visit)
    assert [karin.statements(one) for one in addresses] == before
