"""Days, counts and sizes in words, on a Swedish clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from armkrok.kit import days
from armkrok.ui import words

LATE_EVENING = datetime(2031, 11, 26, 23, 30, tzinfo=UTC)  # half past midnight the next day in Sweden


def test_a_moment_is_told_on_a_swedish_clock_on_the_swedish_day() -> None:
    assert words.clock(LATE_EVENING) == "00.30"
    assert words.day(LATE_EVENING) == "torsdag 27 november 2031"
    assert words.full_moment(LATE_EVENING) == "27 november 2031 00.30"
    assert words.short_moment(LATE_EVENING) == "27 nov 2031 00.30"


def test_summer_time_is_two_hours_ahead() -> None:
    assert words.clock(datetime(2031, 7, 1, 7, 5, tzinfo=UTC)) == "09.05"


def test_this_year_goes_without_saying_except_in_records() -> None:
    here = days.today()
    assert str(here.year) not in words.day(here)
    assert str(here.year) in words.full_day(here)
    moment = datetime.combine(here, datetime.min.time(), days.STOCKHOLM)
    assert words.moment(moment).endswith(" 00.00")
    assert str(here.year) not in words.moment(moment)


@pytest.mark.parametrize(
    ("distance", "swedish", "english"),
    [
        (0, "i dag", "today"),
        (1, "i morgon", "tomorrow"),
        (-1, "i går", "yesterday"),
        (3, "om tre dagar", "in three days"),
        (7, "om en vecka", "in one week"),
        (14, "om två veckor", "in two weeks"),
        (13, "om 13 dagar", "in 13 days"),
        (-2, "för två dagar sedan", "two days ago"),
        (-21, "för tre veckor sedan", "three weeks ago"),
    ],
)
def test_how_far_away_a_day_is(distance: int, swedish: str, english: str) -> None:
    there = days.today() + timedelta(days=distance)
    assert words.days_away(there) == swedish
    with translation.override("en"):
        assert words.days_away(there) == english


def test_numbers_are_words_up_to_twelve() -> None:
    assert [words.in_words(n) for n in (0, 1, 2, 12, 13)] == ["noll", "en", "två", "tolv", "13"]
    assert words.in_words(1, one="ett") == "ett"
    assert words.in_words(2, one="ett") == "två"
    with translation.override("en"):
        assert words.in_words(3) == "three"


def test_a_share_keeps_one_style() -> None:
    assert words.out_of(2, 3) == "två av tre"
    assert words.out_of(7, 20) == "7 av 20"
    with translation.override("en"):
        assert words.out_of(2, 3) == "two of three"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (412_345, "412 kB"),
        (1_240_000, "1,2 MB"),
        (1_000_000, "1 MB"),
        (9_960_000, "10 MB"),
        (31_400_000, "31 MB"),
        (50_000_000, "50 MB"),
        (2_500_000_000, "2,5 GB"),
    ],
)
def test_file_sizes_are_rounded_as_people_say_them(size: int, text: str) -> None:
    assert words.file_size(size) == text


def test_a_fingerprint_is_grouped_and_cut() -> None:
    assert words.grouped_hash("9f2c41d7e80a") == "9f2c41d7 e80a"
    assert words.grouped_hash("9f2c41d7e80a", 1) == "9f2c41d7 …"
    assert words.grouped_hash("9f2c41d7", 2) == "9f2c41d7"


def test_english_days_and_clock() -> None:
    with translation.override("en"):
        assert words.day(date(2031, 11, 27)) == "Thursday 27 November 2031"
        assert words.clock(LATE_EVENING) == "00:30"
        assert words.short_moment(LATE_EVENING) == "27 Nov 2031 00:30"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 "
            "Edg/130.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("python-httpx/0.28.1", "python-httpx"),
        ("", ""),
    ],
)
def test_a_browser_is_called_what_people_call_it(header: str, said: str) -> None:
    assert words.browser(header) == said
