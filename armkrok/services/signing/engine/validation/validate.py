"""Validating a file: every signature's five answers, what was added, and one verdict.

Nothing is fetched. What cannot be analysed is "not established", never "valid". Hostile files are the rule
here: call this through ``bounded`` for anything that comes from outside.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from mmap import mmap
from pathlib import Path
from typing import TypedDict

from pikepdf import PasswordError

from armkrok.services.signing.engine.files import file_sha256, mapped
from armkrok.services.signing.engine.validation.examination import Examination
from armkrok.services.signing.engine.validation.history import history
from armkrok.services.signing.engine.validation.report import (
    Change,
    Report,
    SignatureReport,
    Verdict,
    unestablished,
)
from armkrok.services.signing.engine.validation.revisions import NotAnalysable, opened
from armkrok.services.signing.engine.validation.trust_lists import TrustList


class Known(TypedDict):
    """What is known of any file."""

    sha256: str
    size: int


def validate(
    path: Path,
    trust: Sequence[TrustList] = (),
    revocation_lists: Iterable[bytes] = (),
    at: datetime | None = None,
) -> Report:
    """Examine a file. Never raises for what the file contains.

    ``trust`` says whose certificates to believe, ``revocation_lists`` are extra CRLs (DER), and ``at`` is
    the present for signatures without a proven time.
    """
    size = path.stat().st_size
    if size == 0:
        return unestablished("empty")
    known: Known = {"sha256": file_sha256(path), "size": size}
    with mapped(path) as content:
        if content.find(b"%PDF-", 0, 1024) < 0:
            return unestablished("not_pdf", **known)
        try:
            return _examined(content, known, trust, revocation_lists, at or datetime.now(UTC))
        except PasswordError:
            return unestablished("encrypted", **known)
        except NotAnalysable:
            return unestablished("not_analysable", **known)
        except Exception:  # noqa: BLE001 (hostile bytes raise dozens of kinds from four libraries)
            return unestablished("unreadable", **known)


def _examined(
    content: mmap,
    known: Known,
    trust: Sequence[TrustList],
    revocation_lists: Iterable[bytes],
    now: datetime,
) -> Report:
    with opened(content) as (revisions, trailing), asyncio.Runner() as runner:
        final = revisions[-1].pdf
        if final.is_encrypted:
            return unestablished("encrypted", **known)
        examination = Examination(content, revisions, trust, revocation_lists, now, runner)
        if not examination.placed:
            return unestablished("no_signature", **known, pages=len(final.pages))
        past = history(revisions, examination.revision_of, trailing)
        reports = examination.reports(past)
        pages = len(final.pages)
    signatures = [one for one in reports if one.kind == "signature"]
    stamps = [one for one in reports if one.kind == "timestamp"]
    verdict, code = _verdict(signatures, stamps, past.changes)
    return Report(
        verdict, code, **known, pages=pages, signatures=signatures, timestamps=stamps, changes=past.changes
    )


def _verdict(
    signatures: Sequence[SignatureReport], stamps: Sequence[SignatureReport], changes: Sequence[Change]
) -> tuple[Verdict, str]:
    """One word for the file. An unknown issuer weighs nothing here: it is reported beside."""
    decisive = [one for signature in (*signatures, *stamps) for one in _decisive(signature)]
    if any(one == "no" for one in decisive) or any(not change.allowed for change in changes):
        changed = any(not change.allowed for change in changes)
        changed = changed or any(one.intact.answer == "no" for one in (*signatures, *stamps))
        return "altered", "altered" if changed else "invalid_signature"
    if not signatures:
        return "not_established", "no_signature"
    if any(one == "unsure" for signature in (*signatures, *stamps) for one in _certain(signature)):
        return "not_established", "not_analysable"
    return "valid", "all_valid"


def _decisive(report: SignatureReport) -> tuple[str, ...]:
    return (*_certain(report), report.valid_then.answer)


def _certain(report: SignatureReport) -> tuple[str, ...]:
    return report.intact.answer, report.authentic.answer, report.unchanged.answer
