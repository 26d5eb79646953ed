"""The organisation's seal on any PDF: invisible, and harmless to what is there already."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier
from pikepdf import Array, Dictionary, Name

from armkrok.services.signing.engine import der
from armkrok.services.signing.engine.authority import SigningCredential, certify_seal, organisation_identifier
from armkrok.services.signing.engine.certificate_parts import organisation_subject
from armkrok.services.signing.engine.document_seal import seal_document
from armkrok.services.signing.engine.errors import CannotSign
from armkrok.services.signing.engine.seal import seal
from armkrok.services.signing.engine.tests.authorities import PUBLISHED, StampingAuthority, Town
from armkrok.services.signing.engine.tests.conftest import SignAll, minutes
from armkrok.services.signing.engine.timestamp import Timestamper
from armkrok.services.signing.engine.validation.trust_lists import TrustList
from armkrok.services.signing.engine.validation.validate import validate


@pytest.fixture(scope="module")
def credential(town: Town) -> SigningCredential:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = organisation_subject("Sundby kommun", "Sundby kommun", organisation_identifier("212000-9999"))
    certificate = certify_seal(town.issuing, key.public_key(), subject, PUBLISHED)
    return SigningCredential(key, certificate, (town.issuing.certificate,))


def test_the_certificate_is_of_a_legal_person(credential: SigningCredential, town: Town) -> None:
    certificate = credential.certificate
    certificate.verify_directly_issued_by(town.issuing.certificate)
    names = {one.oid: one.value for one in certificate.subject}
    assert names == {
        NameOID.COUNTRY_NAME: "SE",
        NameOID.ORGANIZATION_NAME: "Sundby kommun",
        NameOID.ORGANIZATION_IDENTIFIER: "NTRSE-2120009999",
        NameOID.COMMON_NAME: "Sundby kommun",
    }
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.content_commitment
    statement = certificate.extensions.get_extension_for_oid(ObjectIdentifier("1.3.6.1.5.5.7.1.3"))
    assert der.oid("0.4.0.194121.1.2") in statement.value.value  # type: ignore[attr-defined]


def test_a_plain_report_is_sealed(
    tmp_path: Path,
    credential: SigningCredential,
    timestamper: Timestamper,
    trust: list[TrustList],
    town: Town,
) -> None:
    source, target = minutes(tmp_path / "rapport.pdf"), tmp_path / "stamplad.pdf"
    before = source.read_bytes()
    done = seal_document(source, target, credential, timestamper=timestamper)
    assert target.read_bytes().startswith(before)
    report = validate(target, trust, town.lists())
    assert (report.verdict, done.level) == ("valid", "B-T")
    (found,) = report.signatures
    assert (found.signer, found.unchanged.code) == ("Sundby kommun", "nothing_added")
    with pikepdf.open(target) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert list(field.Rect) == [0, 0, 0, 0]
        assert pdf.Root.AcroForm.SigFlags == 3
        assert list(pdf.pages[0].Annots)[-1].objgen == field.objgen


def test_what_people_signed_stays_valid_under_the_seal(
    sign_all: SignAll,
    credential: SigningCredential,
    timestamper: Timestamper,
    stamping: StampingAuthority,
    trust: list[TrustList],
    town: Town,
    tmp_path: Path,
) -> None:
    target, archived = tmp_path / "stamplad.pdf", tmp_path / "arkiv.pdf"
    seal_document(sign_all(timestamper=timestamper), target, credential, timestamper=timestamper)
    report = validate(target, trust, town.lists())
    assert report.verdict == "valid"
    assert [one.signer for one in report.signatures][-1] == "Sundby kommun"
    chain = [*town.issuing.chain, stamping.root]
    certificates = [one.public_bytes(serialization.Encoding.DER) for one in chain]
    lists = [*town.lists(), stamping.revocation_list()]
    seal(target, archived, timestamper, certificates=certificates, revocation_lists=lists)
    assert validate(archived, trust).verdict == "valid"
    assert {one.level for one in validate(archived, trust).signatures} == {"B-LTA"}


def _shapes(pdf: pikepdf.Pdf, shape: str) -> None:
    """Ways in which forms and notes can lie in a file."""
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[10, 10, 30, 30], Contents="En lapp")
    page, root = pdf.pages[0].obj, pdf.Root
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T="namn", V="Ett värde"))
    if shape == "direct":
        page.Annots = Array([note])
        root.AcroForm = Dictionary(Fields=Array([field]))
    elif shape == "indirect":
        page.Annots = pdf.make_indirect(Array([pdf.make_indirect(note)]))
        root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array([field]), SigFlags=0))
    elif shape == "array":
        root.AcroForm = pdf.make_indirect(Dictionary(Fields=pdf.make_indirect(Array([field]))))
    elif shape == "both":
        root.AcroForm = Dictionary(Fields=pdf.make_indirect(Array([field])), SigFlags=1)
    elif shape == "done":
        fields = pdf.make_indirect(Array([field]))
        root.AcroForm = pdf.make_indirect(Dictionary(Fields=fields, SigFlags=3))


@pytest.mark.parametrize("shape", ["direct", "indirect", "array", "both", "done", "streams"])
def test_forms_and_notes_are_kept(
    shape: str, tmp_path: Path, credential: SigningCredential, trust: list[TrustList]
) -> None:
    source, target = tmp_path / "form.pdf", tmp_path / "stamplad.pdf"
    with pikepdf.open(minutes(tmp_path / "rapport.pdf")) as pdf:
        _shapes(pdf, shape)
        mode = pikepdf.ObjectStreamMode
        pdf.save(source, object_stream_mode=mode.generate if shape == "streams" else mode.disable)
    seal_document(source, target, credential)
    (found,) = validate(target, trust).signatures
    assert {found.intact.answer, found.authentic.answer, found.unchanged.answer} == {"yes"}
    with pikepdf.open(target) as pdf:
        fields = [str(one.T) for one in pdf.Root.AcroForm.Fields]
        assert len(fields) == (1 if shape == "streams" else 2)
        assert pdf.Root.AcroForm.SigFlags == 3
        notes = [one for one in pdf.pages[0].Annots if one.Subtype == Name.Text]
        assert [str(one.Contents) for one in notes] == (
            ["En lapp"] if shape in {"direct", "indirect"} else []
        )
    if shutil.which("qpdf"):
        subprocess.run(["qpdf", "--check", str(target)], check=True, capture_output=True)


def test_two_seals(tmp_path: Path, credential: SigningCredential, trust: list[TrustList], town: Town) -> None:
    first, second = tmp_path / "en.pdf", tmp_path / "tva.pdf"
    seal_document(minutes(tmp_path / "rapport.pdf"), first, credential)
    seal_document(first, second, credential)
    report = validate(second, trust, town.lists())
    assert [one.unchanged.answer for one in report.signatures] == ["yes", "yes"]


def test_what_is_no_pdf_is_refused(tmp_path: Path, credential: SigningCredential) -> None:
    (tmp_path / "text.pdf").write_text("inte en pdf")
    with pytest.raises(CannotSign, match="broken"):
        seal_document(tmp_path / "text.pdf", tmp_path / "ut.pdf", credential)
    assert not (tmp_path / "ut.pdf").exists()
