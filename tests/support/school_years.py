"""A school about to change its year, for tests. Call inside a scope."""

from datetime import date, datetime, timedelta, tzinfo
from typing import Any

import pytest

from armkrok.kit import days
from armkrok.kit.days import today
from armkrok.services.school.models import (
    Enrolment,
    Licence,
    Membership,
    PupilGroup,
    Title,
    YearDates,
)
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support import school_licences as bought
from tests.support import school_orders

TERMS = {"starts_on": Title.Starts.SCHOOL_YEAR, "reusable": True}
YEAR = today().year if today() <= date(today().year, 8, 15) else today().year + 1


@pytest.fixture
def before_summer(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the weeks around the change itself it is spring: classes are seen in June, and renewed from July."""
    if not date(YEAR, 6, 1) <= today() <= date(YEAR, 8, 15):
        return
    known: Any = vars(days)["datetime"]

    class Spring(known):  # type: ignore[misc]
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            moment: datetime = known.now(tz)
            return moment - timedelta(days=90)

    monkeypatch.setattr(days, "datetime", Spring)


def open_now() -> None:
    """The coming change may be begun today."""
    dates = {"opens_on": today() - timedelta(days=1), "closes_on": today() + timedelta(days=14)}
    YearDates.objects.update_or_create(year=YEAR, defaults=dates)


def furnish(towns: Settled) -> None:
    """Sevens, eights and nines with three licences that end in June; Karin may begin the change today."""
    school_orders.furnish(towns)
    school_orders.budget(day=date(YEAR, 7, 1))
    open_now()
    for name, grade in (("7A", 7), ("8A", 8), ("8B", 8), ("8C", 8), ("9A", 9)):
        year_of(ground.group(name), grade)
    school_year_licence(towns, "Ord", ground.group("8A"), seats=6, needs_renewal_ref=True)
    school_year_licence(towns, "Nio", ground.group("9A"), seats=4, shrink_after_end=True)
    school_year_licence(towns, "Karta", seats=1, scope=Title.Scope.SCHOOL)


def school_year_licence(
    towns: Settled, name: str, *groups: PupilGroup, seats: int = 4, **facts: object
) -> Licence:
    """A licence that ends on the last of June before the change."""
    title = school_orders.title(name, **(TERMS | facts))
    got = bought.licence(towns, title, *groups, seats=seats)
    Licence.objects.filter(pk=got.pk).update(ends_on=date(YEAR, 6, 30))
    got.given.update(ends_on=date(YEAR, 6, 30))
    return Licence.objects.get(pk=got.pk)


def year_of(group: PupilGroup, year: int) -> None:
    """Let the group's pupils be in that school year."""
    pupils = Membership.objects.filter(group=group).values("pupil_id")
    Enrolment.objects.filter(pupil__in=pupils).update(school_year=year)


def next_years(name: str, of: PupilGroup, *more: str) -> PupilGroup:
    """The class that a class becomes in August, with some who are new."""
    first = date(YEAR, 8, 17)
    group: PupilGroup = PupilGroup.objects.create(
        source_id=ground.source_id(f"{name} nästa"), digest=bytes(16), name=name, kind="Klass",
        school_type="GR", unit=of.unit, start_on=first,
    )  # fmt: skip
    for row in Membership.objects.filter(group=of):
        Membership.objects.create(group=group, pupil_id=row.pupil_id, start_on=first)
    for one in more:
        Membership.objects.create(group=group, pupil=ground.pupil(one), start_on=first)
    return group
