"""The process that does the jobs."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app
from psycopg.conninfo import conninfo_to_dict

GRACE = 20.0


def run(conninfo: str, *, name: str, concurrency: int, listen: bool, stalled: int = 30) -> None:
    """Do jobs until SIGINT or SIGTERM; what has begun gets twenty seconds to finish.

    A worker that has not been heard of for `stalled` seconds is taken for dead, and its jobs are done again.

    The worker has its own connection for fetching, while jobs that defer other jobs do so on Django's, in
    their own transaction. `listen` is off behind a pooler in transaction mode, which cannot carry LISTEN.
    """
    place = {**conninfo_to_dict(conninfo), "prepare_threshold": None}  # a pooler cannot keep statements
    connector = PsycopgConnector(kwargs=place, min_size=1, max_size=4)
    worker_app = App(connector=connector)
    worker_app.tasks = app.tasks
    worker_app.periodic_registry = app.periodic_registry
    asyncio.run(_run(worker_app, name=name, concurrency=concurrency, listen=listen, stalled=stalled))


async def _run(worker_app: App, *, name: str, concurrency: int, listen: bool, stalled: int) -> None:
    # Jobs run in threads; asyncio's own pool has room for few more than there are processors.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(concurrency + 2, "job"))
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            name=name,
            concurrency=concurrency,
            listen_notify=listen,
            fetch_job_polling_interval=5.0 if listen else 0.5,
            shutdown_graceful_timeout=GRACE,
            delete_jobs="successful",
            update_heartbeat_interval=stalled / 3,
            stalled_worker_timeout=stalled,
        )
