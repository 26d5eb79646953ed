"""How many licences are bought: each pupil once, less those who have one, and what lies unused."""

from datetime import date, timedelta

import pytest

from armkrok.kit.days import today
from armkrok.services.school.actions import licences
from armkrok.services.school.models import Licence, Membership, OrderLine, RosterPerson, Seat, Title
from armkrok.services.school.models.terms import period
from armkrok.services.school.queries.counting import Count, count
from armkrok.services.school.tests.ordering_steps import BASE, draft, submitted
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support import school_orders
from tests.support.people import Visit, inside

pytestmark = pytest.mark.usefixtures("furnished")


def _count(*names: str, **facts: object) -> Count:
    title = school_orders.title(**facts)  # type: ignore[arg-type]
    return count(title, [ground.group(name) for name in names], school_orders.WANTED)


def _licence(towns: Settled, seats: int, *holders: RosterPerson, **facts: object) -> Licence:
    order = submitted(towns)
    line = OrderLine.objects.get(order=order)
    known = {"ends_on": school_orders.WANTED + timedelta(days=90), "unit": ground.unit(), "seats": seats}
    made = Licence.objects.create(line=line, title=line.title, delivered_on=today(), **(known | facts))
    for one in holders:
        Seat.objects.create(
            licence=made, holder=one, given_on=today(), starts_on=today(),
            ends_on=school_orders.WANTED + timedelta(days=90),
        )  # fmt: skip
    return made


def test_a_pupil_in_two_classes_is_counted_once(towns: Settled) -> None:
    with inside(towns, "elif"):
        assert _count("8A", "8B") == Count(8, 8, 0)
        Membership.objects.create(group=ground.group("8B"), pupil=ground.pupil("Alva 8A"))
        assert _count("8A", "8B") == Count(8, 8, 0)
        assert _count("8B").to_buy == 5


def test_who_has_left_or_is_gone_is_not_counted(towns: Settled) -> None:
    with inside(towns, "elif"):
        Membership.objects.filter(pupil=ground.pupil("Alva 8A")).update(end_on=today())
        RosterPerson.objects.filter(pk=ground.pupil("Bo 8A").pk).update(status="Utvandrad")
        assert _count("8A").to_buy == 2


def test_running_licences_and_free_seats_are_not_bought_again(towns: Settled) -> None:
    with inside(towns, "elif"):
        _licence(towns, 3, ground.pupil("Alva 8A"), ground.pupil("Bo 8B"))
        found = _count("8A", "8B")
        assert (found.needed, found.held, found.free, found.to_buy) == (8, 2, 1, 5)


def test_a_licence_that_ends_before_is_no_licence(towns: Settled) -> None:
    with inside(towns, "elif"):
        ended = school_orders.WANTED - timedelta(days=1)
        made = _licence(towns, 3, ground.pupil("Alva 8A"), ends_on=ended)
        Seat.objects.filter(licence=made).update(ends_on=ended)
        assert _count("8A").to_buy == 4


def test_a_seat_that_is_used_up_is_not_free(towns: Settled) -> None:
    with inside(towns, "elif"):
        made = _licence(towns, 1, ground.pupil("Utan Klass"))
        Seat.objects.filter(licence=made).update(returned_on=today())
        assert _count("8A").free == 1
        Seat.objects.filter(licence=made).update(is_used_up=True)
        assert _count("8A").free == 0


@pytest.mark.parametrize(
    ("scope", "number"), [("teacher", 1), ("group", 2), ("school", 1), ("municipality", 1)]
)
def test_the_scope_decides_the_number(towns: Settled, scope: str, number: int) -> None:
    with inside(towns, "elif"):
        assert _count("8A", "8B", name=f"Per {scope}", scope=scope).to_buy == number


def test_protected_pupils_are_counted_and_never_named(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara"):
        siv = ground.protected_pupil()
        Membership.objects.create(group=ground.group("8A"), pupil=siv)
    order = submitted(towns, groups=("8A",))
    with inside(towns, "sara"):
        assert OrderLine.objects.get().quantity == 5
    for key, url in (
        ("elif", f"{BASE}bestallningar/{order.pk}/"),
        ("karin", f"{BASE}godkanna/{order.pk}/"),
        ("nadia", f"{BASE}bestallningar/{order.pk}/"),
    ):
        page = visit(key).get(url)
        assert "5 × 124 kr" in page.text
        for name in ("Siv", "Skyddad", "Alva", "Bo 8A"):
            assert name not in page.text.replace("Elever med skyddade", "")


def test_the_classes_page_names_no_pupil(visit: Visit, towns: Settled) -> None:
    page = visit("elif").get(f"{BASE}bestallningar/{draft(towns).pk}/klasser/")
    assert "4 elever" in page.text
    assert "Alva" not in page.text


def test_delivered_licences_go_to_those_who_have_none(towns: Settled) -> None:
    with inside(towns, "nadia"):
        _licence(towns, 1, ground.pupil("Alva 8A"))
        line = OrderLine.objects.select_related("order", "title").get()
        made = licences.deliver(line, 3, "FL-1", today())
        holders = set(Seat.objects.filter(licence=made).values_list("holder_id", flat=True))
        assert len(holders) == 3
        assert ground.pupil("Alva 8A").pk not in holders


def test_days_of_a_licence(towns: Settled) -> None:
    with inside(towns, "nadia"):
        title = school_orders.title()
        assert [str(one) for one in period(title, date.fromisoformat("2027-01-11"))] == [
            "2027-01-11",
            "2027-06-30",
        ]
        assert period(title, date(2027, 8, 17))[1] == date(2028, 6, 30)
        title.starts_on, title.duration_months = Title.Starts.ASSIGNMENT, 12
        assert period(title, date(2027, 8, 31))[1] == date(2028, 8, 30)
        title.duration_months = 6
        assert period(title, date(2027, 8, 31))[1] == date(2028, 2, 28)
