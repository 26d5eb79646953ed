"""Seats are given, returned and moved; they follow the classes; there are never more than were bought."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from armkrok.core.access.actor import Actor
from armkrok.core.audit.models import AuditRow
from armkrok.core.notifications.models import Task
from armkrok.kit.days import local, now, today
from armkrok.services.school.actions import licences, seats
from armkrok.services.school.errors.licences import (
    AlreadyHolds,
    NoSeatFree,
    NotPersonal,
    SeatReturned,
    SeatUsedUp,
)
from armkrok.services.school.models import Enrolment, Licence, PupilGroup, RosterPerson, Seat, Title
from armkrok.services.school.models.terms import last_day, months_after
from armkrok.services.school.queries import seats as queries
from armkrok.services.school.queries.counting import count, free_seats
from armkrok.services.school.queries.licences import View, expiring, listed
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support import school_licences as bought
from tests.support.people import inside

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def by(towns: Settled) -> Iterator[Actor]:
    """Nadia, in Sundby."""
    with inside(towns, "nadia") as actor:
        yield actor


def _use(one: Licence) -> tuple[int, int, int]:
    row = Licence.objects.select_related("title", "line").get(pk=one.pk)
    use = queries.use_of([row], today())[row.pk]
    assert use.free == free_seats(row.title, row.unit_id, today()) or Licence.objects.count() > 1
    return use.held, use.free, use.used_up


def _follow(one: Licence, on: date | None = None) -> licences.Followed:
    return licences.follow_groups(one.title_id, one.unit_id, on=on)


def _seat(one: Licence, holder: RosterPerson) -> Seat:
    return Seat.objects.select_related("licence__title").get(licence=one, holder=holder, returned_on=None)


def test_a_delivery_seats_the_classes_in_order_and_no_more_than_were_bought(towns: Settled) -> None:
    got = bought.licence(towns, bought.title(), ground.group("8A"), ground.group("8B"), seats=5)
    assert bought.held(got) == ["Alva 8A", "Bo 8A", "Cleo 8A", "Dani 8A", "Alva 8B"]
    assert got.short == 3
    assert _use(got) == (5, 0, 0)
    task = Task.objects.get(about_id=got.pk)
    assert (task.person_id, task.done_at) == (towns.people["elif"].pk, None)
    assert task.text.startswith("3 i klasserna har ingen licens")


def test_who_has_the_title_already_gets_no_second_seat(towns: Settled) -> None:
    title = bought.title()
    first = bought.licence(towns, title, ground.group("8A"), seats=4)
    second = bought.licence(towns, title, ground.group("8A"), ground.group("8B"), seats=8)
    assert len(bought.held(first)) == 4
    assert bought.held(second) == ["Alva 8B", "Bo 8B", "Cleo 8B", "Dani 8B"]
    assert _use(second) == (4, 4, 0)


def test_protected_pupils_get_a_seat_too(towns: Settled) -> None:
    siv = ground.protected_pupil()
    bought.join(siv, ground.group("8A"))
    got = bought.licence(towns, bought.title(), ground.group("8A"), seats=5)
    assert Seat.objects.filter(licence=got, holder=siv).exists()


def test_joiners_and_leavers_follow_the_class_and_twice_changes_nothing(towns: Settled) -> None:
    group, other = ground.group("8A"), ground.group("8B")
    got = bought.licence(towns, bought.title(), group, seats=4)
    alva, new = ground.pupil("Alva 8A"), ground.pupil("Alva 8B")
    before = _seat(got, alva)
    bought.leave(alva, group)
    bought.join(alva, other)
    bought.join(new, group)
    assert _follow(got) == licences.Followed(given=1, returned=1, short=0)
    assert bought.held(got) == ["Bo 8A", "Cleo 8A", "Dani 8A", "Alva 8B"]
    got_rest = _seat(got, new)
    assert (got_rest.continues_id, got_rest.ends_on) == (before.pk, before.ends_on)
    count = AuditRow.objects.count()
    assert _follow(got) == licences.Followed()
    assert AuditRow.objects.count() == count
    assert Seat.objects.count() == 5


def test_consumed_for_good(towns: Settled) -> None:
    """Who only changes classes keeps what nobody else could have; who leaves the school does not."""
    group = ground.group("8A")
    got = bought.licence(towns, bought.title(reusable=False), group, seats=4)
    alva, bo = ground.pupil("Alva 8A"), ground.pupil("Bo 8A")
    for one in (alva, bo):
        bought.leave(one, group)
    bought.join(ground.pupil("Alva 8B"), group)
    RosterPerson.objects.filter(pk=bo.pk).update(gone_at=ground.group("8B").changed_at)
    assert _follow(got) == licences.Followed(given=0, returned=1, short=1)
    assert bought.held(got) == ["Alva 8A", "Cleo 8A", "Dani 8A"]
    assert _use(got) == (3, 0, 1)
    assert Licence.objects.get(pk=got.pk).short == 1


def test_revocable_for_two_months_only(towns: Settled) -> None:
    terms = {"reusable": False, "revocable_months": 2}
    long_ago = today() - timedelta(days=70)
    fresh = bought.licence(towns, bought.title("Ny", **terms), ground.group("8A"))
    old = bought.licence(towns, bought.title("Gammal", **terms), ground.group("8A"), on=long_ago)
    assert Seat.objects.filter(licence=old).count() == 0, "they were in the class for thirty days only"
    licences.follow_groups(old.title_id, old.unit_id)
    Seat.objects.filter(licence=old).update(given_on=long_ago)
    alva = ground.pupil("Alva 8A")
    bought.leave(alva, ground.group("8A"))
    assert (_follow(fresh).returned, _follow(old).returned) == (1, 0)
    assert _use(fresh) == (3, 1, 0)


def test_a_class_that_ends_in_june_takes_nobodys_seat(towns: Settled) -> None:
    """Thirty-six months: the class is another next year, the pupils are the same."""
    group = ground.group("8A")
    got = bought.licence(towns, bought.title(duration_months=36), group)
    PupilGroup.objects.filter(pk=group.pk).update(end_on=today() - DAY)
    assert _follow(got).returned == 0
    assert len(bought.held(got)) == 4


@pytest.mark.parametrize(("month", "returned"), [(7, 0), (9, 4)])
def test_places_that_end_in_june_and_begin_anew_in_august(towns: Settled, month: int, returned: int) -> None:
    group, year = ground.group("8A"), today().year + 1
    got = bought.licence(towns, bought.title(duration_months=36), group)
    PupilGroup.objects.filter(pk=group.pk).update(end_on=date(year, 6, 12))
    Enrolment.objects.update(end_on=date(year, 6, 12))
    assert _follow(got, date(year, month, 5)).returned == returned


def test_the_unassigned_begin_by_themselves_and_end(towns: Settled) -> None:
    title = bought.title(auto_start_months=4, assign_within_months=20)
    got = bought.licence(towns, title, ground.group("8A"), seats=6)
    year = today() + timedelta(days=500)
    assert queries.fresh(got, today()) == 2
    assert queries.fresh(got, year) == 0


def test_what_nobody_got_in_time_is_over(towns: Settled) -> None:
    """They began by themselves after four months, and their twelve have gone: not in use for ever."""
    got = bought.licence(towns, bought.title(auto_start_months=4, assign_within_months=20))
    last = last_day(months_after(today(), 4), 12)
    assert got.assign_by == last
    every = Licence.objects.filter(pk=got.pk)
    assert [listed(every, View.RUNNING, day).exists() for day in (last, last + DAY)] == [True, False]
    assert [listed(every, View.OVER, day).exists() for day in (last, last + DAY)] == [False, True]
    assert expiring(last - timedelta(days=30)).filter(pk=got.pk).exists(), "it is told of while there is time"


def test_the_time_to_give_them_counts_from_the_purchase_and_not_from_a_late_delivery(towns: Settled) -> None:
    title, bought_at = bought.title(assign_within_months=20), now() - timedelta(days=90)
    line = bought.line(towns.people["elif"], title, ground.group("8A"), seats=5)
    line.order.ordered_at = bought_at
    got = licences.deliver(line, 5, "LIN-78", today())
    last = last_day(local(bought_at).date(), 20)
    assert got.assign_by == last
    assert (queries.fresh(got, last), queries.fresh(got, last + DAY)) == (1, 0)


def test_terms_are_those_of_the_day_it_was_bought(towns: Settled) -> None:
    title = bought.title()
    got = bought.licence(towns, title, ground.group("8A"))
    Title.objects.filter(pk=title.pk).update(reusable=False)
    bought.leave(ground.pupil("Alva 8A"), ground.group("8A"))
    _follow(Licence.objects.get(pk=got.pk))
    assert _use(got) == (3, 1, 0)


def test_given_returned_and_moved_by_hand(towns: Settled, by: Actor) -> None:
    got = bought.licence(towns, bought.title(), ground.group("8A"), seats=5)
    ground.group("8B")
    alva, bo, outsider = ground.pupil("Alva 8A"), ground.pupil("Bo 8A"), ground.pupil("Alva 8B")
    seats.give(got, outsider, by=by)
    with pytest.raises(AlreadyHolds):
        seats.give(got, outsider, by=by)
    with pytest.raises(NoSeatFree):
        seats.give(got, ground.pupil("Bo 8B"), by=by)
    seat = _seat(got, alva)
    seats.give_back(seat, by=by)
    with pytest.raises(SeatReturned):
        seats.give_back(seat, by=by)
    assert _follow(got) == licences.Followed(), "who had hers returned by hand gets none by herself"
    moved = seats.move(_seat(got, bo), ground.pupil("Bo 8B"), by=by)
    assert moved.by_hand
    assert _follow(got) == licences.Followed(), "whom somebody gave a seat keeps it, though in no class of it"
    assert bought.held(got) == ["Cleo 8A", "Dani 8A", "Alva 8B", "Bo 8B"]
    assert _use(got) == (4, 1, 0)


def test_what_is_used_up_is_not_moved(towns: Settled, by: Actor) -> None:
    got = bought.licence(towns, bought.title(reusable=False), ground.group("8A"))
    ground.group("8B")
    seat = _seat(got, ground.pupil("Alva 8A"))
    with pytest.raises(SeatUsedUp):
        seats.move(seat, ground.pupil("Alva 8B"), by=by)
    assert seats.give_back(seat, by=by).is_used_up
    assert _use(got) == (3, 0, 1)


def test_a_whole_school_has_no_seats(towns: Settled, by: Actor) -> None:
    got = bought.licence(towns, bought.title(scope=Title.Scope.SCHOOL), ground.group("8A"), seats=1)
    assert bought.held(got) == []
    with pytest.raises(NotPersonal):
        seats.give(got, ground.pupil("Alva 8A"), by=by)
    last = last_day(today(), 12)
    assert (got.starts_on, got.ends_on) == (today(), last), (
        "nobody is assigned one, so it begins when it comes"
    )
    again = [count(got.title, [], day, got.unit).to_buy for day in (last, last + DAY)]
    assert again == [0, 1]


def test_a_returned_order_takes_every_seat_with_it(towns: Settled, by: Actor) -> None:
    got = bought.licence(towns, bought.title(), ground.group("8A"))
    licences.take_back(got.line.order, by=by)
    assert bought.held(got) == []
    assert free_seats(got.title, got.unit_id, today()) == 0
    assert _follow(got) == licences.Followed()


def test_when_all_have_one_the_orderer_is_left_in_peace(towns: Settled, by: Actor) -> None:
    title = bought.title()
    got = bought.licence(towns, title, ground.group("8A"), seats=3)
    assert Task.objects.get(about_id=got.pk).done_at is None
    more = bought.licence(towns, title, ground.group("8A"), seats=2)
    assert (len(bought.held(more)), _use(more)) == (1, (1, 1, 0))
    licences.follow_groups(title.pk, got.unit_id)
    assert Licence.objects.get(pk=got.pk).short == 0
    assert Task.objects.get(about_id=got.pk).done_at is not None
