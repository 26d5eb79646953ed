"""Debian's PostgreSQL and PgBouncer in a temporary folder, and an S3-compatible store."""

import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from armkrok.site.roles import APPLICATION, OWNER, make_roles
from tests.support.simulators import free_port

PATIENCE = 30.0
SETTINGS = "fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=120 -c jit=off"
# bench.judging reads when each signature was committed
SETTINGS += " -c track_commit_timestamp=on"
POOLER = """
[databases]
* = host=127.0.0.1 port={server}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {pooler}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users.txt
pool_mode = transaction
max_client_conn = 500
default_pool_size = 25
server_round_robin = 1
ignore_startup_parameters = extra_float_digits
"""


@dataclass(frozen=True)
class Servers:
    """Where the server is, straight and through the pooler, as the superuser's URLs."""

    superuser: str
    pooled: str


def what_is_missing() -> str:
    """Names of the Debian packages that are not here; empty when all are."""
    missing = []
    if not _programs():
        missing.append("postgresql")
    if not shutil.which("pgbouncer"):
        missing.append("pgbouncer")
    return " och ".join(missing)


@contextmanager
def servers() -> Iterator[Servers]:
    """Both, with our two roles, until the end of the block."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="armkrok-pg-")))
        user = _ordinary_user()
        if user:
            shutil.chown(folder, user)
        folder.chmod(0o755)
        server, pooler = free_port(), free_port()
        _make_cluster(folder / "data", user)
        stack.enter_context(_running(_postgres(folder, server), user, folder / "postgres.log"))
        superuser = f"postgresql://postgres@/postgres?host=127.0.0.1&port={server}"
        _wait(superuser)
        make_roles(superuser)
        users = "".join(f'"{name}" ""\n' for name in ("postgres", OWNER, APPLICATION))
        (folder / "users.txt").write_text(users)
        (folder / "pooler.ini").write_text(POOLER.format(server=server, pooler=pooler, folder=folder))
        command = ["pgbouncer", "--quiet", str(folder / "pooler.ini")]
        stack.enter_context(_running(command, user, folder / "pooler.log"))
        pooled = f"postgresql://postgres@/postgres?host=127.0.0.1&port={pooler}"
        _wait(pooled)
        yield Servers(superuser, pooled)


@contextmanager
def store() -> Iterator[dict[str, str]]:
    """An S3-compatible store with a bucket; gives the environment that leads to it."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    environment = {
        "ARMKROK_S3_BUCKET": "armkrok",
        "ARMKROK_S3_ENDPOINT": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-north-1",
    }
    with TemporaryDirectory(prefix="armkrok-s3-") as folder, _running(command, "", Path(folder) / "s3.log"):
        _make_bucket(environment)
        yield environment


def _make_bucket(environment: dict[str, str]) -> None:
    import boto3
    from botocore.exceptions import EndpointConnectionError

    client = boto3.client(
        "s3", endpoint_url=environment["ARMKROK_S3_ENDPOINT"], region_name="eu-north-1",
        aws_access_key_id="test", aws_secret_access_key="test",
    )  # fmt: skip
    until = time.monotonic() + PATIENCE
    while True:
        try:
            place = {"LocationConstraint": "eu-north-1"}
            client.create_bucket(Bucket="armkrok", CreateBucketConfiguration=place)
            return
        except EndpointConnectionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _programs() -> Path | None:
    """Debian's newest PostgreSQL, or none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


def _ordinary_user() -> str:
    """Who runs the servers: they refuse to run as root. Empty for whoever runs the tests."""
    if os.geteuid() != 0:
        return ""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _make_cluster(data: Path, user: str) -> None:
    command = [str((_programs() or Path()) / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(command, check=True, capture_output=True, user=user or None, cwd="/")


def _postgres(folder: Path, port: int) -> list[str]:
    program = str((_programs() or Path()) / "postgres")
    place = f"-D {folder / 'data'} -p {port} -k {folder} -h 127.0.0.1 -c {SETTINGS}"
    return [program, *place.split()]


@contextmanager
def _running(command: list[str], user: str, log: Path) -> Iterator[None]:
    """A process that is stopped afterwards; SIGINT is PostgreSQL's quick stop."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, user=user or None, cwd="/")
    try:
        yield
    finally:
        process.send_signal(2)
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
