"""PostgreSQL's own programs for dumping and restoring, of a version that fits the server."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from armkrok.site.cli.place import Stop

DEBIAN = Path("/usr/lib/postgresql")


def server_major(url: str) -> int:
    """The server's major version, e.g. 15."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        return connection.info.server_version // 10_000


def run(program: str, server: int, url: str, *arguments: str) -> None:
    """Run it against the database; raises Stop with what it said. The password goes by the environment."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    place = make_conninfo("", **parts)
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    done = subprocess.run(
        [str(fitting(program, server)), f"--dbname={place}", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["okänt fel"]
        raise Stop(f"{program} misslyckades: {lines[0]}")


def fitting(program: str, server: int) -> Path:
    """The program of the server's own version, else the nearest newer one; raises Stop."""
    found = {_major(path): path for path in reversed(list(_candidates(program)))}
    newer = sorted(major for major in found if major >= server)
    if not newer:
        raise Stop(f"{program} för PostgreSQL {server} eller nyare finns inte på den här datorn.")
    return found[newer[0]]


def _candidates(program: str) -> Iterator[Path]:
    """On the PATH, where Debian keeps the versions, and with the embedded server."""
    on_path = shutil.which(program)
    if on_path:
        yield Path(on_path)
    yield from sorted(DEBIAN.glob(f"*/bin/{program}"))
    from armkrok.site.embedded import programs

    yield from (folder / program for folder in programs() if (folder / program).exists())


def _major(program: Path) -> int:
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+", said)
    return int(found.group()) if found else 0
