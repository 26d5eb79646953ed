"""Checking a package from outside, in the engine's bounded process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from armkrok.services.signing.archive.report import PackageReport
from armkrok.services.signing.engine import TrustList, Unfinished
from armkrok.services.signing.engine.bounded import SECONDS, InWorker, bounded

EXAMINE: Final = InWorker[PackageReport]("armkrok.services.signing.archive.checking", "examine")


def bounded_examine(
    path: Path, trust: Sequence[TrustList] = (), *, seconds: float = SECONDS
) -> PackageReport:
    """Check a package (see `checking.examine`). Running out of bounds establishes nothing."""
    try:
        return bounded(seconds, EXAMINE, path, tuple(trust))
    except Unfinished as error:
        return PackageReport("not_established", "timeout" if error.code == "timeout" else "unreadable")
