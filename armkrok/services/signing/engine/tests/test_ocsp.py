"""OCSP answers that others put in their files: in the store of evidence, or in the container itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms, core, crl
from asn1crypto.ocsp import OCSPResponse
from asn1crypto.pdf import RevocationInfoArchival
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pikepdf import Pdf

from armkrok.services.signing.engine.revocation import revocation_list
from armkrok.services.signing.engine.tests.attacks import append, body, stream
from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town
from armkrok.services.signing.engine.tests.conftest import minutes
from armkrok.services.signing.engine.tests.producers import Other
from armkrok.services.signing.engine.validation.report import Finding, SignatureReport
from armkrok.services.signing.engine.validation.trust_lists import TrustList
from armkrok.services.signing.engine.validation.validate import validate

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
Signer = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


@pytest.fixture
def other(town: Town, stamping: StampingAuthority) -> Other:
    return Other(town, stamping)


def answer(
    about: x509.Certificate,
    issuer: x509.Certificate,
    signer: Signer,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    *,
    since: datetime | None = None,
    said: datetime = NOW,
    until: datetime | None = NOW + DAY,
    algorithm: hashes.HashAlgorithm | None = None,
) -> bytes:
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=about, issuer=issuer, algorithm=algorithm or hashes.SHA1(), cert_status=status,  # noqa: S303
        this_update=said, next_update=until, revocation_time=since, revocation_reason=None,
    )  # fmt: skip
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer[0])
    if signer[0] != issuer:
        builder = builder.certificates([signer[0]])
    return builder.sign(signer[1], hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def authority(town: Town) -> Signer:
    key = town.issuing.key
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return town.issuing.certificate, key


def responder(town: Town, *, by: Signer | None = None, purpose: bool = True) -> Signer:
    """A certificate for answering, by the town's authority or by another."""
    issuer, issuer_key = by or authority(town)
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Svarare")]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 400 * DAY)
        .not_valid_after(NOW + 40 * DAY)
    )
    usage = ExtendedKeyUsageOID.OCSP_SIGNING if purpose else ExtendedKeyUsageOID.EMAIL_PROTECTION
    builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256()), key


