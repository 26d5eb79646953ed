"""Two who give seats at the same moment never give more than there are."""

from collections.abc import Callable
from uuid import UUID

import pytest

from armkrok.kit.refusals import Refusal
from armkrok.services.school.actions import licences, seats
from armkrok.services.school.models import Licence, RosterPerson, Seat
from armkrok.site.settling import Settled, settle
from tests.support import school_ground as ground
from tests.support import school_licences as bought
from tests.support import school_orders
from tests.support.at_once import at_once
from tests.support.people import inside


@pytest.fixture
def people(committed_db: None) -> Settled:
    """Both towns, committed, with a licence that has two free seats."""
    settled = settle()
    with inside(settled, "nadia"):
        school_orders.furnish(settled)
        bought.licence(settled, bought.title(), ground.group("8A"), seats=6)
    return settled


def _giving(people: Settled, licence_id: UUID, name: str) -> Callable[[], str]:
    def deed() -> str:
        try:
            with inside(people, "nadia") as by:
                row = Licence.objects.select_related("title").get(pk=licence_id)
                seats.give(row, RosterPerson.objects.get(pk=ground.pupil(name).pk), by=by)
        except Refusal as refusal:
            return type(refusal).__name__
        return "given"

    return deed


def _following(people: Settled, title_id: UUID, unit_id: UUID | None) -> Callable[[], str]:
    def deed() -> str:
        with inside(people, "nadia"):
            found = licences.follow_groups(title_id, unit_id)
        return f"{found.given} {found.short}"

    return deed


def test_six_want_the_last_two_seats(people: Settled) -> None:
    with inside(people, "nadia"):
        row = Licence.objects.get()
    names = [f"{given} {group}" for group in ("8B", "8C") for given in ground.GIVEN[:3]]
    said = at_once(*(_giving(people, row.pk, name) for name in names))
    assert sorted(said) == ["NoSeatFree"] * 4 + ["given"] * 2
    with inside(people, "nadia"):
        assert Seat.objects.filter(returned_on=None).count() == 6


def test_the_same_pupil_twice_and_the_night_job_between(people: Settled) -> None:
    with inside(people, "nadia"):
        row = Licence.objects.get()
        bought.join(ground.pupil("Alva 8B"), ground.group("8A"))
    give, follow = _giving(people, row.pk, "Alva 8B"), _following(people, row.title_id, row.unit_id)
    said = at_once(give, follow, give, follow)
    assert [one for one in said if one == "given" or one.startswith("1")], said
    with inside(people, "nadia"):
        assert Seat.objects.filter(holder=ground.pupil("Alva 8B")).count() == 1
        assert Seat.objects.filter(returned_on=None).count() == 5
