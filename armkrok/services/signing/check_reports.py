"""Reports of checks: what a page may carry along instead of the file, and the sealed PDF, JSON and XML.

Nothing is stored. The answer itself is signed and goes into the page that shows it; the buttons there send it
back (docs/decisions/0017-report-travels-in-the-page.md).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from armkrok.core.documents import files
from armkrok.kit.days import now
from armkrok.services.signing import issuing, seals
from armkrok.services.signing.engine import (
    FontFiles,
    Report,
    ReportPart,
    ReportSheet,
    SignatureReport,
    SigningCredential,
    TimestampUnavailable,
    bounded_check_report,
    bounded_etsi_report,
    long_time,
    one_line,
    report_from,
    seal_document,
)
from armkrok.services.signing.errors import KeysUnavailable, ReportTooOld
from armkrok.services.signing.key_errors import NoPlatformSeal

SALT = "armkrok.check-report"
LIFE = 3600
"""Seconds that the answer in a page can be made into a report."""


@dataclass(frozen=True)
class CheckedFile:
    """One file's name and what was found."""

    name: str
    report: Report


@dataclass(frozen=True)
class Checked:
    """The answer of one check, for one or several files."""

    files: tuple[CheckedFile, ...]
    at: datetime


def carried(checked: Checked) -> str:
    """The answer as signed text, to lie hidden in the page."""
    plain = {
        "at": checked.at.isoformat(),
        "files": [[one.name, one.report.as_dict()] for one in checked.files],
    }
    return signing.dumps(plain, salt=SALT, compress=True)


def brought_back(text: str) -> Checked:
    """The answer again. Raises ReportTooOld after an hour, and for what we never signed."""
    try:
        plain = signing.loads(text, salt=SALT, max_age=LIFE)
        found = tuple(CheckedFile(name, report_from(one)) for name, one in plain["files"])
        return Checked(found, datetime.fromisoformat(plain["at"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise ReportTooOld from error


def as_json(checked: Checked) -> bytes:
    """The report in our own form: the same objects as `armkrok verify FILE --json`."""
    found: list[dict[str, Any]] = [{"file": one.name, **one.report.as_dict()} for one in checked.files]
    plain = {"checked_at": checked.at.isoformat(), "files": found}
    return json.dumps(plain, ensure_ascii=False, indent=2).encode()


def as_xml(checked: Checked) -> bytes:
    """The first file's report by ETSI TS 119 102-2. Raises Unfinished."""
    return bounded_etsi_report(checked.files[0].report, checked.at)


def as_pdf(checked: Checked) -> bytes:
    """The report as a PDF with the platform's seal, if it has one. Raises Unfinished."""
    credential = _seal()
    with files.workplace() as folder:
        plain, sealed = folder / "report.pdf", folder / "sealed.pdf"
        fonts = FontFiles.in_packages(settings.FONTS)
        bounded_check_report(plain, _sheet(checked, is_sealed=credential is not None), fonts)
        if credential is None:
            return plain.read_bytes()
        try:
            seal_document(plain, sealed, credential, timestamper=issuing.timestamper())
        except TimestampUnavailable:  # the report says itself when it was made
            seal_document(plain, sealed, credential)
        return sealed.read_bytes()


def _seal() -> SigningCredential | None:
    """The platform's own seal, or None when it has none or its key cannot be used now."""
    try:
        return seals.platform_seal_credential()
    except (NoPlatformSeal, KeysUnavailable):
        return None


def _sheet(checked: Checked, *, is_sealed: bool) -> ReportSheet:
    lead = _("Kontrollen gjordes {moment}. Filen sparades inte.").format(moment=long_time(checked.at, "sv"))
    if is_sealed:
        lead += " " + _("Rapporten är stämplad av plattformen. Stämpeln går att kontrollera på samma sätt.")
    parts = tuple(part for one in checked.files for part in _parts(one))
    return ReportSheet(_("Kontroll av underskrifter"), lead, parts, _("Kontroll, sida {} av {}"))


def _parts(checked: CheckedFile) -> Sequence[ReportPart]:
    report = checked.report
    facts = [_(report.reason)]
    if report.sha256:
        facts.append(_("Fingeravtryck (SHA-256): {digest}").format(digest=report.sha256))
    facts.append(_("{pages} sidor, {size} byte").format(pages=report.pages, size=report.size))
    parts = [ReportPart(one_line(checked.name), tuple(facts))]
    if refused := [change for change in report.changes if not change.allowed]:
        parts.append(ReportPart(_("Det här har ändrats"), tuple(_told(one) for one in refused)))
    return [*parts, *(_signature(one) for one in (*report.signatures, *report.timestamps))]


def _told(change: Any) -> str:
    where = _("Sida {page}").format(page=change.page) + ": " if change.page else ""
    return where + _(change.reason)


def _signature(one: SignatureReport) -> ReportPart:
    heading = _("Underskrift {number}") if one.kind == "signature" else _("Tidsstämpel {number}")
    if one.is_seal:
        heading = _("Stämpel {number}")
    lines = [one.signer or _("Okänd")]
    lines += [said for said in (one.organisation, one.title) if said]
    if one.proven_at:
        lines.append(_("{moment}, enligt tidsstämpel").format(moment=long_time(one.proven_at, "sv")))
    elif one.claimed_at:
        lines.append(_("{moment}, enligt filen själv").format(moment=long_time(one.claimed_at, "sv")))
    lines += [_(finding.reason) for finding in one.answers.values()]
    if one.trusted_by:
        lines.append(_("Betrodd genom {name}").format(name=one.trusted_by))
    lines.append(f"{one.level}, {one.issuer}, {one.certificate_serial}")
    return ReportPart(heading.format(number=one.number), tuple(lines))


def just_checked(found: Sequence[tuple[str, Report]]) -> Checked:
    """The answer as of now."""
    return Checked(tuple(CheckedFile(name, report) for name, report in found), now())
