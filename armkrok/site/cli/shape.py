"""Whether the demo's database already has the code's shape and the demo's content.

Asked on every start of the demo, so it reads files and one row instead of loading Django.
"""

import hashlib
import json
import os
from pathlib import Path

import psycopg

from armkrok.site.cli.place import ROOT

PACKAGE = ROOT / "armkrok"
PATTERNS = (
    "**/migrations/*.py",
    "**/demo.py",
    "**/demo/*.py",
    "site/demo_*.py",
    "site/settling.py",
    "site/towns.py",
    "site/schema.py",
)


def fingerprint() -> str:
    """SHA-256 over everything that decides what the database holds after a first start."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted({path for pattern in PATTERNS for path in PACKAGE.glob(pattern)}):
        digest.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def is_furnished(state: Path, url: str) -> bool:
    """Whether `remember` was called for this code and the database still has its migrations."""
    try:
        known = json.loads(state.read_text())
    except (OSError, ValueError):
        return False
    return bool(known == _present(url))


def remember(state: Path, url: str) -> None:
    """Note that the database is as the code wants it."""
    state.write_text(json.dumps(_present(url)))


def _present(url: str) -> dict[str, object]:
    """The code, the database and the addresses that the demo's providers are set up with."""
    places = [os.environ.get(f"ARMKROK_{name}", "") for name in ("URL", "SIMULATED_OIDC", "SIMULATED_SAML")]
    return {"fingerprint": fingerprint(), "migrations": _migrations(url), "addresses": places}


def _migrations(url: str) -> int:
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
    except psycopg.errors.UndefinedTable:
        return 0
    return int(row[0]) if row else 0
