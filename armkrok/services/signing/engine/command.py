"""The body of ``armkrok verify``: needs neither Django nor a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from armkrok.services.signing.engine.box import long_time
from armkrok.services.signing.engine.guarded import bounded_validate
from armkrok.services.signing.engine.trust_folder import trust_from_folder
from armkrok.services.signing.engine.validation.report import Report, SignatureReport, unestablished
from armkrok.services.signing.engine.validation.trust_lists import TrustList

EXIT = {"valid": 0, "altered": 1, "not_established": 2}
_ANSWER = {"yes": "Ja", "no": "Nej", "unsure": "Oklart"}
_QUESTIONS = {
    "intact": "Är filen orörd?",
    "authentic": "Stämmer underskriften?",
    "trusted": "Är utfärdaren betrodd?",
    "valid_then": "Gällde certifikatet då?",
    "unchanged": "Är resten som det var?",
}


def verify_command(
    path: Path,
    as_json: bool = False,
    trust: Path | Sequence[TrustList] | None = None,
    out: TextIO | None = None,
) -> int:
    """Validate a file, print the result, and return the exit code.

    0: every signature is valid and nothing else was added. 1: altered or invalid. 2: cannot be established
    (no signature, unreadable, not a PDF). ``trust`` is a folder of certificates or ready lists.
    """
    report = _report(path, trust)
    if as_json:
        text = json.dumps({"file": path.name, **report.as_dict()}, ensure_ascii=False, indent=2)
    else:
        text = "\n".join(_lines(path, report))
    print(text, file=out or sys.stdout)
    return EXIT[report.verdict]


def _report(path: Path, trust: Path | Sequence[TrustList] | None) -> Report:
    lists = trust_from_folder(trust) if isinstance(trust, Path) else trust or ()
    try:
        return bounded_validate(path, lists)
    except OSError:
        return unestablished("unreadable")


def _lines(path: Path, report: Report) -> Iterator[str]:
    yield f"{path.name}: {report.reason}"
    for one in (*report.signatures, *report.timestamps):
        yield ""
        yield from _signature(one)
    covering = [change for change in report.changes if change.allowed and change.page]
    for change in covering:
        yield ""
        yield f"Lägg märke till (sida {change.page}): {change.reason}"
    refused = [change for change in report.changes if not change.allowed]
    if refused:
        yield ""
        yield "Det här har hänt efter en underskrift:"
    for change in refused:
        where = f" (sida {change.page})" if change.page else ""
        yield f"  Efter underskrift {change.after}: {change.reason}{where}"


def _signature(one: SignatureReport) -> Iterator[str]:
    name = one.signer or "Okänd person"
    organisation = f", {one.organisation}" if one.organisation else ""
    what = "Tidsstämpel för hela dokumentet från" if one.kind == "timestamp" else "Underskrift av"
    yield f"{one.number}. {what} {name}{organisation}"
    if one.proven_at:
        yield f"   {long_time(one.proven_at, 'sv')}, enligt tidsstämpel"
    elif one.claimed_at:
        yield f"   {long_time(one.claimed_at, 'sv')}, enligt filen själv"
    for key, finding in one.answers.items():
        by = f" ({one.trusted_by})" if key == "trusted" and one.trusted_by else ""
        yield f"   {_QUESTIONS[key]:<26}{_ANSWER[finding.answer]}. {finding.reason}{by}"
