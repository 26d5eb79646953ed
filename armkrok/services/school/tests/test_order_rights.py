"""Four eyes, limits, budgets and lent rights: who may decide, and who may not."""

from datetime import timedelta
from decimal import Decimal

import pytest

from armkrok.core.access.models import RoleAssignment
from armkrok.core.notifications.models import Task
from armkrok.kit.days import now, today
from armkrok.services.school.actions import approving, buying_rights, ordering
from armkrok.services.school.errors.orders import (
    NoRight,
    NoSchool,
    NotDelegable,
    OverBudget,
    OverLimit,
    OwnOrder,
)
from armkrok.services.school.models import BuyingRight, Order
from armkrok.services.school.tests.ordering_steps import BASE, draft, fresh, submitted, total_of
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support import school_orders
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged

pytestmark = pytest.mark.usefixtures("furnished")


def _asked(towns: Settled) -> set[str]:
    """Who has the order on the list."""
    keys = {person.pk: key for key, person in towns.people.items()}
    with inside(towns, "sara"):
        return {keys[one.person_id] for one in Task.objects.filter(kind="waiting", done_at=None)}


def _refused(towns: Settled, order: Order, key: str, why: type[Exception]) -> None:
    with unchanged(towns), pytest.raises(why), inside(towns, key) as actor:
        approving.approve(order, by=actor)


def test_nobody_approves_her_own(visit: Visit, towns: Settled) -> None:
    submitted(towns, groups=("8C",))
    assert _asked(towns) == {"karin"}
    order = submitted(towns, by="karin")
    assert _asked(towns) == {"karin", "lars-ake"}
    _refused(towns, order, "karin", OwnOrder)
    karin = visit("karin")
    page = karin.get(f"{BASE}godkanna/{order.pk}/")
    assert "Du kan inte besluta om din egen beställning" in page.text
    assert not page.find("//input[@name='decision']")
    with unchanged(towns), pytest.raises(OwnOrder), inside(towns, "karin") as actor:
        approving.reject(order, "Nej", by=actor)
    with unchanged(towns):
        karin.post(f"{BASE}godkanna/{order.pk}/", {"decision": "yes"}, status=422)


def test_a_lent_right_does_not_help_the_lender_or_the_orderer(towns: Settled) -> None:
    """Karin lends her right to Elif: Elif may not decide on her own orders, nor on Karin's."""
    day = today()
    with inside(towns, "karin") as karin:
        buying_rights.lend_right(towns.people["elif"].pk, day, day + timedelta(days=7), by=karin)
    with inside(towns, "sara"):
        RoleAssignment.objects.create(person=towns.people["elif"], role="principal")
    own, karins = submitted(towns, by="elif"), submitted(towns, by="karin", groups=("8C",))
    _refused(towns, own, "elif", OwnOrder)
    _refused(towns, karins, "elif", OwnOrder)
    with inside(towns, "karin") as karin:
        approving.approve(own, by=karin)


def test_a_stand_in_decides_for_others_while_it_lasts(towns: Settled) -> None:
    order = submitted(towns)
    ingrid = towns.people["ingrid"].pk
    with inside(towns, "sara"):
        RoleAssignment.objects.create(person_id=ingrid, role="principal")
    _refused(towns, order, "ingrid", NoRight)
    with inside(towns, "karin") as karin:
        buying_rights.lend_right(ingrid, today() - timedelta(days=3), today() - timedelta(days=1), by=karin)
    _refused(towns, order, "ingrid", NoRight)
    with inside(towns, "karin") as karin:
        buying_rights.lend_right(ingrid, today(), today(), by=karin)
        own = BuyingRight.objects.get(person=karin.person_id)
        own.limit = Decimal(100)
        own.save()
    _refused(towns, order, "ingrid", OverLimit)
    with inside(towns, "karin"):
        BuyingRight.objects.filter(pk=own.pk).update(limit=Decimal(50_000))
    with inside(towns, "ingrid") as actor:
        approving.approve(order, by=actor)
    assert fresh(towns, order).state == "approved"


def test_a_lent_right_ends_when_the_lender_has_lost_her_role(towns: Settled) -> None:
    order, ingrid = submitted(towns), towns.people["ingrid"].pk
    with inside(towns, "sara"):
        RoleAssignment.objects.create(person_id=ingrid, role="principal")
    with inside(towns, "karin") as karin:
        buying_rights.lend_right(ingrid, today(), today(), by=karin)
        RoleAssignment.objects.filter(person_id=karin.person_id).update(ended_at=now())
    _refused(towns, order, "ingrid", NoRight)


