"""Jobs about jobs."""

import asyncio

from procrastinate.contrib.django import app

from armkrok.core.jobs.queue import every

KEEP_HOURS = 24 * 14


@every("*/15 * * * * *", "jobs.rescue")
def rescue() -> None:
    """Queue again what a killed worker was doing."""
    asyncio.run(_rescue())


@every("17 3 * * *", "jobs.sweep")
def sweep() -> None:
    """Forget jobs that ended well two weeks ago."""
    asyncio.run(_sweep())


async def _rescue() -> None:
    for stalled in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(stalled)


async def _sweep() -> None:
    await app.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS, include_failed=False)
