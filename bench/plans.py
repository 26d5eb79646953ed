"""`python -m bench.plans VISITS`: EXPLAIN (ANALYZE, BUFFERS) of what the pages ask, as the application role.

Each page is drawn once with its statements written down; then every SELECT of it is explained in the same
scope, behind the same row-level security. Prints a JSON list, the slowest first.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from armkrok.site.cli.django_setup import set_up

PAGES = ("mina", "sign", "progress", "list", "search")
SAMPLES = 12


def main() -> int:
    """Draw the pages, explain what they asked, print it."""
    set_up()
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    known = json.loads(Path(sys.argv[1]).read_text())
    worst: dict[tuple[str, str], dict[str, Any]] = {}
    for page in PAGES:
        for address, token in known["visits"][page][:SAMPLES]:
            for statement, scope in asked(address, {known["cookie"]: token}):
                row = _explained(statement, scope) | {"page": page}
                key = (page, row["query"])
                if key not in worst or row["ms"] > worst[key]["ms"]:
                    worst[key] = row
    json.dump(sorted(worst.values(), key=lambda row: -row["ms"]), sys.stdout)
    return 0


def asked(address: str, cookies: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The SELECTs of a page, each with the statement that set its scope."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.cookies.load(cookies)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{answer.status_code} at {address}")
    scope = ""
    for one in seen.captured_queries:
        if one["sql"] == "BEGIN":
            scope = ""
        elif "set_config" in one["sql"]:
            scope = one["sql"]
        elif one["sql"].lstrip().startswith(("SELECT", "WITH")) and "FROM" in one["sql"]:
            yield one["sql"], scope


def _explained(statement: str, scope: str) -> dict[str, Any]:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        if scope:
            cursor.execute(scope)
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement)
        (found,) = cursor.fetchone()
    whole = (json.loads(found) if isinstance(found, str) else found)[0]
    plan = whole["Plan"]
    return {
        "query": named(statement),
        "ms": whole["Execution Time"],
        "planning_ms": whole["Planning Time"],
        "buffers": plan.get("Shared Hit Blocks", 0) + plan.get("Shared Read Blocks", 0),
        "rows": plan["Actual Rows"],
        "scans": sorted(set(scans(plan))),
    }


def named(statement: str) -> str:
    """What and from where, without the columns and the values."""
    what = statement.partition(" FROM ")[0][:14].replace("SELECT ", "").strip('" ')
    table = (re.findall(r'FROM "?(\w+_\w+)', statement) or [""])[0]
    where = "like" if "LIKE" in statement.upper() else "grouped" if "GROUP BY" in statement else ""
    kind = "count" if "COUNT" in what.upper() else "exists" if what.startswith("1") else "rows"
    return " ".join(part for part in (table, kind, where) if part)


def scans(plan: dict[str, Any]) -> Iterator[str]:
    if "Scan" in plan["Node Type"]:
        yield plan.get("Index Name") or f"{plan['Node Type']} {plan.get('Relation Name', '')}".strip()
    for inner in plan.get("Plans", []):
        yield from scans(inner)


if __name__ == "__main__":
    sys.exit(main())
