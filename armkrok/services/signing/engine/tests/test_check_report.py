"""The report of a check: in XML by ETSI TS 119 102-2, as a PDF, and back again from JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
from lxml import etree
from pyhanko.generated.etsi import ts_11910202 as ts
from xsdata.formats.dataclass.parsers import XmlParser

from armkrok.services.signing.engine.check_report import write_check_report
from armkrok.services.signing.engine.facts import FontFiles, ReportPart, ReportSheet
from armkrok.services.signing.engine.render import page_text
from armkrok.services.signing.engine.tests import attacks
from armkrok.services.signing.engine.tests.conftest import PEOPLE, SignAll
from armkrok.services.signing.engine.validation.etsi_report import etsi_report
from armkrok.services.signing.engine.validation.report import report_from
from armkrok.services.signing.engine.validation.trust_lists import TrustList
from armkrok.services.signing.engine.validation.validate import validate

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_VR = {"vr": "http://uri.etsi.org/19102/v1.2.1#"}


def indications(root: etree._Element) -> set[str]:
    """The main indications, without their prefix."""
    return {str(one.text).rsplit(":", 1)[1] for one in root.iterfind(".//vr:MainIndication", _VR)}


def test_xml_says_what_we_found(sealed: Path, trust: list[TrustList]) -> None:
    report = validate(sealed, trust)
    content = etsi_report(report, NOW)
    read = XmlParser().from_bytes(content, ts.ValidationReport)
    assert len(read.signature_validation_report) == len(report.signatures) + len(report.timestamps)
    root = etree.fromstring(content)
    assert indications(root) == {"total-passed"}
    assert [one.text for one in root.iterfind(".//vr:Signer", _VR)][: len(PEOPLE)] == list(PEOPLE)
    assert b"X509Certificate" not in content


def test_xml_of_an_altered_file(sign_all: SignAll, tmp_path: Path, trust: list[TrustList]) -> None:
    altered = attacks.append(sign_all(), tmp_path / "altered.pdf", attacks.add_page)
    root = etree.fromstring(etsi_report(validate(altered, trust), NOW))
    assert indications(root) == {"total-failed"}


def test_report_survives_json(sealed: Path, trust: list[TrustList]) -> None:
    report = validate(sealed, trust)
    again = report_from(json.loads(json.dumps(report.as_dict())))
    assert again.as_dict() == report.as_dict()


def test_pdf_breaks_over_pages(tmp_path: Path, fonts: FontFiles) -> None:
    lines = ("Łukasz Żółć", *["Svar. Ja. " * 8] * 5)
    parts = tuple(ReportPart(f"Underskrift {number}", lines) for number in range(30))
    target = tmp_path / "report.pdf"
    pages = write_check_report(target, ReportSheet("Kontroll", "Vad vi såg.", parts, "Sida {} av {}"), fonts)
    assert pages > 3
    with pikepdf.open(target) as pdf:
        assert len(pdf.pages) == pages
    assert "Łukasz Żółć" in page_text(target, 0)
    assert f"Sida {pages} av {pages}" in page_text(target, pages - 1)
