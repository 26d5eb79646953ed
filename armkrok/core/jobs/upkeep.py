"""Jobs about jobs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from procrastinate.contrib.django import app

from armkrok.core.jobs.queue import every

KEEP_HOURS = 24 * 14


@every("* * * * * */15", "jobs.rescue")
def rescue() -> None:
    """Queue again what a killed worker was doing."""
    asyncio.run(_rescue())


@every("17 3 * * *", "jobs.sweep")
def sweep() -> None:
    """Forget jobs that ended well two weeks ago."""
    asyncio.run(_sweep())


async def _rescue() -> None:
    async with _connection():
        for stalled in await app.job_manager.get_stalled_jobs(
            seconds_since_heartbeat=settings.WORKER_STALLED
        ):
            await app.job_manager.retry_job(stalled)


async def _sweep() -> None:
    async with _connection():
        await app.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS, include_failed=False)


@asynccontextmanager
async def _connection() -> AsyncIterator[None]:
    """The queue library asks from a thread of its own, whose connection nobody else would ever renew."""
    await sync_to_async(close_old_connections)()
    try:
        yield
    finally:
        await sync_to_async(close_old_connections)()
