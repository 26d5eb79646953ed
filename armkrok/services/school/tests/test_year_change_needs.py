"""Who will need a licence next year, and when its end is reminded of."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.notifications.models import Task
from armkrok.core.tenants.models import OpenService
from armkrok.kit import days
from armkrok.kit.days import today
from armkrok.services.school.actions.year_change import begin
from armkrok.services.school.errors.licences import NotOpenYet
from armkrok.services.school.jobs import licences as jobs
from armkrok.services.school.models import Licence, Seat, YearChange, YearDates
from armkrok.services.school.queries import year_change as queries
from armkrok.services.school.queries.licences import expiring
from armkrok.services.school.queries.year_change import Need
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support import school_licences as bought
from tests.support import school_years as years
from tests.support.people import inside
from tests.support.school_years import before_summer  # noqa: F401

YEAR = years.YEAR


@pytest.fixture(autouse=True)
def _ground(before_summer: None, towns: Settled) -> None:  # noqa: F811
    with inside(towns, "nadia"):
        years.furnish(towns)


def test_next_years_classes_are_used_when_the_roster_has_them(towns: Settled) -> None:
    with inside(towns, "nadia"):
        years.next_years("9A", ground.group("8A"), "Ny Ettan", "Ny Tvåan")
        school = queries.school_of(ground.unit(), YEAR)
        need = _need("Ord", school)
        assert (need.people, need.names, need.is_known) == (6, "9A", True)
        nines = _need("Nio", school)
        assert (nines.people, nines.names, nines.is_known) == (6, "9A", True)


@pytest.mark.parametrize(
    ("group", "to_year", "expected"),
    [
        ("8A", None, (4, "8A")),  # they take it with them to year 9
        ("8A", 9, (4, "8A")),
        ("8A", 8, (4, "7A")),  # it stays with year 8: today's sevens
        ("9A", None, (12, "8A, 8B, 8C")),  # the last year leaves the school
        ("7A", 7, (4, "7A")),  # nobody is known who comes to year 7: as many as now
    ],
)
def test_who_needs_it_next_year(
    towns: Settled, group: str, to_year: int | None, expected: tuple[int, str]
) -> None:
    with inside(towns, "nadia"):
        title = f"För {group} {to_year}"
        years.school_year_licence(towns, title, ground.group(group), from_year=7, to_year=to_year)
        need = _need(title, queries.school_of(ground.unit(), YEAR))
        assert (need.people, need.names) == expected


def _need(name: str, school: queries.School) -> Need:
    licence = Licence.objects.select_related("title").get(title__name=name)
    return queries.need_of(licence, queries.groups_by_line([licence])[licence.line_id], school)


def test_without_other_days_it_is_open_from_july_to_the_middle_of_august(
    towns: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(towns, "karin") as karin:
        YearDates.objects.all().delete()
        for day, may in (((6, 30), False), ((7, 1), True), ((8, 15), True), ((8, 16), False)):
            moment = datetime.combine(date(YEAR, *day), time(12), UTC)
            monkeypatch.setattr(days, "now", lambda moment=moment: moment)
            YearChange.objects.all().delete()
            if may:
                begin(ground.unit(), YEAR, by=karin)
            else:
                with pytest.raises(NotOpenYet):
                    begin(ground.unit(), YEAR, by=karin)


@pytest.mark.parametrize(("days_left", "is_listed"), [(-1, False), (0, True), (60, True), (61, False)])
def test_what_ends_within_sixty_days_is_listed(towns: Settled, days_left: int, is_listed: bool) -> None:
    with inside(towns, "nadia"):
        soon = bought.licence(towns, bought.title("Snart"), ground.group("8A"))
        Seat.objects.filter(licence=soon).update(ends_on=today() + timedelta(days=days_left))
        assert expiring(today()).filter(pk=soon.pk).exists() == is_listed


def test_ends_are_reminded_of_and_once(towns: Settled) -> None:
    with inside(towns, "nadia"):
        soon = bought.licence(towns, bought.title("Snart"), ground.group("8A"))
        Seat.objects.filter(licence=soon).update(ends_on=today() + timedelta(days=30))
        assert OpenService.objects.filter(service_key="school").exists()
    for _night in range(2):
        jobs.remind_of_ends()
    with inside(towns, "nadia"):
        task = Task.objects.get(about_id=ground.unit().pk, done_at=None)
        assert task.person_id == towns.people["karin"].pk
        assert task.title == "1 licens tar snart slut"
        assert AuditRow.objects.filter(event="ExpiryTold").count() == 1
        Seat.objects.filter(licence=soon).update(ends_on=today() + timedelta(days=100))
    jobs.remind_of_ends()
    with inside(towns, "nadia"):
        assert not Task.objects.filter(about_id=ground.unit().pk, done_at=None).exists()
