"""The engine's functions for files from outside, each run in the bounded process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from armkrok.services.signing.engine import rebuild as rebuilding
from armkrok.services.signing.engine import render
from armkrok.services.signing.engine.bounded import SECONDS, bounded
from armkrok.services.signing.engine.errors import Unacceptable, Unfinished
from armkrok.services.signing.engine.fonts import FontFiles
from armkrok.services.signing.engine.prepare import Prepared, prepare
from armkrok.services.signing.engine.signature_page import PageFacts, Signatory
from armkrok.services.signing.engine.validation.report import Report, unestablished
from armkrok.services.signing.engine.validation.trust import TrustList
from armkrok.services.signing.engine.validation.validate import validate


def bounded_rebuild(
    source: Path,
    target: Path,
    limits: rebuilding.Limits = rebuilding.Limits(),  # noqa: B008 (frozen)
    *,
    seconds: float = SECONDS,
) -> rebuilding.Rebuilt:
    """``rebuild`` with bounds; running out of them is Unacceptable too."""
    try:
        return bounded(seconds, rebuilding.rebuild, source, target, limits)
    except Unfinished as error:
        target.unlink(missing_ok=True)
        codes = {"timeout": "timeout", "memory": "too_large_unpacked"}
        raise Unacceptable(codes.get(error.code, "broken"), error.code) from error


def bounded_prepare(
    clean: Path,
    target: Path,
    facts: PageFacts,
    signatories: Sequence[Signatory],
    fonts: FontFiles,
    *,
    seconds: float = SECONDS,
) -> Prepared:
    """``prepare`` in a worker, where the fonts stay loaded. Raises Unfinished."""
    return bounded(seconds, prepare, clean, target, facts, tuple(signatories), fonts)


def bounded_page_image(
    path: Path,
    page: int,
    width: int = 1200,
    kind: Literal["png", "webp"] = "webp",
    *,
    seconds: float = SECONDS,
) -> render.PageImage:
    """``render_page`` with bounds. Raises Unfinished, Unacceptable, IndexError."""
    return bounded(seconds, render.render_page, path, page, width, kind)


def bounded_page_text(path: Path, page: int, *, seconds: float = SECONDS) -> str:
    """``page_text`` with bounds. Raises Unfinished, Unacceptable, IndexError."""
    return bounded(seconds, render.page_text, path, page)


def bounded_validate(
    path: Path,
    trust: Sequence[TrustList] = (),
    revocation_lists: Iterable[bytes] = (),
    at: datetime | None = None,
    *,
    seconds: float = SECONDS,
) -> Report:
    """``validate`` with bounds; running out of them establishes nothing."""
    try:
        return bounded(seconds, validate, path, tuple(trust), tuple(revocation_lists), at)
    except Unfinished as error:
        return unestablished("timeout" if error.code == "timeout" else "unreadable")
