"""Swedish days as moments."""

from datetime import UTC, date, datetime

from armkrok.kit.days import end_of, start_of


def test_a_day_begins_and_ends_at_swedish_midnight() -> None:
    assert start_of(date(2026, 3, 29)) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert end_of(date(2026, 3, 29)) == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_the_ends_of_the_calendar_are_days_too() -> None:
    """Somebody types them in the filter of a log."""
    assert start_of(date.min) == datetime.min.replace(tzinfo=UTC)
    assert end_of(date.max) == datetime.max.replace(tzinfo=UTC)
