"""`armkrok run`: the web server."""

import gc
import multiprocessing
import os
from argparse import Namespace
from importlib import import_module

from armkrok.site.cli.database import database, refuse_mighty_role
from armkrok.site.cli.django_setup import pending_migrations, set_up
from armkrok.site.cli.place import Stop
from armkrok.site.cli.providers import refuse_simulated_providers
from armkrok.site.cli.simulated import refuse_simulators

APPLICATION = "armkrok.site.wsgi"
GRACE = 30
RESPAWN_SECONDS = 0.5


def command(wanted: Namespace) -> int:
    """Serve until SIGINT or SIGTERM; running requests get thirty seconds to finish."""
    with database() as addresses:
        refuse_mighty_role(addresses.application)
        set_up()
        refuse_simulators()
        refuse_old_database()
        refuse_simulated_providers()
        serve(
            wanted.host or os.environ.get("ARMKROK_HOST") or "127.0.0.1",
            wanted.port or int(os.environ.get("ARMKROK_PORT") or 8000),
        )
    return 0


def refuse_old_database() -> None:
    """Stop when the database lacks migrations, rather than fail page by page."""
    from django.db import connections

    missing = pending_migrations()
    for connection in connections.all():
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
    if missing:
        raise Stop(f"Databasen saknar {len(missing)} uppdateringar. Kör först: armkrok migrate")


def serve(host: str, port: int) -> None:
    """Granian with worker processes that are replaced when they die."""
    from django.conf import settings
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from armkrok.site.static import collect

    collect()
    if multiprocessing.get_start_method() == "fork":
        # Loaded once here, so that the workers share its memory and start, or come back, in no time.
        import_module(APPLICATION)
        gc.freeze()
    Server(
        f"{APPLICATION}:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.WEB_WORKERS,
        blocking_threads=settings.WEB_THREADS,
        respawn_failed_workers=True,
        respawn_interval=RESPAWN_SECONDS,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.warning,
        log_dictconfig=settings.LOGGING,
        log_access=False,
    ).serve()
