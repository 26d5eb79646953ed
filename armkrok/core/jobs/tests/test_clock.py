"""What the clock starts, and how long a job that fails waits."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from armkrok.core.jobs.queue import Patience

SCHEDULED = {
    "jobs.rescue": timedelta(seconds=15),
    "jobs.sweep": timedelta(days=1),
    "documents.sweep": timedelta(days=1),
}


def test_the_workers_clock_knows_the_upkeep_and_how_often() -> None:
    """A task that nobody imports never runs; six fields of cron mean seconds last."""
    periodic = {name: one for (name, _), one in app.periodic_registry.periodic_tasks.items()}
    for name, interval in SCHEDULED.items():
        clock = periodic[name].croniter
        clock.set_current(datetime(2026, 11, 21, 12, 3, 2, tzinfo=UTC).timestamp())
        first = clock.get_next(float)
        assert clock.get_next(float) - first == interval.total_seconds(), name


def test_a_failing_job_waits_longer_and_longer_for_three_days() -> None:
    patience, moment = Patience(), datetime.now(tz=UTC)
    waits = []
    for attempts in range(450):
        job = Job(id=1, queue="", lock=None, queueing_lock=None, task_name="x", attempts=attempts)
        decision = patience.get_retry_decision(exception=OSError(), job=job)
        assert decision
        assert decision.retry_at
        waits.append(round((decision.retry_at - moment).total_seconds()))
    assert waits[:6] == [2, 4, 8, 16, 32, 64]
    assert max(waits) <= 602
    assert timedelta(days=2.5) < timedelta(seconds=sum(waits)) < timedelta(days=4)
    job = Job(id=1, queue="", lock=None, queueing_lock=None, task_name="x", attempts=450)
    assert patience.get_retry_decision(exception=OSError(), job=job) is None


def test_a_failure_is_told_in_the_log_without_what_the_job_was_about(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failing: dict[str, Any] = {"queue": "", "lock": None, "queueing_lock": None, "task_name": "school.import"}
    failing["task_kwargs"] = {"person": "Anna Ek"}
    patience, problem = Patience(tries=1), ValueError("Anna Ek, 20090101-1234")
    with caplog.at_level(logging.WARNING):
        for attempts in (0, 1):
            job = Job(id=1, attempts=attempts, **failing)
            patience.get_retry_decision(exception=problem, job=job)
    found = [(one.levelname, one.__dict__["job"], one.__dict__["error"]) for one in caplog.records]
    assert found == [("WARNING", "school.import", "ValueError"), ("ERROR", "school.import", "ValueError")]
    assert "Anna" not in str([one.__dict__ for one in caplog.records])
