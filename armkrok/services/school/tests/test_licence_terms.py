"""Every supplier's practice that we know of, as days."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date

import pytest

from armkrok.services.school.models import Title
from armkrok.services.school.models.terms import Terms, last_day, months_after, period
from armkrok.site.settling import Settled
from tests.support.people import inside

Starts = Title.Starts
D = date
AT_ASSIGNMENT = Terms(starts=Starts.ASSIGNMENT, months=12, scope="pupil")
SCHOOL_YEAR = Terms(starts=Starts.SCHOOL_YEAR, months=12, scope="pupil")


@pytest.mark.parametrize(
    ("day", "months", "later", "last"),
    [
        (D(2026, 8, 15), 1, D(2026, 9, 15), D(2026, 9, 14)),
        (D(2026, 1, 31), 1, D(2026, 2, 28), D(2026, 2, 27)),
        (D(2028, 1, 31), 1, D(2028, 2, 29), D(2028, 2, 28)),
        (D(2028, 2, 29), 12, D(2029, 2, 28), D(2029, 2, 27)),
        (D(2028, 2, 29), 48, D(2032, 2, 29), D(2032, 2, 28)),
        (D(2026, 12, 1), 36, D(2029, 12, 1), D(2029, 11, 30)),
        (D(2026, 10, 31), 4, D(2027, 2, 28), D(2027, 2, 27)),
        (D(2026, 7, 1), 12, D(2027, 7, 1), D(2027, 6, 30)),
    ],
)
def test_months(day: date, months: int, later: date, last: date) -> None:
    assert (months_after(day, months), last_day(day, months)) == (later, last)


@pytest.mark.parametrize(
    ("terms", "given", "delivered", "first", "last", "expected"),
    [
        # twelve and thirty-six months from assignment
        (AT_ASSIGNMENT, D(2026, 9, 3), D(2026, 8, 1), None, None, (D(2026, 9, 3), D(2027, 9, 2))),
        (
            replace(AT_ASSIGNMENT, months=36),
            D(2026, 9, 3), D(2026, 8, 1), None, None, (D(2026, 9, 3), D(2029, 9, 2)),
        ),
        # given before the first wanted day: begins then
        (
            AT_ASSIGNMENT, D(2026, 8, 1), D(2026, 8, 1), D(2026, 8, 17), None,
            (D(2026, 8, 17), D(2027, 8, 16)),
        ),
        # begins by itself four months after delivery: whole before, less after, nothing in the end
        (
            replace(AT_ASSIGNMENT, auto_start=4),
            D(2026, 11, 1), D(2026, 8, 1), None, None, (D(2026, 11, 1), D(2027, 10, 31)),
        ),
        (
            replace(AT_ASSIGNMENT, auto_start=4),
            D(2027, 3, 1), D(2026, 8, 1), None, None, (D(2027, 3, 1), D(2027, 11, 30)),
        ),
        (replace(AT_ASSIGNMENT, auto_start=4), D(2027, 12, 1), D(2026, 8, 1), None, None, None),
        # a school year, and a fixed period: the end is the licence's, however late somebody joins
        (
            SCHOOL_YEAR, D(2026, 8, 1), D(2026, 8, 1), D(2026, 8, 17), D(2027, 6, 30),
            (D(2026, 8, 17), D(2027, 6, 30)),
        ),
        (
            replace(SCHOOL_YEAR, starts=Starts.DATE),
            D(2027, 6, 30), D(2026, 8, 1), D(2026, 9, 1), D(2027, 6, 30), (D(2027, 6, 30), D(2027, 6, 30)),
        ),
        (SCHOOL_YEAR, D(2027, 7, 1), D(2026, 8, 1), D(2026, 8, 17), D(2027, 6, 30), None),
    ],
)  # fmt: skip
def test_a_seat_that_is_given(
    terms: Terms,
    given: date,
    delivered: date,
    first: date | None,
    last: date | None,
    expected: tuple[date, date] | None,
) -> None:
    assert terms.seat(given, delivered, first, last) == expected


@pytest.mark.parametrize(
    ("terms", "returned", "expected"),
    [
        # consumed for good
        (SCHOOL_YEAR, D(2026, 8, 17), False),
        # reusable with the time that is left, but not when none is
        (replace(SCHOOL_YEAR, is_reusable=True), D(2027, 6, 29), True),
        (replace(SCHOOL_YEAR, is_reusable=True), D(2027, 6, 30), False),
        # revocable for two months only: the last day, and the day after
        (replace(SCHOOL_YEAR, revocable=2), D(2026, 10, 16), True),
        (replace(SCHOOL_YEAR, revocable=2), D(2026, 10, 17), False),
        # a limit counts also when the terms say reusable
        (replace(SCHOOL_YEAR, is_reusable=True, revocable=2), D(2026, 10, 17), False),
    ],
)
def test_a_seat_that_is_returned(terms: Terms, returned: date, expected: bool) -> None:
    assert terms.may_reuse(D(2026, 8, 17), D(2027, 6, 30), returned) is expected


def test_the_limit_of_what_may_be_revoked_at_the_end_of_a_month() -> None:
    terms = replace(SCHOOL_YEAR, revocable=1)
    assert terms.revocable_until(D(2027, 1, 31)) == D(2027, 2, 27)
    assert terms.may_reuse(D(2027, 1, 31), D(2027, 6, 30), D(2027, 2, 27))
    assert not terms.may_reuse(D(2027, 1, 31), D(2027, 6, 30), D(2027, 2, 28))


@pytest.mark.parametrize(
    ("ends", "on", "starts"),
    [
        (D(2027, 6, 30), D(2027, 5, 2), D(2027, 7, 1)),
        (D(2027, 6, 30), D(2027, 7, 8), D(2027, 7, 8)),
        (D(2028, 2, 29), D(2028, 2, 1), D(2028, 3, 1)),
        (None, D(2027, 7, 8), D(2027, 7, 8)),
    ],
)
def test_a_renewal_begins_where_the_licence_ends(ends: date | None, on: date, starts: date) -> None:
    assert SCHOOL_YEAR.renews_on(ends, on) == starts


@pytest.mark.parametrize(
    ("after_end", "starts", "may"),
    [(True, D(2027, 6, 30), False), (True, D(2027, 7, 1), True), (False, D(2027, 6, 1), True)],
)
def test_fewer_seats(after_end: bool, starts: date, may: bool) -> None:
    terms = replace(SCHOOL_YEAR, shrinks_after_end=after_end)
    assert terms.may_shrink(D(2027, 6, 30), starts) is may


@pytest.fixture
def _in_sundby(towns: Settled) -> Iterator[None]:
    with inside(towns, "nadia"):
        yield


@pytest.mark.usefixtures("_in_sundby")
def test_terms_are_kept_as_the_title_had_them() -> None:
    title = Title(
        starts_on=Starts.ASSIGNMENT, duration_months=36, assign_within_months=20, auto_start_months=4,
        reusable=True, revocable_months=2, needs_renewal_ref=True, shrink_after_end=True, edition="3",
        scope=Title.Scope.SCHOOL,
    )  # fmt: skip
    bought = asdict(Terms.of(title))
    title.duration_months, title.edition = 12, "4"
    kept = Terms.kept(bought, title)
    assert (kept.months, kept.edition, kept.scope) == (36, "3", "school")
    assert Terms.kept({}, title).months == 12


@pytest.mark.parametrize(
    ("starts", "wanted", "expected"),
    [
        (Starts.SCHOOL_YEAR, D(2026, 8, 17), (D(2026, 8, 17), D(2027, 6, 30))),
        (Starts.SCHOOL_YEAR, D(2027, 6, 30), (D(2027, 6, 30), D(2027, 6, 30))),
        (Starts.DATE, D(2026, 8, 17), (D(2026, 9, 1), D(2027, 8, 31))),
        (Starts.ASSIGNMENT, D(2028, 2, 29), (D(2028, 2, 29), D(2029, 2, 27))),
    ],
)
@pytest.mark.usefixtures("_in_sundby")
def test_the_days_that_an_order_counts_on(starts: str, wanted: date, expected: tuple[date, date]) -> None:
    title = Title(starts_on=starts, start_date=D(2026, 9, 1), duration_months=12)
    assert period(title, wanted) == expected
