"""Old and weak forms, containers that were tampered with, and certificates that do not do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms, core
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509.oid import NameOID

from armkrok.services.signing.engine.tests.authorities import Town
from armkrok.services.signing.engine.tests.conftest import minutes
from armkrok.services.signing.engine.tests.producers import Byhand, RsaSigner, digest_of, openssl_cms
from armkrok.services.signing.engine.validation.report import Report
from armkrok.services.signing.engine.validation.trust_lists import TrustList
from armkrok.services.signing.engine.validation.validate import validate

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
Container = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def rsa_signer() -> RsaSigner:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Gammal Undertecknare")])
    start = datetime.now(UTC) - timedelta(days=30)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=400))
        .sign(key, hashes.SHA256())
    )
    return RsaSigner(key, certificate)


def signed(folder: Path, container: Container, made: Byhand | None = None) -> Path:
    """A file whose container is what the function gives for the covered bytes."""
    made = made or Byhand()
    content, start, end = made.draft(minutes(folder / "minutes.pdf"))
    target = folder / "signed.pdf"
    covered = bytes(content[:start] + content[end:])
    target.write_bytes(made.fill(content, start, end, container(covered)))
    return target


def answers(report: Report) -> tuple[str, str, str]:
    one = report.signatures[0]
    return report.verdict, one.intact.code, one.authentic.code


@pytest.mark.parametrize("algorithm", ["sha1", "md5"])
def test_weak_digest_proves_nothing(tmp_path: Path, rsa_signer: RsaSigner, algorithm: str) -> None:
    path = signed(tmp_path, lambda covered: openssl_cms(tmp_path, rsa_signer, covered, "-md", algorithm))
    report = validate(path)
    assert answers(report) == ("not_established", "bytes_match", "weak_algorithm")
    assert report.code == "weak_algorithm"


def test_digest_inside(tmp_path: Path, rsa_signer: RsaSigner) -> None:
    """adbe.pkcs7.sha1."""
    made = Byhand(entries=b"/Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.sha1")

    def container(covered: bytes) -> bytes:
        return openssl_cms(tmp_path, rsa_signer, digest_of(covered, 0, 0), "-nodetach")

    path = signed(tmp_path, container, made)
    assert answers(validate(path)) == ("not_established", "bytes_match", "weak_algorithm")
    path.write_bytes(path.read_bytes().replace(b"/F 132", b"/F 133"))
    assert answers(validate(path))[:2] == ("altered", "bytes_differ")


def test_bare_rsa(tmp_path: Path, rsa_signer: RsaSigner) -> None:
    """adbe.x509.rsa_sha1."""
    der = rsa_signer.certificate.public_bytes(serialization.Encoding.DER).hex().encode()
    made = Byhand(
        entries=b"/Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.x509.rsa_sha1 /Cert <%s>" % der
    )

    def container(covered: bytes) -> bytes:
        digest = digest_of(covered, 0, 0)
        value = rsa_signer.key.sign(digest, padding.PKCS1v15(), Prehashed(hashes.SHA1()))  # noqa: S303
        return bytes(core.OctetString(value).dump())

    path = signed(tmp_path, container, made)
    report = validate(path)
    assert answers(report) == ("not_established", "bytes_match", "weak_algorithm")
    assert report.signatures[0].signer == "Gammal Undertecknare"
    path.write_bytes(path.read_bytes().replace(b"/F 132", b"/F 133"))
    assert validate(path).verdict == "altered"


def test_two_signers_in_one_container(tmp_path: Path, rsa_signer: RsaSigner, town: Town) -> None:
    def container(covered: bytes) -> bytes:
        first = cms.ContentInfo.load(openssl_cms(tmp_path, rsa_signer, covered))
        second = cms.ContentInfo.load(openssl_cms(tmp_path, town.credential("Två"), covered))
        infos = [*first["content"]["signer_infos"], *second["content"]["signer_infos"]]
        first["content"]["signer_infos"] = cms.SignerInfos(infos)
        return bytes(first.dump(force=True))

    report = validate(signed(tmp_path, container))
    assert (report.verdict, report.code) == ("not_established", "several_signers")


def test_container_without_a_signer(tmp_path: Path, rsa_signer: RsaSigner) -> None:
    def container(covered: bytes) -> bytes:
        made = cms.ContentInfo.load(openssl_cms(tmp_path, rsa_signer, covered))
        made["content"]["signer_infos"] = cms.SignerInfos([])
        return bytes(made.dump(force=True))

    report = validate(signed(tmp_path, container))
    assert (report.verdict, report.signatures[0].intact.code) == ("altered", "no_signer")


def _tampered(folder: Path, signer: RsaSigner, change: Callable[[cms.SignerInfo], None]) -> Report:
    def container(covered: bytes) -> bytes:
        made = cms.ContentInfo.load(openssl_cms(folder, signer, covered))
        change(made["content"]["signer_infos"][0])
        return bytes(made.dump(force=True))

    return validate(signed(folder, container))


def test_tampered_value(tmp_path: Path, rsa_signer: RsaSigner) -> None:
    def change(info: cms.SignerInfo) -> None:
        value = bytearray(info["signature"].native)
        value[-1] ^= 1
        info["signature"] = bytes(value)

    assert answers(_tampered(tmp_path, rsa_signer, change))[::2] == ("altered", "signature_wrong")


def test_tampered_signed_attribute(tmp_path: Path, rsa_signer: RsaSigner) -> None:
    """The signing time is moved."""

    def change(info: cms.SignerInfo) -> None:
        for one in info["signed_attrs"]:
            if one["type"].native == "signing_time":
                moment = cms.Time({"utc_time": core.UTCTime(datetime(2026, 1, 1, tzinfo=UTC))})
                one["values"] = cms.SetOfTime([moment])

    assert answers(_tampered(tmp_path, rsa_signer, change))[::2] == ("altered", "signature_wrong")


def test_removed_signed_attribute(tmp_path: Path, rsa_signer: RsaSigner) -> None:
    def change(info: cms.SignerInfo) -> None:
        kept = [one for one in info["signed_attrs"] if one["type"].native != "content_type"]
        info["signed_attrs"] = cms.CMSAttributes(kept)

    assert answers(_tampered(tmp_path, rsa_signer, change))[::2] == ("altered", "attributes_wrong")


def test_somebody_elses_certificate(tmp_path: Path, rsa_signer: RsaSigner, town: Town) -> None:
    """The signer's certificate is swapped for another person's with the same issuer and number."""

    def container(covered: bytes) -> bytes:
        made = cms.ContentInfo.load(
            openssl_cms(tmp_path, town.credential("Amina Karlsson"), covered, "-cades")
        )
        other = cms.ContentInfo.load(openssl_cms(tmp_path, town.credential("Annan"), covered, "-cades"))
        leaf = other["content"]["certificates"][0]
        made["content"]["certificates"] = cms.CertificateSet([leaf])
        return bytes(made.dump(force=True))

    report = validate(signed(tmp_path, container))
    assert report.verdict != "valid"
    assert report.signatures[0].authentic.answer == "no"


def test_self_signed_is_unknown(tmp_path: Path, rsa_signer: RsaSigner, trust: list[TrustList]) -> None:
    path = signed(tmp_path, lambda covered: openssl_cms(tmp_path, rsa_signer, covered))
    report = validate(path, trust)
    assert report.verdict == "valid"
    assert (report.signatures[0].trusted.answer, report.signatures[0].trusted_by) == ("no", "")


@pytest.mark.parametrize(
    ("years", "verdict", "code"), [(1, "altered", "expired"), (3, "not_established", "expired_since")]
)
def test_expired_certificate(tmp_path: Path, town: Town, years: int, verdict: str, code: str) -> None:
    """Without a time stamp: wrong if even the claimed time is outside, else nothing can be said."""
    old = town.credential("Förr", now=datetime.now(UTC) - timedelta(days=365 * 3), months=12 * years - 6)
    made = Byhand()
    if years == 3:
        made.entries += (
            b" /M (D:%s)" % (datetime.now(UTC) - timedelta(days=700)).strftime("%Y%m%d%H%M%SZ").encode()
        )
    path = signed(tmp_path, lambda covered: openssl_cms(tmp_path, old, covered, "-noattr"), made)
    report = validate(path)
    assert (report.verdict, report.signatures[0].valid_then.code) == (verdict, code)


def test_claimed_time_in_the_future_is_noted(tmp_path: Path, town: Town) -> None:
    later = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y%m%d%H%M%SZ").encode()
    made = Byhand()
    made.entries += b" /M (D:%s)" % later
    path = signed(tmp_path, lambda covered: openssl_cms(tmp_path, town.credential("Sen"), covered), made)
    (one,) = validate(path).signatures
    assert one.notes == ("claims_differ",)
