"""Days as statutes count them: weeks, and a last day on a free day that moves to the next working day."""

from datetime import date, timedelta

from dateutil.easter import easter

DAY = timedelta(days=1)


def is_free(day: date) -> bool:
    """Whether a measure may wait for the next working day (lagen (1930:173) 2 §, on counting statutory time).

    Those days are Saturdays, Sundays, other public holidays (lagen (1989:253) om allmänna helgdagar), and the
    eves of midsummer, Christmas and the new year.
    """
    return day.weekday() >= 5 or day in _holidays(day.year)


def next_working_day(day: date) -> date:
    """The day itself, or the first working day after it when it is free (lagen (1930:173) 2 §)."""
    while is_free(day):
        day += DAY
    return day


def weeks_after(day: date, weeks: int) -> date:
    """The day with the same name that many weeks later (lagen (1930:173) 1 §), not moved."""
    return day + timedelta(weeks=weeks)


def _holidays(year: int) -> set[date]:
    """Holidays and eves that may fall on a weekday. All Saints' Day and Midsummer's Day are Saturdays."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=after) for after in (-2, 1, 39)}
    fixed = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
    return moving | {date(year, month, day) for month, day in fixed} | {_midsummer_eve(year)}


def _midsummer_eve(year: int) -> date:
    """The Friday before the Saturday that falls on 20 to 26 June."""
    first = date(year, 6, 19)
    return first + timedelta(days=(4 - first.weekday()) % 7)
