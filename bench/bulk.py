"""Bulk sending: a list is read and accepted, and every invitation is at the mail server."""

import os
import shutil
import time

import httpx
import psycopg

from bench.figures import Figure, figure
from bench.stack import BUILD, HOST, Stack, run_python, stack

PEOPLE = int(os.environ.get("BENCH_BULK", "5000"))
PATIENCE = 600.0
HOME = BUILD / "bulk"


def rows() -> list[Figure]:
    """One run from an empty database; the worker, its database and the mail server share the processor."""
    shutil.rmtree(HOME, ignore_errors=True)
    with stack(HOME, "worker", "mailbox", "tsa") as running:
        read, accepted = (float(one) for one in run_python("bench.bulk_list", str(PEOPLE)).split()[-2:])
        began = time.monotonic()
        made = _until("SELECT count(*) FROM signing_bulkrow WHERE sent_at IS NOT NULL") - began
        out = _until("SELECT count(*) FROM notifications_message WHERE state = 'sent'") - began
        arrived = _arrived(running)
    return [
        figure(f"List of {PEOPLE} people read and judged", read, "s"),
        figure(f"Bulk of {PEOPLE} read and accepted", read + accepted, "s", goal=5),
        figure(f"Bulk of {PEOPLE}, all copies made", made, "s"),
        figure(f"Bulk of {PEOPLE}, all invitations out", out, "s", goal=300),
        figure("Invitations that did not arrive", PEOPLE - arrived, "", goal=0),
    ]


def _until(question: str) -> float:
    """When the count has come to all."""
    end = time.monotonic() + PATIENCE
    with psycopg.connect(os.environ["DATABASE_BACKUP_URL"], autocommit=True) as connection:
        while time.monotonic() < end:
            row = connection.execute(question).fetchone()
            if row and row[0] >= PEOPLE:
                break
            time.sleep(0.5)
    return time.monotonic()


def _arrived(running: Stack) -> int:
    """How many of the people the mail server has something for."""
    answer = httpx.get(f"http://{HOST}:{running.ports.mailbox}/messages.json", timeout=60.0)
    found = {one for mail in answer.raise_for_status().json() for one in mail["to"]}
    return len([one for one in found if one.endswith("@bulk.example")])
