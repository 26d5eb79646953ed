"""The engine's functions for files from outside, each run in the bounded process.

What does the work (pyHanko, font tools, PDF drawing) is imported in the worker only, so the calling process
stays small and starts fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from armkrok.services.signing.engine.bounded import SECONDS, InWorker, bounded
from armkrok.services.signing.engine.errors import Unacceptable, Unfinished
from armkrok.services.signing.engine.facts import (
    DEFAULT_LIMITS,
    AsIs,
    CopyFacts,
    Cut,
    Derived,
    FontFiles,
    ImageKind,
    Limits,
    PageFacts,
    PageImage,
    Place,
    Prepared,
    Rebuilt,
    ReportSheet,
    SheetFacts,
    Signatory,
    SignedFacts,
)
from armkrok.services.signing.engine.validation.report import Report, unestablished
from armkrok.services.signing.engine.validation.trust_lists import TrustList

_ENGINE = "armkrok.services.signing.engine"
REBUILD: Final = InWorker[Rebuilt](f"{_ENGINE}.rebuild", "rebuild")
PREPARE: Final = InWorker[Prepared](f"{_ENGINE}.prepare", "prepare")
IMAGE: Final = InWorker[PageImage](f"{_ENGINE}.render", "render_page")
TEXT: Final = InWorker[str](f"{_ENGINE}.render", "page_text")
DERIVE: Final = InWorker[Derived](f"{_ENGINE}.derived", "derive")
INSPECT: Final = InWorker[SignedFacts](f"{_ENGINE}.cosign", "inspect_signed")
AS_IS: Final = InWorker[AsIs](f"{_ENGINE}.cosign", "prepare_as_is")
CUT: Final = InWorker[Cut](f"{_ENGINE}.cut", "cut_revision")
CHECK_REPORT: Final = InWorker[int](f"{_ENGINE}.check_report", "write_check_report")
SHEET: Final = InWorker[int](f"{_ENGINE}.paper_sheet", "write_paper_sheet")
ETSI_REPORT: Final = InWorker[bytes](f"{_ENGINE}.validation.etsi_report", "etsi_report")
VALIDATE: Final = InWorker[Report](f"{_ENGINE}.validation.validate", "validate")


def bounded_rebuild(
    source: Path, target: Path, limits: Limits = DEFAULT_LIMITS, *, seconds: float = SECONDS
) -> Rebuilt:
    """Make one clean revision of an upload (see ``rebuild``). Running out of bounds is Unacceptable too."""
    try:
        return bounded(seconds, REBUILD, source, target, limits)
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
    """Append the signature page and all fields (see ``prepare``); the worker keeps the fonts loaded.

    Raises Unfinished, and ValueError unless there are 1 to 200 signatories.
    """
    return bounded(seconds, PREPARE, clean, target, facts, tuple(signatories), fonts)


def bounded_derive(
    original: Path, target: Path, facts: CopyFacts, fonts: FontFiles, *, seconds: float = 2 * SECONDS
) -> Derived:
    """Make a copy for publication (see ``derive``). Raises Unfinished and Unacceptable."""
    return bounded(seconds, DERIVE, original, target, facts, fonts)


def bounded_page_image(
    path: Path, page: int, width: int = 1200, kind: ImageKind = "webp", *, seconds: float = SECONDS
) -> PageImage:
    """Draw a page, the first is 0 (see ``render_page``). Raises Unfinished, Unacceptable, IndexError."""
    return bounded(seconds, IMAGE, path, page, width, kind)


def bounded_page_text(path: Path, page: int, *, seconds: float = SECONDS) -> str:
    """A page's text (see ``page_text``). Raises Unfinished, Unacceptable, IndexError."""
    return bounded(seconds, TEXT, path, page)


def bounded_validate(
    path: Path,
    trust: Sequence[TrustList] = (),
    revocation_lists: Iterable[bytes] = (),
    at: datetime | None = None,
    *,
    seconds: float = SECONDS,
) -> Report:
    """Examine a signed file (see ``validate``). Running out of bounds establishes nothing."""
    try:
        return bounded(seconds, VALIDATE, path, tuple(trust), tuple(revocation_lists), at)
    except Unfinished as error:
        return unestablished("timeout" if error.code == "timeout" else "unreadable")


def bounded_inspect_signed(path: Path, *, seconds: float = SECONDS) -> SignedFacts:
    """What a signed file holds, and may it be co-signed (see ``inspect_signed``)? Raises Unfinished."""
    return bounded(seconds, INSPECT, path)


def bounded_prepare_as_is(
    source: Path,
    target: Path,
    places: Sequence[Place | None],
    names: Sequence[str],
    fonts: FontFiles,
    fields: Sequence[str] = (),
    *,
    seconds: float = SECONDS,
) -> AsIs:
    """Add empty fields to a signed file (see ``prepare_as_is``).

    Raises Unacceptable, CannotSign, ValueError and Unfinished.
    """
    return bounded(seconds, AS_IS, source, target, tuple(places), tuple(names), fonts, tuple(fields))


def bounded_cut_revision(source: Path, target: Path, number: int, *, seconds: float = SECONDS) -> Cut:
    """The file as it was when somebody signed (see ``cut_revision``). Raises Unacceptable, Unfinished."""
    return bounded(seconds, CUT, source, target, number)


def bounded_check_report(
    target: Path, sheet: ReportSheet, fonts: FontFiles, *, seconds: float = SECONDS
) -> int:
    """Write the report of a check as a PDF; returns its pages (see ``write_check_report``).

    Raises Unfinished.
    """
    return bounded(seconds, CHECK_REPORT, target, sheet, fonts)


def bounded_etsi_report(report: Report, at: datetime, *, seconds: float = SECONDS) -> bytes:
    """The report by ETSI TS 119 102-2, in XML (see ``etsi_report``). Raises Unfinished."""
    return bounded(seconds, ETSI_REPORT, report, at)


def bounded_paper_sheet(
    sources: Sequence[Path], target: Path, facts: SheetFacts, fonts: FontFiles, *, seconds: float = SECONDS
) -> int:
    """A sheet to sign by hand, with the documents after it (see ``write_paper_sheet``); its pages.

    Raises Unfinished and Unacceptable.
    """
    return bounded(seconds, SHEET, tuple(sources), target, facts, fonts)
