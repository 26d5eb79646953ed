"""Declaring and deferring jobs."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, ParamSpec

from django.db import close_old_connections
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job as QueuedJob

P = ParamSpec("P")
log = logging.getLogger(__name__)
LONGEST_WAIT = 600


class Patience(BaseRetryStrategy):
    """Wait 2, 4, 8 … seconds between tries, ten minutes at most, for about three days, then give up.

    A time-stamp authority or a mail server may be away over a weekend without anything being lost. Each
    failure is told in the log: the job's name and the error's class, but neither arguments nor the error's
    words, which may hold what the job was about.
    """

    def __init__(self, tries: int = 450) -> None:
        self.tries = tries

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        """When to try again after a failure, or None to give up."""
        told = {"job": job.task_name, "error": type(exception).__name__, "tries": job.attempts + 1}
        if job.attempts >= self.tries:
            log.error("job given up", extra=told)
            return None
        log.warning("job failed and is tried again", extra=told)
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts + 1, 10), LONGEST_WAIT)})


class Job(Generic[P]):
    """A function that can be called now or deferred to a worker."""

    def __init__(self, function: Callable[P, None], task: Any) -> None:
        self.function = function
        self.task = task

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it now."""
        self.function(*args, **kwargs)

    def defer(self, *_args: P.args, **kwargs: P.kwargs) -> int:
        """Do it as soon as the running transaction is committed. Returns the job's number."""
        return int(self.task.defer(**kwargs))

    def defer_many(self, rows: list[dict[str, Any]]) -> None:
        """Defer one job for each row of arguments, in one statement."""
        if rows:
            self.task.batch_defer(*rows)

    def defer_in(self, seconds: int, **kwargs: Any) -> int:
        """Do it no sooner than `seconds` from now. Returns the job's number."""
        return int(self.task.configure(schedule_in={"seconds": seconds}).defer(**kwargs))


def job(name: str, *, tries: int = 450) -> Callable[[Callable[P, None]], Job[P]]:
    """Declare a job by a name that never changes, since jobs in the queue carry it."""

    def declare(function: Callable[P, None]) -> Job[P]:
        return Job(function, app.task(name=name, retry=Patience(tries))(_with_connection(function)))

    return declare


def every(cron: str, name: str) -> Callable[[Callable[[], None]], Job[[]]]:
    """Declare a job for the clock; `cron` has five or six fields (the sixth is seconds), in UTC.

    A missed tick is not made up for: the job must look at what is due, not count its calls.
    """

    def declare(function: Callable[[], None]) -> Job[[]]:
        def tick(timestamp: int) -> None:
            function()

        task = app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(_with_connection(tick)))
        return Job(function, task)

    return declare


def _with_connection(function: Callable[P, None]) -> Callable[P, None]:
    """A worker's thread gives its database connection back between jobs."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        close_old_connections()
        try:
            function(*args, **kwargs)
        finally:
            close_old_connections()

    return run


def cancel(number: int) -> None:
    """Take back a job that has not begun."""
    app.job_manager.cancel_job_by_id(number, delete_job=True)
