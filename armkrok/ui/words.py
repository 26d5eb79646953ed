"""Days, clock times, counts and sizes as people say them, in the active language.

Swedish writing follows Språkrådet's Skrivregler: weekday and month in lower case, full stop in clock times,
number words up to twelve. The phrases are language data, so they stand here as one table per language
rather than as scattered messages.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import dateformat
from django.utils.formats import number_format
from django.utils.translation import get_language

from armkrok.kit import days

# The first mark that a User-Agent holds decides: later browsers also call themselves the earlier ones.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """What one language needs for counts and relative days."""

    numbers: tuple[str, ...]
    today: str
    tomorrow: str
    yesterday: str
    ahead: str
    ago: str
    minute: tuple[str, str]
    hour: tuple[str, str]
    day: tuple[str, str]
    week: tuple[str, str]
    clock: str
    short_month: str
    out_of: str


SWEDISH = Wording(
    numbers=(
        *("noll", "en", "två", "tre", "fyra", "fem", "sex"),
        *("sju", "åtta", "nio", "tio", "elva", "tolv"),
    ),
    today="i dag",
    tomorrow="i morgon",
    yesterday="i går",
    ahead="om {}",
    ago="för {} sedan",
    minute=("minut", "minuter"),
    hour=("timme", "timmar"),
    day=("dag", "dagar"),
    week=("vecka", "veckor"),
    clock="H.i",
    short_month="b",
    out_of="{} av {}",
)
ENGLISH = Wording(
    numbers=(
        *("zero", "one", "two", "three", "four", "five", "six"),
        *("seven", "eight", "nine", "ten", "eleven", "twelve"),
    ),
    today="today",
    tomorrow="tomorrow",
    yesterday="yesterday",
    ahead="in {}",
    ago="{} ago",
    minute=("minute", "minutes"),
    hour=("hour", "hours"),
    day=("day", "days"),
    week=("week", "weeks"),
    clock="H:i",
    short_month="M",
    out_of="{} of {}",
)
KILO, MEGA, GIGA = 1_000, 1_000_000, 1_000_000_000


def wording() -> Wording:
    """The table of the active language; Swedish unless it is English."""
    return ENGLISH if (get_language() or "sv").startswith("en") else SWEDISH


def in_words(count: int, one: str = "") -> str:
    """A count as a word up to twelve, else with digits; `one` replaces the word for 1 (Swedish "ett")."""
    if count == 1 and one:
        return one
    numbers = wording().numbers
    return numbers[count] if 0 <= count < len(numbers) else number_format(count, force_grouping=True)


def out_of(part: int, whole: int) -> str:
    """Two counts in the same style: "två av tre", but "7 av 20" when one needs digits."""
    if max(part, whole) < len(wording().numbers):
        return wording().out_of.format(in_words(part), in_words(whole))
    return wording().out_of.format(part, whole)


def _day(value: date) -> date:
    """The Swedish day of a date or a moment."""
    return days.local(value).date() if isinstance(value, datetime) else value


def _with_year(value: date, pattern: str) -> str:
    """The pattern, and the year when it is not this one."""
    return pattern if value.year == days.today().year else f"{pattern} Y"


def day(value: date) -> str:
    """A day a person plans by: "fredag 27 november", with the year when it is another."""
    found = _day(value)
    return dateformat.format(found, _with_year(found, "l j F"))


def full_day(value: date) -> str:
    """A day in a record, always with its year: "27 november 2026"."""
    return dateformat.format(_day(value), "j F Y")


def clock(value: datetime) -> str:
    """The time on a Swedish clock: "09.30"."""
    return dateformat.format(days.local(value), wording().clock)


def moment(value: datetime) -> str:
    """Day and time: "27 november 09.30", with the year when it is another."""
    found = _day(value)
    return f"{dateformat.format(found, _with_year(found, 'j F'))} {clock(value)}"


def full_moment(value: datetime) -> str:
    """Day and time in a record, always with the year: "27 november 2026 09.30"."""
    return f"{full_day(value)} {clock(value)}"


def short_moment(value: datetime) -> str:
    """Day and time for a narrow column: "23 nov 19.05", with the year when it is another."""
    found = _day(value)
    return f"{dateformat.format(found, _with_year(found, f'j {wording().short_month}'))} {clock(value)}"


def days_away(value: date) -> str:
    """How far away a day is: "i dag", "om tre dagar", "för två veckor sedan"."""
    words, distance = wording(), (_day(value) - days.today()).days
    near = {0: words.today, 1: words.tomorrow, -1: words.yesterday}
    if distance in near:
        return near[distance]
    count, (single, many) = abs(distance), words.day
    if count % 7 == 0:
        count, (single, many) = count // 7, words.week
    phrase = f"{in_words(count)} {single if count == 1 else many}"
    return (words.ahead if distance > 0 else words.ago).format(phrase)


def duration(value: timedelta) -> str:
    """A span in the unit that says most: 40 minuter, 5 timmar, 3 dagar."""
    own, minutes = wording(), round(value.total_seconds() / 60)
    if minutes < 90:
        return _counted(minutes, own.minute)
    if (hours := round(minutes / 60)) < 48:
        return _counted(hours, own.hour)
    return _counted(round(hours / 24), own.day)


def _counted(count: int, forms: tuple[str, str]) -> str:
    return f"{count} {forms[count != 1]}"


def file_size(size: int) -> str:
    """Bytes as people read them, in powers of a thousand (IEC 80000-13): "412 kB", "1,2 MB", "31 MB"."""
    for unit, name in ((GIGA, "GB"), (MEGA, "MB"), (KILO, "kB")):
        if size >= unit:
            amount = round(size / unit, 1)
            decimals = 1 if amount < 10 and amount % 1 else 0
            return f"{number_format(amount, decimals)} {name}"
    return f"{size} B"


def grouped_hash(value: str, groups: int = 0) -> str:
    """A fingerprint in groups of eight, as BankID shows it; `groups` > 0 shows only the first ones."""
    parts = [value[start : start + 8] for start in range(0, len(value), 8)]
    if groups and groups < len(parts):
        return " ".join([*parts[:groups], "…"])
    return " ".join(parts)


def browser(user_agent: str) -> str:
    """A User-Agent header as people say it: "Firefox, Windows"; of an unknown one its first word."""
    program = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, [program, system])) or user_agent.partition("/")[0][:40]
