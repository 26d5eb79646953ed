"""Elif orders, Karin approves, Petra confirms and delivers, Nadia pays: the whole way over HTTP."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from armkrok.core.notifications.models import Message, Task
from armkrok.services.school.actions import order_progress
from armkrok.services.school.actions.transmitting import transmit
from armkrok.services.school.errors.orders import NothingToBuy
from armkrok.services.school.models import Licence, Membership, Order, OrderLine, Seat, Title, Wanted
from armkrok.services.school.tests.ordering_steps import BASE, draft, fresh, submitted, total_of
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support import school_orders
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor

ORDERS = f"{BASE}bestallningar/"


pytestmark = pytest.mark.usefixtures("furnished")


def _choose(elif_: Visitor, towns: Settled, *names: str) -> Page:
    """From the title to the review, with these classes."""
    with inside(towns, "elif"):
        title_id = school_orders.title().pk
        chosen = [str(ground.group(name).pk) for name in names]
    page = elif_.follow(elif_.post(f"{ORDERS}lagg-till/{title_id}/"))
    box = next(one.get("name") for one in page.find("//input[starts-with(@name, 'klass-')]"))
    day = school_orders.WANTED.isoformat()
    wishes: dict[str, Any] = {"wanted_on": day, "motive": "Vi har provat.", box: chosen}
    return elif_.submit(page, **wishes, cost_centre="4711")


def test_from_the_catalogue_to_submitted_in_three_steps(visit: Visit, towns: Settled) -> None:
    elif_ = visit("elif")
    review = elif_.follow(_choose(elif_, towns, "8A", "8B"))
    assert "8 × 124 kr = 992 kr" in review.text
    assert "Karin Sjöberg, rektor" in review.text
    done = elif_.follow(elif_.submit(review))
    assert "Väntar på godkännande" in done.text
    with inside(towns, "elif"):
        order = Order.objects.get()
        assert (order.number, order.money, order.total) == (1, "reserved", Decimal(992))


def test_all_that_is_left_out_is_told_at_once(visit: Visit, towns: Settled) -> None:
    elif_ = visit("elif")
    with inside(towns, "elif"):
        title_id = school_orders.title().pk
    page = elif_.follow(elif_.post(f"{ORDERS}lagg-till/{title_id}/"))
    again = elif_.submit(page, wanted_on=school_orders.WANTED.isoformat(), motive="", status=422)
    assert again.problems == ["Skriv varför det behövs"]
    assert str(NothingToBuy().text) in again.text


def test_a_class_that_is_ordered_for_already_is_told_of(visit: Visit, towns: Settled) -> None:
    elif_ = visit("elif")
    elif_.submit(elif_.follow(_choose(elif_, towns, "8A")))
    review = elif_.follow(_choose(elif_, towns, "8A", "8B"))
    assert "Samma läromedel är redan beställt till 8A i beställning 1." in review.text


def test_the_whole_way(visit: Visit, towns: Settled) -> None:
    elif_, karin, nadia, petra = visit("elif"), visit("karin"), visit("nadia"), visit("petra")
    elif_.submit(elif_.follow(_choose(elif_, towns, "8A", "8B")))
    with inside(towns, "karin") as actor:
        order = Order.objects.get()
        task = Task.own.for_person(actor.person_id).get(about_id=order.pk)
    page = karin.get(task.url)
    assert page.h1 == "Vill du godkänna 8\xa0licenser till Räkna vidare 8?".replace("\xa0", " ")
    assert "Efter det finns 239 008 kronor kvar av 240 000" in page.text.replace("\xa0", " ")
    assert "visningsnamn" in page.text
    karin.submit(page, decision="yes")
    transmit(organisation_id=str(order.organisation_id), order_id=str(order.pk))
    with inside(towns, "nadia"):
        letter = Message.objects.get(to="order@linden.example")
        assert letter.attachment is not None
        assert letter.attachment_name.endswith(".pdf")
        assert Message.objects.filter(to="elif.demir@sundby.example", subject__startswith="Godkänd").exists()
        assert Wanted.objects.filter(order_id=order.pk).count() == 2
    seen = petra.get(f"{BASE}for-leverantorer/")
    assert "SE2120009903-1 Räkna vidare 8 " in seen.text
    url = f"{BASE}for-leverantorer/{order.pk}/"
    petra.submit(petra.get(f"{url}bekrafta/"), reference="FL-1")
    petra.submit(petra.get(f"{url}leverera/"), reference="FL-1-L")
    with inside(towns, "nadia"):
        assert Order.objects.get().state == "delivered"
        assert Licence.objects.get().seats == 8
        assert Seat.objects.count() == 8
    shown = nadia.follow(
        nadia.submit(nadia.get(f"{ORDERS}{order.pk}/faktura/"), invoice="77", amount="1 000,50")
    )
    assert "8,50 kr mer än beställt" in shown.text.replace("\xa0", " ")
    with inside(towns, "nadia"):
        order = Order.objects.get()
        assert (order.money, order.settled) == ("settled", Decimal("1000.50"))


def test_a_rejection_needs_a_reason_and_the_teacher_reads_it(visit: Visit, towns: Settled) -> None:
    order = submitted(towns)
    karin = visit("karin")
    page = karin.get(f"{BASE}godkanna/{order.pk}/")
    with unchanged(towns):
        refused = karin.submit(page, decision="no", status=422)
    assert refused.problems == ["Skriv varför du nekar"]
    karin.submit(page, decision="no", reason="Vi har redan köpt något liknande.")
    assert "Vi har redan köpt något liknande." in visit("elif").get(f"{ORDERS}{order.pk}/").text
    with inside(towns, "elif") as actor:
        assert Order.objects.get().money == "none"
        letter = Message.objects.get(to="elif.demir@sundby.example")
        assert "Vi har redan köpt något liknande." in letter.body
        assert not Task.own.for_person(actor.person_id).filter(done_at=None, kind="waiting").exists()


def test_karin_asks_first_and_elif_answers(visit: Visit, towns: Settled) -> None:
    order = submitted(towns)
    karin, elif_ = visit("karin"), visit("elif")
    asking = karin.get(f"/sundby/skola/godkanna/{order.pk}/").find("//a[contains(., 'något först')]/@href")
    karin.submit(karin.get(asking[0]), text="Räcker det med 8A?")
    elif_.get(asking[0], status=403)
    page = elif_.get(f"{ORDERS}{order.pk}/fragor/")
    assert "Räcker det med 8A?" in page.text
    elif_.submit(page, text="Nej, båda behöver det.")
    with inside(towns, "elif"):
        letters = list(Message.objects.order_by("created_at").values_list("to", flat=True))
        assert letters == ["elif.demir@sundby.example", "karin.sjoberg@sundby.example"]


def test_submitted_twice_is_one_order(visit: Visit, towns: Settled) -> None:
    elif_ = visit("elif")
    review = elif_.follow(_choose(elif_, towns, "8A"))
    first = elif_.submit(review)
    second = elif_.submit(review)
    assert first.leads_to == second.leads_to
    with inside(towns, "elif"):
        assert Order.objects.count() == 1
        assert Task.objects.filter(kind="waiting").count() == 1


def test_a_changed_price_is_read_before_it_is_agreed_to(visit: Visit, towns: Settled) -> None:
    elif_ = visit("elif")
    review = elif_.follow(_choose(elif_, towns, "8A"))
    with inside(towns, "nadia"):
        Title.objects.update(price=Decimal(130))
    with unchanged(towns):
        again = elif_.submit(review, status=422)
    assert "Summan har ändrats" in again.text
    assert "4 × 130 kr = 520 kr" in again.text
    elif_.submit(again)
    with inside(towns, "elif"):
        assert OrderLine.objects.get().price == Decimal(130)


def test_a_class_that_was_emptied_meanwhile_is_not_bought_for(visit: Visit, towns: Settled) -> None:
    elif_ = visit("elif")
    review = elif_.follow(_choose(elif_, towns, "8A"))
    with inside(towns, "sara"):
        Membership.objects.filter(group=ground.group("8A")).delete()
    with unchanged(towns):
        refused = elif_.submit(review, status=422)
    assert "Det finns inget att köpa" in refused.text


def test_a_title_that_left_the_catalogue_is_not_bought(visit: Visit, towns: Settled) -> None:
    order = draft(towns)
    with inside(towns, "nadia"):
        Title.objects.update(is_offered=False)
    elif_ = visit("elif")
    with unchanged(towns):
        refused = elif_.submit(elif_.get(f"{ORDERS}{order.pk}/granska/"), status=422)
    assert "går inte längre att beställa" in refused.text


def test_a_period_that_is_over_when_it_is_wanted_is_not_bought(visit: Visit, towns: Settled) -> None:
    order = draft(towns)
    with inside(towns, "nadia"):
        begun = school_orders.WANTED - timedelta(days=366)
        Title.objects.update(starts_on=Title.Starts.DATE, start_date=begun, duration_months=12)
    elif_ = visit("elif")
    with unchanged(towns):
        refused = elif_.submit(elif_.get(f"{ORDERS}{order.pk}/granska/"), status=422)
    assert "en bestämd tid, som är slut" in refused.text
    with inside(towns, "nadia"):
        Title.objects.update(start_date=begun + timedelta(days=30))
    elif_.submit(elif_.get(f"{ORDERS}{order.pk}/granska/"))


def test_a_draft_is_its_teachers_own(visit: Visit, towns: Settled) -> None:
    order = draft(towns)
    with unchanged(towns):
        for key in ("karin", "nadia"):
            visit(key).get(f"{ORDERS}{order.pk}/klasser/", status=404)
            visit(key).post(f"{ORDERS}{order.pk}/granska/", {"seen_total": "992"}, status=404)
        visit("vera").get(f"{ORDERS}{order.pk}/klasser/", status=404)
        visit("petra").get(f"{ORDERS}{order.pk}/", status=404)


def test_licences_begin_and_end_by_their_days(towns: Settled) -> None:
    order = submitted(towns)
    with inside(towns, "nadia"):
        OrderLine.objects.update(starts_on="2025-08-18", ends_on="2026-06-30")
        Order.objects.update(state="delivered")
        assert [one.pk for one in order_progress.due_to_begin()] == [order.pk]
        order_progress.begin(order)
        assert [one.pk for one in order_progress.due_to_expire()] == [order.pk]
        order_progress.expire(order)
    assert fresh(towns, order).state == "expired"


def test_the_sum_follows_the_classes_that_are_ticked(visit: Visit, towns: Settled) -> None:
    order = draft(towns, groups=("8A",))
    with inside(towns, "elif"):
        line = OrderLine.objects.get()
        ids = [str(ground.group(name).pk) for name in ("8A", "8C")]
        assert total_of(order) == Decimal(496)
    elif_ = visit("elif")
    sent = {"csrfmiddlewaretoken": elif_.token, f"klass-{line.pk}": ids}
    shown = elif_.client.post(f"{ORDERS}{order.pk}/summa/", sent, headers={"HX-Request": "true"})
    assert "992" in shown.content.decode()
