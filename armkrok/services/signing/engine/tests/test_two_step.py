"""Signing with a key that is somewhere else: what comes back is checked before it is put in the file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from armkrok.services.signing.engine import der
from armkrok.services.signing.engine.authority import SigningCredential
from armkrok.services.signing.engine.box import BoxText
from armkrok.services.signing.engine.cms import RSA_SHA256, certificate_attribute, document_attributes
from armkrok.services.signing.engine.errors import CannotSign, TimestampUnavailable
from armkrok.services.signing.engine.facts import FontFiles
from armkrok.services.signing.engine.sign import sign
from armkrok.services.signing.engine.signed_attributes import set_members
from armkrok.services.signing.engine.tests.authorities import Town
from armkrok.services.signing.engine.tests.conftest import prepared_minutes
from armkrok.services.signing.engine.timestamp import Timestamper
from armkrok.services.signing.engine.two_step import OwnKey, PendingSignature, Value, begin, finish
from armkrok.services.signing.engine.validation.trust_lists import TrustList
from armkrok.services.signing.engine.validation.validate import validate

WORDS = BoxText("Amina Karlsson", short_id="3F2A 91C0")


@pytest.fixture
def paper(tmp_path: Path, fonts: FontFiles) -> tuple[Path, tuple[str, ...]]:
    source, prepared = prepared_minutes(tmp_path, fonts, ["Amina Karlsson", "Ingrid Mattsson"])
    return source, prepared.fields


@pytest.fixture
def pending(paper: tuple[Path, tuple[str, ...]]) -> PendingSignature:
    return begin(paper[0], paper[1][0], words=WORDS, token_size=6000)


@pytest.fixture
def credential(town: Town) -> SigningCredential:
    return town.credential()


def test_two_steps_give_what_one_gives(
    paper: tuple[Path, tuple[str, ...]],
    credential: SigningCredential,
    town: Town,
    tmp_path: Path,
    timestamper: Timestamper,
    trust: list[TrustList],
) -> None:
    source, fields = paper
    pending = begin(source, fields[0], words=WORDS, token_size=timestamper.token_size())
    kept = PendingSignature.decoded(pending.encoded())
    assert kept == pending
    given = OwnKey(credential).sign([kept.attributes])
    chain = (*given.chain, town.root.certificate)
    target = tmp_path / "signed.pdf"
    done = finish(source, target, kept, given.values[0], chain, timestamper=timestamper)
    assert done.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert done.level == "B-T"
    sign(
        target, tmp_path / "both.pdf", fields[1], town.credential("Ingrid Mattsson"), timestamper=timestamper
    )
    report = validate(tmp_path / "both.pdf", trust, town.lists())
    assert report.verdict == "valid"
    assert [one.signer for one in report.signatures] == ["Amina Karlsson", "Ingrid Mattsson"]


def test_one_source_signs_many_documents(
    paper: tuple[Path, tuple[str, ...]], credential: SigningCredential, tmp_path: Path
) -> None:
    drafts = [begin(paper[0], field) for field in paper[1]]
    given = OwnKey(credential).sign([one.attributes for one in drafts])
    for number, (draft, value) in enumerate(zip(drafts, given.values, strict=True)):
        done = finish(paper[0], tmp_path / f"{number}.pdf", draft, value, given.chain)
        assert done.certificate_serial == credential.certificate.serial_number


def refusal(
    paper: tuple[Path, tuple[str, ...]],
    pending: PendingSignature,
    value: Value,
    certificate: x509.Certificate,
    tmp_path: Path,
) -> str:
    """The code with which the value is refused; nothing is written."""
    target = tmp_path / "refused.pdf"
    with pytest.raises(CannotSign) as error:
        finish(paper[0], target, pending, value, [certificate])
    assert not target.exists()
    return error.value.code


def signed_by(credential: SigningCredential, *members: bytes) -> Value:
    whole = der.set_of(*members)
    return Value(whole, credential.key.sign(whole, ec.ECDSA(hashes.SHA256())))


def test_another_documents_digest(
    paper: tuple[Path, tuple[str, ...]],
    pending: PendingSignature,
    credential: SigningCredential,
    tmp_path: Path,
) -> None:
    other = OwnKey(credential).sign([document_attributes(bytes(32))]).values[0]
    assert refusal(paper, pending, other, credential.certificate, tmp_path) == "wrong_digest"


def test_another_certificate(
    paper: tuple[Path, tuple[str, ...]],
    pending: PendingSignature,
    credential: SigningCredential,
    town: Town,
    tmp_path: Path,
) -> None:
    good = OwnKey(credential).sign([pending.attributes]).values[0]
    assert (
        refusal(paper, pending, good, town.credential("Någon").certificate, tmp_path) == "wrong_certificate"
    )
    bare = signed_by(credential, *set_members(pending.attributes))
    assert refusal(paper, pending, bare, credential.certificate, tmp_path) == "wrong_certificate"


def test_something_signed_along(
    paper: tuple[Path, tuple[str, ...]],
    pending: PendingSignature,
    credential: SigningCredential,
    tmp_path: Path,
) -> None:
    own = certificate_attribute(credential.certificate)
    moment = der.tlv(0x17, b"261121120000Z")
    signing_time = der.sequence(der.oid("1.2.840.113549.1.9.5"), der.set_of(moment))
    value = signed_by(credential, *set_members(pending.attributes), own, signing_time)
    assert refusal(paper, pending, value, credential.certificate, tmp_path) == "wrong_certificate"
    twice = der.set_of(*set_members(pending.attributes), own, own)
    value = Value(twice, credential.key.sign(twice, ec.ECDSA(hashes.SHA256())))
    assert refusal(paper, pending, value, credential.certificate, tmp_path) == "wrong_digest"


def test_a_forged_value_and_rubbish(
    paper: tuple[Path, tuple[str, ...]],
    pending: PendingSignature,
    credential: SigningCredential,
    tmp_path: Path,
) -> None:
    good = OwnKey(credential).sign([pending.attributes]).values[0]
    certificate = credential.certificate
    forged = replace(good, value=OwnKey(credential).sign([document_attributes(bytes(32))]).values[0].value)
    assert refusal(paper, pending, forged, certificate, tmp_path) == "bad_signature"
    assert refusal(paper, pending, replace(good, value=b""), certificate, tmp_path) == "bad_signature"
    assert (
        refusal(paper, pending, replace(good, algorithm=RSA_SHA256), certificate, tmp_path) == "bad_signature"
    )
    for rubbish in (
        b"",
        b"\x31",
        b"\x31\x82\xff\xff",
        good.attributes + b"\0",
        b"\x30" + good.attributes[1:],
    ):
        assert (
            refusal(paper, pending, replace(good, attributes=rubbish), certificate, tmp_path)
            == "wrong_digest"
        )


def test_the_file_has_moved_on(
    paper: tuple[Path, tuple[str, ...]],
    pending: PendingSignature,
    credential: SigningCredential,
    town: Town,
    tmp_path: Path,
) -> None:
    value = OwnKey(credential).sign([pending.attributes]).values[0]
    moved = tmp_path / "moved.pdf"
    sign(paper[0], moved, paper[1][1], town.credential("Ingrid Mattsson"))
    assert refusal((moved, paper[1]), pending, value, credential.certificate, tmp_path) == "moved"


def test_no_stamp_no_file(
    paper: tuple[Path, tuple[str, ...]],
    pending: PendingSignature,
    credential: SigningCredential,
    tmp_path: Path,
) -> None:
    value = OwnKey(credential).sign([pending.attributes]).values[0]
    with pytest.raises(TimestampUnavailable):
        finish(
            paper[0],
            tmp_path / "out.pdf",
            pending,
            value,
            [credential.certificate],
            timestamper=Timestamper("http://127.0.0.1:9/"),
        )
    assert not (tmp_path / "out.pdf").exists()


def test_an_rsa_service(
    paper: tuple[Path, tuple[str, ...]],
    pending: PendingSignature,
    credential: SigningCredential,
    town: Town,
    trust: list[TrustList],
    tmp_path: Path,
    timestamper: Timestamper,
) -> None:
    key = rsa.generate_private_key(65537, 2048)
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        issuer_name=town.issuing.certificate.subject,
        subject_name=credential.certificate.subject,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(minutes=15),
        not_valid_after=now + timedelta(days=365),
        extensions=[
            one
            for one in credential.certificate.extensions
            if not isinstance(one.value, x509.SubjectKeyIdentifier)
        ],
    ).sign(town.issuing.key, hashes.SHA256())
    whole = der.set_of(*set_members(pending.attributes), certificate_attribute(made))
    value = Value(whole, key.sign(whole, padding.PKCS1v15(), hashes.SHA256()), RSA_SHA256)
    target = tmp_path / "rsa.pdf"
    finish(paper[0], target, pending, value, [made, town.issuing.certificate], timestamper=timestamper)
    assert validate(target, trust, town.lists()).verdict == "valid"
