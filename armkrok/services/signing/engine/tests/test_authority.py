"""Certificates as the profile asks for, and the stall in asn1crypto kept away."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID, ObjectIdentifier

from armkrok.services.signing.engine import der
from armkrok.services.signing.engine.authority import IdentifierKind, from_pem, pseudonym, to_pem
from armkrok.services.signing.engine.cms import cms_signer
from armkrok.services.signing.engine.revocation import Revoked, revocation_list
from armkrok.services.signing.engine.tests.authorities import PUBLISHED, Town
from armkrok.services.signing.engine.tests.conftest import SignAll
from armkrok.services.signing.engine.timestamp import Timestamper
from armkrok.services.signing.engine.trust_folder import trust_from_folder
from armkrok.services.signing.engine.validation.trust_lists import TrustList
from armkrok.services.signing.engine.validation.validate import validate

QC_STATEMENTS = ObjectIdentifier("1.3.6.1.5.5.7.1.3")
ALLOW_LIST = Path(__file__).parents[4] / "kit" / "data" / "test_personal_numbers.txt"


def test_signer_certificate_follows_the_profile(town: Town) -> None:
    credential = town.credential(
        "Amina Karlsson", given_name="Amina", surname="Karlsson", organisation="Sundby kommun"
    )
    certificate = credential.certificate
    names = {one.oid: one.value for one in certificate.subject}
    assert names[NameOID.SERIAL_NUMBER] == "AK-0123456789ABCDEF"
    assert names[NameOID.COUNTRY_NAME] == "SE"
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.content_commitment
    assert not usage.value.digital_signature
    points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert points[0].full_name is not None
    assert points[0].full_name[0].value == PUBLISHED.revocation_list
    assert certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    assert certificate.not_valid_before_utc < datetime.now(UTC) - timedelta(minutes=14)
    assert certificate.public_key().curve.name == "secp256r1"  # type: ignore[union-attr]
    certificate.verify_directly_issued_by(town.issuing.certificate)
    town.issuing.certificate.verify_directly_issued_by(town.root.certificate)
    constraints = town.issuing.certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.value == x509.BasicConstraints(ca=True, path_length=0)


@pytest.mark.skipif(not ALLOW_LIST.exists(), reason="the list of test numbers is not there yet")
def test_personal_number_comes_with_its_semantics(town: Town) -> None:
    number = next(
        line for line in (one.strip().replace("-", "") for one in ALLOW_LIST.read_text().splitlines())
        if line.isdigit() and len(line) == 12
    )  # fmt: skip
    certificate = town.credential(identifier=number, kind=IdentifierKind.ETSI_NUMBER).certificate
    statement = certificate.extensions.get_extension_for_oid(QC_STATEMENTS)
    identifier = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)[0].value
    is_whole = identifier == "PNOSE-" + number  # not in the assertion: numbers stay out of logs
    assert is_whole
    assert der.oid("0.4.0.194121.1.1") in statement.value.value  # type: ignore[attr-defined]


def test_pseudonym_is_stable_per_person_and_organisation() -> None:
    secret = b"hemlighet" * 4
    first = pseudonym(secret, "sundby", "person-1")
    assert first == pseudonym(secret, "sundby", "person-1")
    others = {
        pseudonym(secret, "norrvik", "person-1"),
        pseudonym(secret, "sundby", "person-2"),
        pseudonym(b"annan" * 8, "sundby", "person-1"),
    }
    assert first not in others
    assert len(others) == 3


def test_authorities_survive_storage(town: Town) -> None:
    kept = from_pem(to_pem(town.issuing, b"losen"), b"losen")
    assert kept.chain == town.issuing.chain
    with pytest.raises(ValueError):  # noqa: PT011 (cryptography's own words)
        from_pem(to_pem(town.issuing, b"losen"), b"fel")


NAMES = [
    "",
    "x" * 500,
    "Łukasz Żółć-Wiśniewski",
    "李小龙",
    "\u202eevil\u202c \u200bzero\u0000null\nline",
    "e\u0301" * 40,
    "Z\u0335\u0336\u0337\u0338\u0339\u033a\u033b\u033c",
    "👩‍👩‍👧 Familjen",
    "\ud800",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_gets_a_certificate(town: Town, name: str) -> None:
    certificate = town.credential(name).certificate
    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    value = str(common[0].value) if common else ""
    assert len(value) <= 64
    assert "\u202e" not in value
    assert value.isprintable()


def test_expired_certificate_is_not_valid(
    sign_all: SignAll, town: Town, timestamper: Timestamper, trust: list[TrustList]
) -> None:
    last_year = datetime.now(UTC) - timedelta(days=400)
    credential = town.credential("Amina Karlsson", months=1, now=last_year)
    report = validate(sign_all(first=1, timestamper=timestamper, credential=credential), trust)
    assert (report.verdict, report.code) == ("altered", "invalid_signature")
    assert report.signatures[0].valid_then.code == "expired"


def test_certificate_revoked_before_is_not_valid(
    sign_all: SignAll, town: Town, timestamper: Timestamper, trust: list[TrustList]
) -> None:
    credential = town.credential()
    signed = sign_all(first=1, timestamper=timestamper, credential=credential)
    serial = credential.certificate.serial_number
    before = Revoked(serial, datetime.now(UTC) - timedelta(hours=1), x509.ReasonFlags.key_compromise)
    after = Revoked(serial, datetime.now(UTC) + timedelta(hours=1))
    rest = revocation_list(town.root, number=1)
    revoked = validate(signed, trust, [revocation_list(town.issuing, [before], number=2), rest])
    assert (revoked.verdict, revoked.signatures[0].valid_then.code) == ("altered", "revoked")
    assert revoked.signatures[0].valid_then.at == before.at.replace(microsecond=0)
    later = validate(signed, trust, [revocation_list(town.issuing, [after], number=3), rest])
    assert (later.verdict, later.signatures[0].valid_then.code) == ("valid", "revoked_later")


def test_a_signature_can_be_disowned_after_it_was_made(
    sign_all: SignAll, town: Town, timestamper: Timestamper, trust: list[TrustList]
) -> None:
    """Decided today, not to be believed since before the signature (invalidity date, RFC 5280 5.3.2)."""
    credential = town.credential()
    signed = sign_all(first=1, timestamper=timestamper, credential=credential)
    now, since = datetime.now(UTC) + timedelta(days=3), credential.certificate.not_valid_before_utc
    item = Revoked(credential.certificate.serial_number, now, x509.ReasonFlags.privilege_withdrawn, since)
    lists = [revocation_list(town.root, number=1), revocation_list(town.issuing, [item], number=2)]
    found = validate(signed, trust, lists)
    assert (found.verdict, found.signatures[0].valid_then.code) == ("altered", "revoked")
    assert found.signatures[0].valid_then.at == since


def test_a_list_from_another_issuer_does_not_count(
    sign_all: SignAll, town: Town, timestamper: Timestamper, trust: list[TrustList]
) -> None:
    stranger = Town.found()  # same names, other keys
    credential = town.credential()
    revoked = Revoked(credential.certificate.serial_number, datetime.now(UTC) - timedelta(hours=1))
    signed = sign_all(first=1, timestamper=timestamper, credential=credential)
    report = validate(signed, trust, [revocation_list(stranger.issuing, [revoked], number=1)])
    assert report.signatures[0].valid_then.code == "revocation_unknown"
    assert report.verdict == "valid"


def test_trust_comes_from_a_folder(tmp_path: Path, town: Town) -> None:
    (tmp_path / "kommuner.pem").write_bytes(town.root.certificate.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "annan.cer").write_bytes(town.root.certificate.public_bytes(serialization.Encoding.DER))
    (tmp_path / "las-mig.txt").write_text("inte ett certifikat")
    lists = trust_from_folder(tmp_path)
    assert [one.name for one in lists] == ["annan", "kommuner"]
    assert lists[0].certificates == lists[1].certificates


@pytest.mark.timeout(60)
def test_no_name_length_stalls_the_encoding(town: Town) -> None:
    """asn1crypto takes seconds for some lengths without the correction in ``asn1_lengths``."""
    slowest = 0.0
    for length in range(1, 65):
        signer = cms_signer(town.credential("N" * length, organisation="O" * (65 - length)))
        content = signer.sign(bytes(32)).cms()
        started = time.process_time()
        parsed = cms.ContentInfo.load(content)
        for certificate in parsed["content"]["certificates"]:
            assert certificate.chosen.native
            assert certificate.chosen.dump() in content
        assert parsed.dump() == content
        slowest = max(slowest, time.process_time() - started)
    assert slowest < 1.0


@pytest.mark.timeout(60)
def test_rsa_certificates_of_every_length_keep_their_bytes() -> None:
    """RSA certificates are where the stall was first seen; some of these have lengths ending in 0x80."""
    key = rsa.generate_private_key(65537, 2048)
    telling = 0
    for length in range(256):
        content = _self_signed(key, length)
        telling += content[3] == 0x80
        started = time.process_time()
        signed_data = {
            "version": "v1",
            "digest_algorithms": [],
            "encap_content_info": {"content_type": "data"},
            "certificates": [asn1.Certificate.load(content)],
            "signer_infos": [],
        }
        container = cms.ContentInfo({"content_type": "signed_data", "content": signed_data}).dump()
        assert content in container
        assert time.process_time() - started < 1.0
    assert telling


def test_a_definite_length_ending_in_0x80_is_not_encoded_anew() -> None:
    """What asn1crypto alone does: it drops the needless "critical FALSE", and so breaks the signature."""
    needless = b"\x01\x01\x00"
    kind = der.oid("1.2.752.99.1")
    content = der.sequence(kind, needless, der.octets(bytes(0x80 - len(kind) - len(needless) - 2)))
    assert content[:3] == b"\x30\x81\x80"
    loaded = asn1.Extension.load(content)
    assert loaded["critical"].native is False
    assert loaded.dump() == content
    assert needless not in loaded.dump(force=True)
    loaded["critical"] = True
    assert b"\x01\x01\xff" in loaded.dump()


def _self_signed(key: rsa.RSAPrivateKey, length: int) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "R")])
    now = datetime(2026, 11, 1, tzinfo=UTC)
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    )
    builder = builder.serial_number(2**150 + 1).not_valid_before(now).not_valid_after(now + timedelta(days=9))
    usage = x509.UnrecognizedExtension(ObjectIdentifier("1.2.752.99.1"), bytes(length))
    builder = builder.add_extension(usage, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
