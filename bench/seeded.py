"""Databases with invented data, made once and kept in build/bench."""

import os
from pathlib import Path

import psycopg

from armkrok.site.seeding.sizes import SIZES
from bench.stack import BUILD, run_python

SIZE = os.environ.get("BENCH_SIZE", "large")
HOME: Path = BUILD / SIZE


def fill() -> None:
    """Seed the running database unless it is full; `large` takes some eight minutes."""
    with psycopg.connect(os.environ["DATABASE_BACKUP_URL"]) as connection:
        row = connection.execute("SELECT count(*) FROM signing_signingrequest").fetchone()
    if row and row[0] >= SIZES[SIZE].requests:
        return
    print(run_python("armkrok.site.cli.main", "manage", "seed", "--size", SIZE))