def test_a_lent_right_is_not_lent_on(towns: Settled) -> None:
    ingrid, elif_ = towns.people["ingrid"].pk, towns.people["elif"].pk
    with inside(towns, "karin") as karin:
        buying_rights.lend_right(ingrid, today(), today(), by=karin)
    for key, other in (
        ("ingrid", elif_),
        ("karin", towns.people["karin"].pk),
        ("karin", towns.people["vera"].pk),
    ):
        with unchanged(towns), pytest.raises(NotDelegable), inside(towns, key) as actor:
            buying_rights.lend_right(other, today(), today(), by=actor)


def test_over_the_limit_goes_a_level_up(visit: Visit, towns: Settled) -> None:
    with inside(towns, "nadia"):
        BuyingRight.objects.filter(person=towns.people["karin"]).update(limit=Decimal(500))
    order = submitted(towns)
    assert order.went_up
    assert _asked(towns) == {"lars-ake"}
    _refused(towns, order, "karin", OverLimit)
    page = visit("karin").get(f"{BASE}godkanna/{order.pk}/")
    assert "större än du får godkänna" in page.text
    assert "Lars-Åke Berg, kommunchef" in page.text
    with inside(towns, "lars-ake") as lars:
        approving.approve(order, by=lars)


def test_over_budget_goes_a_level_up(visit: Visit, towns: Settled) -> None:
    with inside(towns, "nadia"):
        school_orders.budget(amount=900)
    order = submitted(towns)
    assert order.went_up
    assert _asked(towns) == {"lars-ake"}
    _refused(towns, order, "karin", OverBudget)
    assert "Det fattas 92 kronor av 900" in visit("karin").get(f"{BASE}godkanna/{order.pk}/").text
    with inside(towns, "lars-ake") as lars:
        approving.approve(order, by=lars)


def test_without_a_budget_somebody_higher_decides(towns: Settled) -> None:
    order = submitted(towns, wanted_on=school_orders.WANTED + timedelta(days=800))
    assert order.budget is None
    assert _asked(towns) == {"lars-ake"}
    _refused(towns, order, "karin", OverBudget)


def test_who_came_first_has_the_money(towns: Settled) -> None:
    """What went up because it did not fit takes nothing from what fitted before it."""
    with inside(towns, "nadia"):
        school_orders.budget(amount=1000)
    first, second = submitted(towns), submitted(towns, by="karin", groups=("8C",))
    assert (first.went_up, second.went_up) == (False, True)
    with inside(towns, "karin") as karin:
        approving.approve(first, by=karin)


@pytest.mark.parametrize(
    "terms",
    [
        {"starts_on": today() + timedelta(days=1)},
        {"ends_on": today() - timedelta(days=1)},
        {"subjects": ["GRGRSVE01"]},
        {"deed": "order"},
    ],
    ids=str,
)
def test_a_right_that_does_not_reach(towns: Settled, terms: dict[str, object]) -> None:
    order = submitted(towns)
    with inside(towns, "nadia"):
        BuyingRight.objects.filter(person=towns.people["karin"]).update(**terms)
    _refused(towns, order, "karin", NoRight)


def test_another_schools_right_opens_nothing(visit: Visit, towns: Settled) -> None:
    order = submitted(towns)
    with inside(towns, "nadia"):
        other = ground.unit()
        other.pk, other.source_id, other.name = None, ground.source_id("en annan skola"), "Bäckaskolan"
        other._state.adding = True
        other.save()
        BuyingRight.objects.filter(person=towns.people["karin"]).update(unit=other)
    _refused(towns, order, "karin", NoRight)
    with unchanged(towns):
        visit("karin").get(f"{BASE}godkanna/{order.pk}/", status=404)


def test_the_right_to_order_is_a_limit_where_it_is_given(towns: Settled) -> None:
    order = draft(towns)
    with inside(towns, "nadia"):
        school_orders.right(towns.people["elif"].pk, "order", limit=Decimal(500))
    with unchanged(towns), pytest.raises(OverLimit), inside(towns, "elif") as elif_:
        ordering.submit(order, seen_total=total_of(order), by=elif_)


def test_who_works_at_no_school_orders_for_none(towns: Settled) -> None:
    """Amina holds the role but no duty; a right to order gives her the school."""
    with inside(towns, "sara"):
        RoleAssignment.objects.create(person=towns.people["amina"], role="teacher")
    with unchanged(towns), pytest.raises(NoSchool), inside(towns, "amina") as amina:
        ordering.start_order(school_orders.title(), by=amina)
    with inside(towns, "nadia"):
        school_orders.right(towns.people["amina"].pk, "order")
    assert submitted(towns, by="amina").number == 1


