"""`armkrok verify` for an evidence package: needs neither Django nor a database."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from armkrok.services.signing.archive.guarded import bounded_examine
from armkrok.services.signing.archive.reading import NotReadable, opened
from armkrok.services.signing.archive.report import PackageReport
from armkrok.services.signing.engine import Report, TrustList, bounded_validate, long_time
from armkrok.services.signing.engine.command import EXIT

_DOCUMENTS, _LARGEST = "dokument/", 200_000_000


def verify_package(
    path: Path, as_json: bool = False, trust: Sequence[TrustList] = (), out: TextIO | None = None
) -> int:
    """Check a package and the signed PDFs in it, print the result and return the exit code.

    0: every member is as it was sealed by somebody trusted, and the documents' signatures are valid.
    1: altered. 2: cannot be established. The worst of them decides.
    """
    report = bounded_examine(path, trust)
    documents = dict(_documents(path, trust)) if report.verdict != "altered" else {}
    if as_json:
        inside = {name: one.as_dict() for name, one in documents.items()}
        facts = {"file": path.name, **report.as_dict(), "documents": inside}
        text = json.dumps(facts, ensure_ascii=False, indent=2)
    else:
        text = "\n".join(
            (*_lines(path, report), *(f"  {name}: {one.reason}" for name, one in documents.items()))
        )
    print(text, file=out or sys.stdout)
    verdicts = {report.verdict, *(one.verdict for one in documents.values())}
    return next(EXIT[one] for one in ("altered", "not_established", "valid") if one in verdicts)


def _documents(path: Path, trust: Sequence[TrustList]) -> Iterator[tuple[str, Report]]:
    try:
        with opened(path) as package, tempfile.TemporaryDirectory() as folder:
            for name in package.names:
                if name.startswith(_DOCUMENTS) and name.lower().endswith(".pdf"):
                    copy = Path(folder) / "document.pdf"
                    copy.write_bytes(package.read(name, _LARGEST))
                    yield name, bounded_validate(copy, trust)
    except NotReadable:
        return


def _lines(path: Path, report: PackageReport) -> Iterator[str]:
    yield f"{path.name}: {report.reason}"
    if report.sealed_by:
        by = f", på listan {report.trusted_by}" if report.trusted_by else ", som inte finns på någon lista"
        yield f"  Stämplat av {report.sealed_by}, utfärdat av {report.issuer}{by}"
    if report.sealed_at:
        yield f"  {long_time(report.sealed_at, 'sv')}, enligt tidsstämpel"
    yield f"  {report.members} filer"
    for one in report.faults:
        yield f"  {one.path}: {one.reason}"