def stranger(town: Town) -> Signer:
    """Somebody who has the issuer's name and not its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = town.issuing.certificate.subject
    builder = x509.CertificateBuilder().subject_name(named).issuer_name(named).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(NOW - DAY).not_valid_after(NOW + DAY)
    return builder.sign(key, hashes.SHA256()), key


Answering = Callable[[x509.Certificate, Town], bytes]


def _by(signer: Signer, leaf: x509.Certificate, town: Town, *more: object, **known: object) -> bytes:
    return answer(leaf, town.issuing.certificate, signer, *more, **known)  # type: ignore[arg-type]


REVOKED = ocsp.OCSPCertStatus.REVOKED
CASES: dict[str, tuple[Answering, str, str]] = {
    "good": (lambda leaf, town: _by(authority(town), leaf, town), "yes", "valid_at_time"),
    "good, named by SHA-256": (
        lambda leaf, town: _by(authority(town), leaf, town, algorithm=hashes.SHA256()),
        "yes", "valid_at_time",
    ),
    "good, by a certified responder": (
        lambda leaf, town: _by(responder(town), leaf, town), "yes", "valid_at_time",
    ),
    "good, without an end": (
        lambda leaf, town: _by(authority(town), leaf, town, said=NOW + DAY, until=None),
        "yes", "valid_at_time",
    ),
    "revoked before": (
        lambda leaf, town: _by(authority(town), leaf, town, REVOKED, since=NOW - DAY), "no", "revoked",
    ),
    "revoked after": (
        lambda leaf, town: _by(
            authority(town), leaf, town, REVOKED, since=NOW + DAY, said=NOW + DAY, until=NOW + 2 * DAY
        ),
        "yes", "revoked_later",
    ),
    "stale": (
        lambda leaf, town: _by(authority(town), leaf, town, said=NOW - 9 * DAY, until=NOW - 8 * DAY),
        "unsure", "revocation_unknown",
    ),
    "stale, without an end": (
        lambda leaf, town: _by(authority(town), leaf, town, said=NOW - DAY, until=None),
        "unsure", "revocation_unknown",
    ),
    "unknown": (
        lambda leaf, town: _by(authority(town), leaf, town, ocsp.OCSPCertStatus.UNKNOWN),
        "unsure", "revocation_unknown",
    ),
    "by a stranger": (lambda leaf, town: _by(stranger(town), leaf, town), "unsure", "revocation_unknown"),
    "by a stranger, revoked": (
        lambda leaf, town: _by(stranger(town), leaf, town, REVOKED, since=NOW - DAY),
        "unsure", "revocation_unknown",
    ),
    "by a responder certified for something else": (
        lambda leaf, town: _by(responder(town, purpose=False), leaf, town), "unsure", "revocation_unknown",
    ),
    "by a responder of a stranger": (
        lambda leaf, town: _by(responder(town, by=stranger(town)), leaf, town),
        "unsure", "revocation_unknown",
    ),
    "about another certificate": (
        lambda leaf, town: _by(authority(town), town.credential("Nagon annan").certificate, town),
        "unsure", "revocation_unknown",
    ),
    "no answer at all": (lambda leaf, town: b"\x30\x03\x0a\x01\x06", "unsure", "revocation_unknown"),
    "not OCSP": (lambda leaf, town: b"hej", "unsure", "revocation_unknown"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_answer_in_the_store(tmp_path: Path, other: Other, trust: list[TrustList], name: str) -> None:
    """pyHanko's writer puts the answer there, with the root's own list beside it."""
    make, expected, code = CASES[name]
    signed = other.sign(minutes(tmp_path / "m.pdf"), tmp_path / "s.pdf", "A", stamped=True)
    der = make(other.signed[0].certificate, other.town)
    one = _reported(_with_answer(signed, tmp_path / "lt.pdf", other.town, der), trust)
    assert (one.valid_then.answer, one.valid_then.code) == (expected, code)
    assert one.unchanged.answer == "yes"


def test_level_by_answer(tmp_path: Path, other: Other, trust: list[TrustList]) -> None:
    signed = other.sign(minutes(tmp_path / "m.pdf"), tmp_path / "s.pdf", "A", stamped=True)
    assert _reported(signed, trust).level == "B-T"
    der = _by(authority(other.town), other.signed[0].certificate, other.town)
    extra = other.stamping.revocation_list()
    assert _reported(_with_answer(signed, tmp_path / "lt.pdf", other.town, der, extra), trust).level == "B-LT"


def test_revoked_is_told_with_its_time(tmp_path: Path, other: Other, trust: list[TrustList]) -> None:
    signed = other.sign(minutes(tmp_path / "m.pdf"), tmp_path / "s.pdf", "A", stamped=True)
    der = _by(authority(other.town), other.signed[0].certificate, other.town, REVOKED, since=NOW - DAY)
    one = _reported(_with_answer(signed, tmp_path / "lt.pdf", other.town, der), trust)
    assert one.valid_then == Finding("no", "revoked", NOW - DAY)


@pytest.mark.parametrize("place", ["crls", "unsigned_attrs"])
def test_answer_in_the_container(tmp_path: Path, other: Other, trust: list[TrustList], place: str) -> None:
    """In the field of CMS, and in Adobe's attribute, with the root's list beside it."""
    signed = other.sign(minutes(tmp_path / "m.pdf"), tmp_path / "s.pdf", "A", stamped=True)
    der = _by(authority(other.town), other.signed[0].certificate, other.town)
    carried = _carrying(signed, place, der, revocation_list(other.town.root, number=1))
    one = _reported(carried, trust)
    assert (one.valid_then.answer, one.valid_then.code, one.intact.answer) == ("yes", "valid_at_time", "yes")


def _carrying(path: Path, place: str, answer: bytes, listed: bytes) -> Path:
    content = bytearray(path.read_bytes())
    start = content.index(b"<30", content.rindex(b"/Contents")) + 1
    end = content.index(b">", start)
    info = cms.ContentInfo.load(bytes.fromhex(content[start:end].decode()))
    signed = info["content"]
    if place == "crls":
        other = {
            "other_rev_info_format": "ocsp_response",
            "other_rev_info": core.Any(OCSPResponse.load(answer)),
        }
        signed["crls"] = [
            cms.RevocationInfoChoice("crl", crl.CertificateList.load(listed)),
            cms.RevocationInfoChoice("other", other),
        ]
    else:
        value = RevocationInfoArchival(
            {"ocsp": [OCSPResponse.load(answer)], "crl": [crl.CertificateList.load(listed)]}
        )
        attributes = signed["signer_infos"][0]["unsigned_attrs"]
        attributes.append(cms.CMSAttribute({"type": "adobe_revocation_info_archival", "values": [value]}))
    made = info.dump(force=True).hex().encode()
    content[start:end] = made.ljust(end - start, b"0")
    path.write_bytes(content)
    return path


def _with_answer(source: Path, target: Path, town: Town, der: bytes, *lists: bytes) -> Path:
    """A store of evidence with the answer, and revocation lists for the rest of the chain."""

    def change(pdf: Pdf) -> dict[int, bytes]:
        number, held = int(pdf.trailer.Size), (revocation_list(town.root, number=1), *lists)
        crls = {number + 2 + index: stream(one) for index, one in enumerate(held)}
        named = b" ".join(b"%d 0 R" % one for one in crls)
        root = body(pdf.Root).removesuffix(b">>") + b"/DSS %d 0 R >>" % number
        store = b"<< /OCSPs [%d 0 R] /CRLs [%s] >>" % (number + 1, named)
        return {pdf.Root.objgen[0]: root, number: store, number + 1: stream(der), **crls}

    return append(source, target, change)


def _reported(path: Path, trust: list[TrustList]) -> SignatureReport:
    (one,) = validate(path, trust).signatures
    return one