def test_ten_orders_in_one_review_each_judged_for_itself(visit: Visit, towns: Settled) -> None:
    """The budget holds nine; the tenth is refused and the nine approved."""
    with inside(towns, "nadia"):
        school_orders.budget(amount=9 * 496)
        titles = [school_orders.title(f"Räkna {number}") for number in range(10)]
    for one in titles:
        order = submitted(towns, groups=("8A",), title=one)
    karin = visit("karin")
    page = karin.get(f"{BASE}godkanna/")
    assert page.h1 == "9 beställningar väntar på beslut", "those that she may decide on"
    ids = page.find("//input[@name='order']/@value")
    assert len(ids) == 9
    assert str(order.pk) not in ids
    review = karin.submit(page, order=ids, status=200)
    assert review.h1.replace("\xa0", " ") == "Vill du godkänna 9 beställningar på 4 464 kr?"
    with inside(towns, "lars-ake") as lars:  # meanwhile somebody else decides on one
        approving.reject(Order.objects.get(pk=ids[0]), "Nej", by=lars)
    after = karin.follow(karin.submit(review))
    assert "8 beställningar är godkända." in " ".join(after.messages)
    with inside(towns, "sara"):
        states = list(Order.objects.order_by("number").values_list("state", flat=True))
    assert states == ["rejected", *["approved"] * 8, "submitted"]


def test_the_list_knows_the_subjects_of_a_right_as_the_order_does(visit: Visit, towns: Settled) -> None:
    """A right names subjects and a title their syllabuses, as MAT and GRGRMAT01."""
    order = submitted(towns)
    with inside(towns, "nadia"):
        BuyingRight.objects.filter(person=towns.people["karin"]).update(subjects=["MAT"])
    page = visit("karin").get(f"{BASE}godkanna/")
    assert page.find("//input[@name='order']/@value") == [str(order.pk)]


def test_a_loan_to_somebody_without_the_role_says_so(visit: Visit, towns: Settled) -> None:
    karin = visit("karin")
    page, day = karin.get(f"{BASE}godkanna/borta/"), today().isoformat()
    shown = karin.follow(karin.submit(page, person="Elif Demir", starts_on=day, ends_on=day))
    assert "inte rollen rektor" in " ".join(shown.messages)
    assert "Saknar rollen rektor" in shown.text


def test_what_somebody_else_decides_is_not_said_to_wait_for_one(visit: Visit, towns: Settled) -> None:
    submitted(towns, "karin")
    page = visit("karin").get(f"{BASE}godkanna/")
    assert page.h1 == "Inget väntar på ditt beslut"
    assert "Granska de valda" not in page.text
    assert "Du kan inte besluta om din egen beställning" in page.text


def test_rights_are_given_on_their_page_and_ended(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    page = nadia.get(f"{BASE}kopratter/ny/")
    with unchanged(towns):
        refused = nadia.submit(page, person="Ingen Alls", deed="approve", status=422)
    assert refused.problems
    nadia.submit(page, person="Ingrid Mattsson", deed="approve", limit="20 000", subjects=["MAT"])
    shown = nadia.get(f"{BASE}kopratter/")
    assert "Saknar rollen rektor" in shown.text
    with inside(towns, "nadia"):
        made = BuyingRight.objects.get(person=towns.people["ingrid"])
        assert (made.limit, made.subjects, made.unit) == (Decimal(20_000), ["MAT"], None)
    assert "bara Matematik" in shown.text
    nadia.submit(shown, f"/{made.pk}/avsluta/")
    with inside(towns, "nadia"):
        assert not BuyingRight.objects.filter(pk=made.pk).exists()
    for key in ("elif", "karin"):
        with unchanged(towns):
            visit(key).get(f"{BASE}kopratter/", status=403)
    visit("vera").get(f"{BASE}kopratter/", status=404)


def test_a_budget_is_made_on_its_page(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    with inside(towns, "nadia"):
        unit_id = str(ground.unit().pk)
    page = nadia.get(f"{BASE}budget/ny/")
    nadia.submit(page, unit=unit_id, name="Tryckta läromedel", year="2031", amount="12 500,50")
    assert "12 500,50 kronor är kvar av 12 500,50" in nadia.get(f"{BASE}budget/").text.replace("\xa0", " ")
    with unchanged(towns):
        again = nadia.submit(
            page, unit=unit_id, name="Tryckta läromedel", year="2031", amount="1", status=422
        )
    assert "Skolan har redan en budget" in again.text
