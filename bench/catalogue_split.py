"""`python -m bench.catalogue_split VISITS`: what of a catalogue page is the database's, and what Python's.

The pages are drawn in this process, with the same questions as over HTTP. Prints two JSON lists: the seconds
of each whole page, and those of its statements.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from armkrok.site.cli.django_setup import set_up

ROUNDS = 3


def main() -> int:
    """Draw every page some times over, the first time unmeasured, print."""
    set_up()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    settings.ALLOWED_HOSTS.append("testserver")
    known = json.loads(Path(sys.argv[1]).read_text())
    pages: list[float] = []
    statements: list[float] = []
    asked, client = _Asked(), Client()
    with connection.execute_wrapper(asked):
        for round_ in range(ROUNDS + 1):
            for address, token in known["visits"]["mixed"]:
                client.cookies.load({known["cookie"]: token})
                asked.seconds, start = 0.0, time.perf_counter()
                answer = client.get(address)
                if answer.status_code != 200:
                    raise SystemExit(f"{answer.status_code} at {address}")
                if round_:
                    pages.append(time.perf_counter() - start)
                    statements.append(asked.seconds)
    json.dump([pages, statements], sys.stdout)
    return 0


class _Asked:
    """How long the statements took since it was last put to zero."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
