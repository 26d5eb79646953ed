"""The whole way: rebuild, prepare, sign by many, seal, validate; and others agree."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from armkrok.services.signing.engine.box import BoxText
from armkrok.services.signing.engine.errors import CannotSign
from armkrok.services.signing.engine.facts import FontFiles
from armkrok.services.signing.engine.sign import sign
from armkrok.services.signing.engine.tests.authorities import Town
from armkrok.services.signing.engine.tests.conftest import SignAll, prepared_minutes
from armkrok.services.signing.engine.timestamp import Timestamper
from armkrok.services.signing.engine.validation.trust_lists import TrustList
from armkrok.services.signing.engine.validation.validate import validate

TWENTY = [f"Ledamot Nummer {number}" for number in range(1, 21)]


def test_three_sign_and_the_file_is_valid(
    sign_all: SignAll, timestamper: Timestamper, trust: list[TrustList], town: Town
) -> None:
    report = validate(sign_all(timestamper=timestamper), trust, town.lists())
    assert (report.verdict, report.code, report.pages) == ("valid", "all_valid", 4)
    assert [one.signer for one in report.signatures] == ["Amina Karlsson", "Ingrid Mattsson", "Lars-Åke Berg"]
    for one in report.signatures:
        assert {name: finding.answer for name, finding in one.answers.items()} == {
            "intact": "yes",
            "authentic": "yes",
            "trusted": "yes",
            "valid_then": "yes",
            "unchanged": "yes",
        }
        assert one.trusted_by == "Kommunernas lista"
        assert one.level == "B-T"
        assert one.proven_at is not None
    assert report.signatures[-1].unchanged.code == "nothing_added"
    assert report.signatures[0].unchanged.code == "only_permitted"


def test_sealed_file_has_evidence_and_document_timestamp(sealed: Path, trust: list[TrustList]) -> None:
    report = validate(sealed, trust)
    assert report.verdict == "valid"
    assert {one.level for one in report.signatures} == {"B-LTA"}
    assert {one.valid_then.code for one in report.signatures} == {"valid_at_time"}
    (stamp,) = report.timestamps
    assert (stamp.signer, stamp.trusted_by, stamp.unchanged.code) == (
        "Stämpelmyndigheten",
        "Stämplarnas lista",
        "nothing_added",
    )
    assert [change.kind for change in report.changes] == [
        "signature_added",
        "signature_added",
        "evidence_added",
        "timestamp_added",
    ]


def test_twenty_in_a_row(sign_all: SignAll, trust: list[TrustList]) -> None:
    signed = sign_all(TWENTY)
    report = validate(signed, trust)
    assert report.verdict == "valid"
    assert len(report.signatures) == 20


def test_unknown_issuer_is_told_but_does_not_decide(sign_all: SignAll, timestamper: Timestamper) -> None:
    report = validate(sign_all(first=1, timestamper=timestamper))
    assert report.verdict == "valid"
    assert report.signatures[0].trusted.code == "unknown_issuer"
    assert report.signatures[0].valid_then.code == "timestamp_untrusted"


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_poppler_agrees(sealed: Path) -> None:
    told = subprocess.run(["pdfsig", "-nocert", sealed], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid.") == 3  # poppler does not judge document time stamps
    assert told.count("Total document signed") == 1


def test_pyhanko_agrees(sealed: Path, trust: list[TrustList]) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader

    with sealed.open("rb") as file:
        reader = PdfFileReader(file)
        signatures = reader.embedded_signatures
        for one in signatures:
            one.compute_integrity_info()
            told = one.summarise_integrity_info()
            assert told["docmdp_ok"], one.field_name
    assert len(signatures) == 4


def test_signed_attributes_follow_pades(sign_all: SignAll) -> None:
    from asn1crypto import cms

    with pikepdf.open(sign_all(first=1)) as pdf:
        value = pdf.Root.AcroForm.Fields[0].V
        content = bytes(value.Contents)
        assert value.SubFilter == "/ETSI.CAdES.detached"
    signed_data = cms.ContentInfo.load(content)["content"]
    (signer_info,) = signed_data["signer_infos"]
    kinds = {one["type"].native for one in signer_info["signed_attrs"]}
    assert kinds == {"content_type", "message_digest", "signing_certificate_v2"}
    assert len(signed_data["certificates"]) == 2
    assert len(content) - len(cms.ContentInfo.load(content).dump()) < 100


def test_box_is_filled_with_name_time_and_reference(sign_all: SignAll) -> None:
    from armkrok.services.signing.engine.render import page_text

    signed = sign_all(["Łukasz Żółć"], first=1)
    with pikepdf.open(signed) as pdf:
        look = pdf.Root.AcroForm.Fields[0].AP.N.read_bytes()
    actual = "Łukasz Żółć · 3F2A 91C0".encode("utf-16-be").hex().encode()
    assert actual in look
    assert "Łukasz Żółć" in page_text(signed, 3)


def test_xref_streams_are_extended_too(tmp_path: Path, fonts: FontFiles, town: Town) -> None:
    source, prepared = prepared_minutes(tmp_path, fonts, ["Amina Karlsson", "Ingrid Mattsson"])
    packed = tmp_path / "packed.pdf"
    with pikepdf.open(source) as pdf:
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    for number, field in enumerate(prepared.fields):
        target = tmp_path / f"packed-{number}.pdf"
        sign(packed, target, field, town.credential(), words=BoxText("Amina Karlsson"))
        packed = target
    assert b"/Type /XRef" in packed.read_bytes()[-1500:]
    report = validate(packed)
    assert (report.verdict, len(report.signatures)) == ("valid", 2)


def test_a_field_is_signed_once(sign_all: SignAll, tmp_path: Path, town: Town) -> None:
    signed, target = sign_all(first=1), tmp_path / "again.pdf"
    with pytest.raises(CannotSign, match="already_filled"):
        sign(signed, target, "underskrift-001", town.credential())
    with pytest.raises(CannotSign, match="no_such_field"):
        sign(signed, target, "underskrift-099", town.credential())
    assert not target.exists()


def test_a_damaged_file_is_not_signed(sign_all: SignAll, tmp_path: Path, town: Town) -> None:
    content = sign_all(first=1).read_bytes()
    damaged, target = tmp_path / "damaged.pdf", tmp_path / "never.pdf"
    for bad in (content[:-300], content[:-20], b"%PDF-1.7\n", b""):
        damaged.write_bytes(bad)
        with pytest.raises(CannotSign):
            sign(damaged, target, "underskrift-002", town.credential())
    assert not target.exists()
