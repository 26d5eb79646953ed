"""How fast a supplier's server is asked: as it allows, and no faster."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from armkrok.services.school.egil.answers import Answer, Verdict
from armkrok.services.school.egil.pacing import Pace, seconds_asked
from armkrok.services.school.egil.transport import Patience, Sender
from armkrok.services.school.tests.egil_objects import body, user
from armkrok.services.school.tests.speaking import QUICK, by_key, speaking
from tests.support.suppliers import Suppliers

NOW = datetime(2026, 8, 17, 8, 0, tzinfo=UTC)


async def many(to: Sender, count: int) -> list[Answer]:
    return list(await asyncio.gather(*(to.create("Users", body(user(number))) for number in range(count))))


@pytest.mark.parametrize("per_second", [10, 40])
def test_never_more_begin_in_a_second_than_agreed(per_second: int) -> None:
    async def begun() -> list[float]:
        pace = Pace(per_second, 0.01, 1.0)
        return [await pace.turn() for _ in range(per_second * 2 + 5)]

    moments = asyncio.run(begun())
    assert min(later - moment for moment, later in zip(moments, moments[per_second:], strict=False)) > 1


def test_requests_go_at_that_pace(suppliers: Suppliers) -> None:
    """How close together they arrive is not ours to say: a receiver that is busy gets them in a bunch."""
    began = time.monotonic()
    answers = speaking(by_key(suppliers.egil), lambda to: many(to, 25), connections=8, per_second=10)
    assert time.monotonic() - began > 2.4
    assert {one.status for one in answers} == {201}


def test_as_many_at_once_as_connections(suppliers: Suppliers) -> None:
    suppliers.oddly(latency_ms=400)
    began = time.monotonic()
    speaking(by_key(suppliers.egil), lambda to: many(to, 16), connections=8)
    assert 0.8 <= time.monotonic() - began < 5  # one at a time would be 6.4


@pytest.mark.parametrize("how", ["seconds", "date", "none"])
def test_a_busy_receiver_is_waited_for(suppliers: Suppliers, how: str) -> None:
    suppliers.oddly(per_second=5, burst=5, retry_after=how)
    answers = speaking(
        by_key(suppliers.egil), lambda to: many(to, 9), patience=Patience(attempts=9, first_pause=0.2)
    )
    assert {one.verdict for one in answers} == {Verdict.DONE}
    assert suppliers.state["counts"]["POST 429"] >= 1
    assert len(suppliers.objects("Users")) == 9


def test_nothing_is_asked_while_a_receiver_rests(suppliers: Suppliers) -> None:
    async def timed(to: Sender) -> float:
        began = time.monotonic()
        await many(to, 6)
        return time.monotonic() - began

    suppliers.oddly(faults=[{"what": "status", "status": 503, "retry_after": "1"}])
    assert speaking(by_key(suppliers.egil), timed, connections=1) >= 1.0
    assert suppliers.state["counts"] == {"POST 503": 1, "POST 201": 6}


def test_a_receiver_that_never_answers_is_given_up(suppliers: Suppliers) -> None:
    suppliers.oddly(faults=[{"what": "status", "status": 503, "times": 99}])
    (answer,) = speaking(by_key(suppliers.egil), lambda to: many(to, 1))
    assert (answer.verdict, answer.text) == (Verdict.BUSY, "something is wrong")
    assert suppliers.state["counts"] == {"POST 503": QUICK.attempts}


def test_a_pause_beyond_our_patience_is_told_and_not_waited_out(suppliers: Suppliers) -> None:
    suppliers.oddly(faults=[{"what": "status", "status": 429, "retry_after": "3600"}])
    (answer,) = speaking(by_key(suppliers.egil), lambda to: many(to, 1))
    assert (answer.verdict, answer.retry_after) == (Verdict.BUSY, 3600.0)
    assert suppliers.state["counts"] == {"POST 429": 1}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        ("-5", 0.0),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), 0.0),
        ("Mon, 17 Aug 2026 08:00:30", 30.0),
    ],
)
def test_retry_after_in_both_forms(header: str, seconds: float | None) -> None:
    assert seconds_asked(header, NOW) == seconds


def test_a_pace_is_eased_and_regained_but_never_above_the_limit() -> None:
    pace = Pace(20, 0.01, 1.0)
    asyncio.run(pace.turn())
    pace.busy(time.monotonic(), None)
    assert pace.rate < 20
    for _ in range(60):
        pace.changed_at -= 11
        asyncio.run(_regained(pace))
    assert pace.rate == 20


async def _regained(pace: Pace) -> None:
    pace.place = pace.resume_at = 0.0
    await pace.turn()
