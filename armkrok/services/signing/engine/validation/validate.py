"""Validating a file: every signature's five answers, what was added, and one verdict.

Nothing is fetched. What cannot be analysed is "not established", never "valid". Hostile files are the rule
here: call this through ``bounded`` for anything that comes from outside.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from mmap import mmap
from pathlib import Path
from typing import TypedDict

from pikepdf import PasswordError

from armkrok.services.signing.engine.files import file_sha256, mapped
from armkrok.services.signing.engine.usage_rights import ByteRange, byte_range_of, usage_rights
from armkrok.services.signing.engine.validation.examination import Examination
from armkrok.services.signing.engine.validation.history import History, history
from armkrok.services.signing.engine.validation.loose import broken_signatures
from armkrok.services.signing.engine.validation.placing import fields_of
from armkrok.services.signing.engine.validation.report import (
    Change,
    Finding,
    Report,
    SignatureReport,
    Verdict,
    unestablished,
)
from armkrok.services.signing.engine.validation.revisions import NotAnalysable, Revision, opened
from armkrok.services.signing.engine.validation.tables import (
    has_double_entries,
    is_ambiguous,
    is_hybrid,
    shrinks,
)
from armkrok.services.signing.engine.validation.trust_lists import TrustList

_TELLING = frozenset({"weak_algorithm", "expired_since", "several_signers", "outside_form", "no_certificate"})


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
            return _without_structure(content, "not_pdf", known)
        try:
            return _examined(content, known, trust, revocation_lists, at or datetime.now(UTC))
        except PasswordError:
            return unestablished("encrypted", **known)
        except NotAnalysable as error:
            return _without_structure(content, error.code, known)
        except Exception:  # noqa: BLE001 (hostile bytes raise dozens of kinds from four libraries)
            return _without_structure(content, "unreadable", known)


def _without_structure(
    content: mmap, code: str, known: Known, pages: int = 0, licences: frozenset[ByteRange] = frozenset()
) -> Report:
    """A file whose structure does not hold can still be seen to have been changed after it was signed."""
    broken = broken_signatures(content, licences)
    if not broken:
        return unestablished(code, **known, pages=pages)
    return Report("altered", "altered", **known, pages=pages, signatures=broken)


def _examined(
    content: mmap,
    known: Known,
    trust: Sequence[TrustList],
    revocation_lists: Iterable[bytes],
    now: datetime,
) -> Report:
    with opened(content) as (revisions, outside), asyncio.Runner() as runner:
        final = revisions[-1].pdf
        if final.is_encrypted:
            return unestablished("encrypted", **known)
        examination = Examination(content, revisions, trust, revocation_lists, now, runner)
        pages = len(final.pages)
        if not examination.placed:
            lost = _signed_before(revisions)
            if lost is None:
                licences = frozenset(byte_range_of(one) for old in revisions for one in usage_rights(old.pdf))
                return _without_structure(content, "no_signature", known, pages, licences)
            changes = (Change(1, "signature_removed", allowed=False),)
            return Report("altered", "signature_removed", **known, pages=pages, changes=changes)
        _refuse_ambiguous(revisions, examination.revision_of, content)
        permissions = [one.permissions for one in examination.placed]
        if examination.all_intact:  # then what stands before the header was there when it was signed
            outside = replace(outside, before_start=False)
        past = history(revisions, examination.revision_of, permissions, outside, content)
        _refuse_double(revisions, examination.revision_of, past)
        reports = examination.reports(past)
    signatures = [one for one in reports if one.kind == "signature"]
    stamps = [one for one in reports if one.kind == "timestamp"]
    verdict, code = _verdict(signatures, stamps, past.changes)
    return Report(
        verdict, code, **known, pages=pages, signatures=signatures, timestamps=stamps, changes=past.changes
    )


def _signed_before(revisions: Sequence[Revision]) -> int | None:
    """The newest revision that was signed, of a file that no longer is."""
    for index in reversed(range(len(revisions) - 1)):
        if next(fields_of(revisions[index].pdf), None) is not None:
            return index
    return None


def _refuse_ambiguous(revisions: Sequence[Revision], signed: Sequence[int | None], content: mmap) -> None:
    """Updates that programs may read in different ways cannot be judged. Raises NotAnalysable."""
    first = min((index for index in signed if index is not None), default=len(revisions))
    for index, revision in enumerate(revisions[first:], first):
        if is_ambiguous(revision, content):
            raise NotAnalysable("ambiguous_table")
        if index > first and is_hybrid(revision):
            raise NotAnalysable("hybrid_update")
        if index > first and shrinks(revisions[index - 1], revision):
            raise NotAnalysable("ambiguous_table")


def _refuse_double(revisions: Sequence[Revision], signed: Sequence[int | None], past: History) -> None:
    """Objects written after a signature that say two things at once. Raises NotAnalysable."""
    first = min((index for index in signed if index is not None), default=len(revisions))
    if any(not change.allowed for change in past.changes):
        return
    if any(has_double_entries(one, revisions[first].end) for one in revisions[first + 1 :]):
        raise NotAnalysable("ambiguous_table")


def _verdict(
    signatures: Sequence[SignatureReport], stamps: Sequence[SignatureReport], changes: Sequence[Change]
) -> tuple[Verdict, str]:
    """One word for the file. An unknown issuer weighs nothing here: it is reported beside."""
    every = (*signatures, *stamps)
    findings = [finding for one in every for finding in _decisive(one)]
    if any(one.answer == "no" for one in findings) or any(not change.allowed for change in changes):
        changed = any(not change.allowed for change in changes)
        changed = changed or any(one.intact.answer == "no" for one in every)
        return "altered", "altered" if changed else "invalid_signature"
    if not signatures:
        return "not_established", "no_signature"
    unsure = [one.code for one in findings if one.answer == "unsure"]
    telling = [code for code in unsure if code in _TELLING]
    if telling:
        return "not_established", telling[0]
    if any(finding.answer == "unsure" for one in every for finding in _certain(one)):
        return "not_established", "not_analysable"
    return "valid", "all_valid"


def _decisive(report: SignatureReport) -> tuple[Finding, ...]:
    return (*_certain(report), report.valid_then)


def _certain(report: SignatureReport) -> tuple[Finding, ...]:
    return report.intact, report.authentic, report.unchanged
