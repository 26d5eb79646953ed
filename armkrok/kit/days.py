"""Swedish days: times are stored in UTC, days are counted in Europe/Stockholm."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in Sweden."""
    return now().astimezone(STOCKHOLM).date()


def local(moment: datetime) -> datetime:
    """The same moment on a Swedish clock."""
    return moment.astimezone(STOCKHOLM)


def start_of(day: date) -> datetime:
    """The moment the Swedish day begins, in UTC; the first that there is for a day of the year 1."""
    try:
        return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def end_of(day: date) -> datetime:
    """The moment the Swedish day is over, in UTC; the last that there is for the calendar's last day."""
    try:
        return datetime.combine(day + timedelta(days=1), time(), STOCKHOLM).astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
