"""`python -m bench.catalogue_plans VISITS`: EXPLAIN (ANALYZE, BUFFERS) of what is asked of titles."""

import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from armkrok.site.cli.django_setup import set_up
from bench.plans import _explained, asked

SAMPLES = 40
MOST = 12


def main() -> int:
    """Draw the pages, explain what they asked of school_title, print the slowest of each question."""
    set_up()
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    known = json.loads(Path(sys.argv[1]).read_text())
    found: list[dict[str, Any]] = []
    for address, token in known["visits"]["mixed"][:SAMPLES]:
        question = " ".join(one for values in parse_qs(urlsplit(address).query).values() for one in values)
        statements = asked(address, {known["cookie"]: token})
        about = [(one, scope) for one, scope in statements if 'FROM "school_title"' in one]
        found += [_explained(one, scope) | {"page": question or "–"} for one, scope in about]
    json.dump(sorted(found, key=lambda row: -row["ms"])[:MOST], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
