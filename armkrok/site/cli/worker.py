"""`armkrok worker`: the process that does the jobs in the queue."""

import os
import socket
from argparse import Namespace

from armkrok.site.cli.database import database, refuse_mighty_role
from armkrok.site.cli.django_setup import set_up
from armkrok.site.cli.run import refuse_old_database
from armkrok.site.cli.simulated import refuse_simulators


def command(wanted: Namespace) -> int:
    """Do jobs until SIGINT or SIGTERM."""
    with database() as addresses:
        refuse_mighty_role(addresses.application)
        set_up()
        refuse_simulators()
        refuse_old_database()
        from django.conf import settings

        from armkrok.core.jobs import worker

        worker.run(
            settings.DATABASE_JOBS_URL,
            name=wanted.name or f"{socket.gethostname()}-{os.getpid()}",
            concurrency=settings.WORKER_CONCURRENCY,
            listen=may_listen(),
            stalled=settings.WORKER_STALLED,
        )
    return 0


def may_listen() -> bool:
    """LISTEN needs a connection of its own, which a pooler in transaction mode does not give.

    With DATABASE_JOBS_URL straight to the server it works although the rest goes through the pooler.
    """
    from django.conf import settings

    return not settings.DATABASE_POOLED or settings.DATABASE_JOBS_URL != settings.DATABASE_URL
