"""What the terms of a licence say of its days."""

from calendar import monthrange
from datetime import date, timedelta

from armkrok.services.school.models.catalogue import Title

SCHOOL_YEAR_ENDS = (6, 30)


def period(title: Title, wanted_on: date) -> tuple[date, date]:
    """First and last day of a licence of the title that is wanted from a day.

    A school-year licence ends on 30 June; one from a date, or from assignment, after its months.
    """
    if title.starts_on == Title.Starts.SCHOOL_YEAR:
        end = date(wanted_on.year, *SCHOOL_YEAR_ENDS)
        return wanted_on, end if wanted_on <= end else date(wanted_on.year + 1, *SCHOOL_YEAR_ENDS)
    start = wanted_on
    if title.starts_on == Title.Starts.DATE and title.start_date:
        start = title.start_date
    return start, months_after(start, title.duration_months) - timedelta(days=1)


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the month's last day when it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
