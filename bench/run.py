"""`make bench`: measures, prints a table and can write JSON and the tables of docs/benchmarks.md."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from bench.figures import Figure, table
from bench.machine import description

KEYS = ("signing", "pages", "identity", "school", "catalogue")


def main() -> int:
    """Measure what --only names."""
    wanted = _arguments()
    if unknown := [key for key in wanted.only if key not in KEYS]:
        print(f"Unknown: {', '.join(unknown)}. There are: {', '.join(KEYS)}", file=sys.stderr)
        return 2
    found: list[Figure] = []
    for title, rows in _parts(wanted.only):
        measured = rows()
        print(f"\n{title}\n\n{table(measured)}\n", flush=True)
        if wanted.markdown:
            _replace(wanted.markdown, title, table(measured))
        found += measured
    _show_plans(wanted.only, wanted.markdown)
    if wanted.markdown:
        _replace(wanted.markdown, "Machine", description())
    if wanted.json:
        wanted.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", type=lambda text: text.split(","), default=list(KEYS), help="keys, by comma"
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--markdown", type=Path, help="replace the tables between the markers of this file")
    return parser.parse_args()


def _parts(only: list[str]) -> list[tuple[str, Callable[[], list[Figure]]]]:
    """Imported late, so that one part can run without what the others need."""
    parts: list[tuple[str, Callable[[], list[Figure]]]] = []
    if "signing" in only:
        from bench import batch_signing, batches, bulk, renewals, signing_engine, whole_service

        parts += [("Signing engine", signing_engine.rows), ("Batches", batches.rows)]
        parts.append(("Batches through the database", batch_signing.rows))
        parts += [("Renewals", renewals.rows), ("Whole service", whole_service.rows)]
        parts.append(("Bulk sending", bulk.rows))
    if "pages" in only:
        from bench import pages

        parts.append(("Pages", pages.rows))
    if "identity" in only:
        from bench import identity, logging_in

        parts += [("Permission decisions", identity.decisions), ("Row-level security", identity.row_security)]
        parts.append(("Log-ins", logging_in.rows))
    if "school" in only:
        from bench import provisioning, roster_import

        parts += [("Roster import", roster_import.rows), ("Provisioning", provisioning.rows)]
    if "catalogue" in only:
        from bench import catalogue

        parts.append(("Catalogue", catalogue.rows))
    return parts


def _show_plans(only: list[str], path: Path | None) -> None:
    from bench import catalogue, identity, pages

    tables = {
        "pages": ("Query plans", pages.plans),
        "identity": ("Walled query plans", identity.plans),
        "catalogue": ("Catalogue plans", catalogue.plans),
    }
    for title, plans in (tables[key] for key in only if key in tables):
        text = plans()
        print(f"\n{title}\n\n{text}\n", flush=True)
        if path:
            _replace(path, title, text)


def _replace(path: Path, title: str, text: str) -> None:
    """Put the text between `<!-- title -->` and `<!-- end -->`; the markers must be there."""
    start, end = f"<!-- {title} -->", "<!-- end -->"
    before, found, rest = path.read_text().partition(start)
    if not found or end not in rest:
        raise SystemExit(f"{path} lacks {start} … {end}")
    path.write_text(f"{before}{start}\n\n{text}\n\n{end}{rest.partition(end)[2]}")


if __name__ == "__main__":
    sys.exit(main())
