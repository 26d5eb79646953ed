"""Swedish deadlines: free days, three weeks, and what moves."""

from datetime import date, timedelta

import pytest

from armkrok.services.signing import policy
from armkrok.services.signing.policy.minutes import Announcement


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1), date(2026, 1, 6), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1),
        date(2026, 5, 14), date(2025, 6, 6), date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 25),
        date(2026, 12, 31), date(2026, 11, 21), date(2026, 11, 22), date(2024, 6, 21), date(2028, 6, 23),
    ],
)  # fmt: skip
def test_free_days(day: date) -> None:
    assert policy.is_free(day)


@pytest.mark.parametrize(
    "day",
    # the eves of Epiphany (RÅ 2004 not 40) and Good Friday, the day after Ascension, Whit Monday, 23 December
    [date(2026, 1, 5), date(2026, 4, 2), date(2026, 5, 15), date(2026, 5, 25), date(2026, 12, 23)],
)
def test_days_that_people_take_for_free(day: date) -> None:
    assert not policy.is_free(day)


def test_midsummer_eve_is_a_friday_from_19_to_25_june() -> None:
    for year in range(2000, 2060):
        free = [day for n in range(19, 26) if policy.is_free(day := date(year, 6, n)) and day.weekday() == 4]
        assert len(free) == 1, year


def test_the_way_of_minutes() -> None:
    days = policy.deadlines(date(2026, 11, 17), adjusted=date(2026, 11, 20), announced=date(2026, 11, 23))
    assert days.adjust_by == date(2026, 12, 1)
    assert days.announce_by == date(2026, 11, 22), "the plain day, though it is a Sunday"
    assert days.appeal_by == date(2026, 12, 14), "a Monday, as the day it was announced"
    assert not days.appeal_moved
    assert days.take_down_from == date(2026, 12, 15)


@pytest.mark.parametrize(
    ("announced", "last"),
    [
        (date(2026, 12, 3), date(2026, 12, 28)),  # Christmas Eve, then a weekend
        (date(2026, 12, 10), date(2027, 1, 4)),  # New Year's Eve
        (date(2026, 5, 29), date(2026, 6, 22)),  # Midsummer Eve
        (date(2026, 3, 13), date(2026, 4, 7)),  # Good Friday
        (date(2026, 4, 23), date(2026, 5, 15)),  # Ascension Day
        (date(2025, 5, 16), date(2025, 6, 9)),  # the national day, a Friday
    ],
)
def test_the_last_day_for_appeal_moves_to_the_next_working_day(announced: date, last: date) -> None:
    days = policy.deadlines(announced - timedelta(days=7), announced, announced)
    assert days.appeal_by == last
    assert days.appeal_moved
    assert days.take_down_from == last + timedelta(days=1)


def states(meeting: date, today: date, **known: date) -> dict[str, str]:
    taken_down = known.pop("taken_down", None)
    return {
        one.code: one.state for one in policy.steps(policy.deadlines(meeting, **known), today, taken_down)
    }


def test_what_is_next_and_what_is_late() -> None:
    meeting = date(2026, 11, 3)
    assert states(meeting, date(2026, 11, 17)) == {
        "adjust": "next", "announce": "later", "appeal": "later", "take-down": "later",
    }  # fmt: skip
    assert states(meeting, date(2026, 11, 18))["adjust"] == "late"
    adjusted = date(2026, 11, 10)
    assert states(meeting, date(2026, 11, 12), adjusted=adjusted)["announce"] == "next"
    assert states(meeting, date(2026, 11, 13), adjusted=adjusted)["announce"] == "late"
    up = {"adjusted": adjusted, "announced": date(2026, 11, 11)}
    assert states(meeting, date(2026, 12, 2), **up) == {
        "adjust": "done", "announce": "done", "appeal": "next", "take-down": "later",
    }  # fmt: skip
    assert states(meeting, date(2026, 12, 3), **up)["take-down"] == "next"
    first, second, *_rest = policy.steps(policy.deadlines(meeting, **up), date(2026, 12, 2))
    assert (str(first.heading), first.day) == ("Protokollet justerades", adjusted)
    assert (str(second.heading), second.day) == ("Justeringen anslogs", date(2026, 11, 11))
    down = up | {"taken_down": date(2026, 12, 3)}
    assert set(states(meeting, date(2026, 12, 4), **down).values()) == {"done"}


def test_the_announcement_says_where_and_when() -> None:
    meeting = date(2026, 11, 17)
    known = policy.deadlines(meeting, date(2026, 11, 20), date(2026, 11, 23))
    about = Announcement("Sundby kommun", "Kommunstyrelsen", meeting, "45–62 §§", "Kommunkansliet", known)
    text = policy.announcement_text(about)
    for line in (
        "Organ: Kommunstyrelsen",
        "Sammanträdesdag: 17 november 2026",
        "Paragrafer: 45–62 §§",
        "Dag då protokollet justerades: 20 november 2026",
        "Dag då anslaget sattes upp: 23 november 2026",
        "Anslaget tas ner tidigast: 15 december 2026",
        "Protokollet finns hos: Kommunkansliet",
    ):
        assert line in text.splitlines()
    assert "Sista dag är den 14 december 2026." in text


def test_days_not_known_yet_are_left_open() -> None:
    meeting = date(2026, 11, 17)
    about = Announcement("Sundby kommun", "Valnämnden", meeting, "", "", policy.deadlines(meeting), True)
    text = policy.announcement_text(about)
    assert "Dag då protokollet justerades: …" in text
    assert "Paragrafer: alla (omedelbart justerade)" in text
    assert "Sista dag" not in text
