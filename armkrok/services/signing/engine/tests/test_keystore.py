"""Keys in files and in a hardware module do the same; and what happens when the module is not there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from pkcs11 import Attribute, ObjectClass

from armkrok.services.signing.engine.authority import (
    AuthorityName,
    SignerIdentity,
    SigningCredential,
    certify_seal,
    create_issuing,
    create_root,
    issue_signer,
)
from armkrok.services.signing.engine.certificate_parts import organisation_subject
from armkrok.services.signing.engine.errors import KeyUnavailable
from armkrok.services.signing.engine.keystore import FileKeys, KeyStore
from armkrok.services.signing.engine.pkcs11_keys import HsmKeys
from armkrok.services.signing.engine.pkcs11_sessions import SessionPool
from armkrok.services.signing.engine.revocation import Revoked, revocation_list
from armkrok.services.signing.engine.tests.authorities import PUBLISHED, Town
from armkrok.services.signing.engine.tests.conftest import SignAll
from armkrok.services.signing.engine.timestamp import Timestamper
from armkrok.services.signing.engine.validation.trust_lists import TrustList
from armkrok.services.signing.engine.validation.validate import validate
from tests.support.softhsm import SoftHsm

SHA256 = ec.ECDSA(hashes.SHA256())


@pytest.fixture
def pool(softhsm: SoftHsm) -> SessionPool:
    return SessionPool(softhsm.settings(sessions=2, wait=0.3))


@pytest.fixture
def unplugged(softhsm: SoftHsm) -> Iterator[SoftHsm]:
    softhsm.unplug()
    yield softhsm
    if (softhsm.folder / "unplugged").exists():
        softhsm.plug_in()


@pytest.fixture(params=["file", "pkcs11"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> KeyStore:
    if request.param == "file":
        return FileKeys(tmp_path / "issuing", b"losen")
    return HsmKeys(request.getfixturevalue("pool"))


def test_a_key_signs_and_is_found_again_by_its_public_half(store: KeyStore) -> None:
    made = store.create()
    found = store.key(made.public_key())
    value = found.sign(b"protokoll", SHA256)
    made.public_key().verify(value, b"protokoll", SHA256)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(b"protokoll")
    again = found.sign(digest.finalize(), ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    made.public_key().verify(again, b"protokoll", SHA256)
    assert found.curve.name == "secp256r1"
    assert store.create().public_key() != made.public_key()


def test_a_key_that_is_not_there_is_said_so(store: KeyStore) -> None:
    stranger = ec.generate_private_key(ec.SECP256R1()).public_key()
    with pytest.raises(KeyUnavailable, match="no_such_key"):
        store.key(stranger).sign(b"", SHA256)
    made = store.create()
    store.key(made.public_key()).sign(b"", SHA256)


def test_key_files_are_for_their_owner_and_need_the_password(tmp_path: Path) -> None:
    made = FileKeys(tmp_path, b"losen").create()
    (path,) = tmp_path.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"ENCRYPTED PRIVATE KEY" in path.read_bytes()
    with pytest.raises(KeyUnavailable, match="wrong_password"):
        FileKeys(tmp_path, b"annat").key(made.public_key())


def test_a_key_never_leaves_the_module(pool: SessionPool) -> None:
    key = HsmKeys(pool).create()
    with pytest.raises(NotImplementedError):
        key.private_numbers()
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with pytest.raises(NotImplementedError):
        key.private_bytes(*plain)
    with pool.session() as session:
        found = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}))
        assert found
        assert not any(one[Attribute.EXTRACTABLE] for one in found)


def test_authority_in_the_module_issues_signs_and_revokes(
    store: KeyStore, sign_all: SignAll, timestamper: Timestamper, trust: list[TrustList], town: Town
) -> None:
    """The whole chain with the key in either store: certificates, lists and a seal, judged as usual."""
    name = AuthorityName("Sundby HSM CA", "Sundby kommun", "NTRSE-2120009999")
    issuing = create_issuing(town.root, name, PUBLISHED, key=store.create())
    person = SignerIdentity("Amina Karlsson", "AK-1")
    credential = issue_signer(issuing, person, PUBLISHED)
    credential.certificate.verify_directly_issued_by(issuing.certificate)
    signed = sign_all(first=1, timestamper=timestamper, credential=credential)
    lists = [revocation_list(town.root, number=1), revocation_list(issuing, number=1)]
    assert validate(signed, trust, lists).verdict == "valid"
    gone = Revoked(credential.certificate.serial_number, datetime(2026, 1, 1, tzinfo=UTC))
    lists[1] = revocation_list(issuing, [gone], number=2)
    loaded = x509.load_der_x509_crl(lists[1])
    assert loaded.is_signature_valid(store.key(issuing.key.public_key()).public_key())
    report = validate(signed, trust, lists)
    assert (report.verdict, report.signatures[0].valid_then.code) == ("altered", "revoked")


def test_a_seal_key_in_the_module_signs_a_document(
    store: KeyStore, sign_all: SignAll, timestamper: Timestamper, trust: list[TrustList], town: Town
) -> None:
    key = store.create()
    subject = organisation_subject("Sundby kommun", "Sundby kommun", "NTRSE-2120009999")
    certificate = certify_seal(town.issuing, key.public_key(), subject, PUBLISHED)
    credential = SigningCredential(key, certificate, (town.issuing.certificate,))
    signed = sign_all(first=1, timestamper=timestamper, credential=credential)
    assert validate(signed, trust, town.lists()).verdict == "valid"


def test_a_full_pool_makes_us_wait_and_then_refuses(pool: SessionPool) -> None:
    key = HsmKeys(pool).create()
    with pool.session(), pool.session():
        started = time.monotonic()
        with pytest.raises(KeyUnavailable, match="busy"):
            key.sign(b"", SHA256)
        assert 0.25 < time.monotonic() - started < 20
    key.sign(b"", SHA256)


def test_who_waits_gets_the_first_free_session(softhsm: SoftHsm) -> None:
    key = HsmKeys(pool := SessionPool(softhsm.settings(sessions=2, wait=20.0))).create()
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with pool.session(), pool.session():
            holding.set()
            done.wait(0.1)

    with ThreadPoolExecutor(1) as other:
        other.submit(hold)
        assert holding.wait(20)
        assert key.sign(b"", SHA256)


def test_many_threads_share_two_sessions(softhsm: SoftHsm) -> None:
    key = HsmKeys(pool := SessionPool(softhsm.settings(sessions=2, wait=20.0))).create()
    with ThreadPoolExecutor(8) as people:
        values = list(people.map(lambda number: key.sign(b"%d" % number, SHA256), range(200)))
    for number, value in enumerate(values):
        key.public_key().verify(value, b"%d" % number, SHA256)
    with pool.session(), pool.session():
        pass


def test_the_token_comes_back(pool: SessionPool, softhsm: SoftHsm) -> None:
    key = HsmKeys(pool).create()
    softhsm.unplug()
    with pytest.raises(KeyUnavailable, match=r"token_away|no_such_key"):
        key.sign(b"", SHA256)
    softhsm.plug_in()
    key.public_key().verify(key.sign(b"protokoll", SHA256), b"protokoll", SHA256)


def test_a_module_that_starts_without_its_token(unplugged: SoftHsm) -> None:
    pool = SessionPool(unplugged.settings())
    with pytest.raises(KeyUnavailable, match="token_away"):
        HsmKeys(pool).create()
    unplugged.plug_in()
    assert HsmKeys(pool).create().sign(b"", SHA256)


def test_a_wrong_pin_is_tried_once(softhsm: SoftHsm) -> None:
    wrong = softhsm.settings(pin="00000000")
    pool = SessionPool(wrong)
    for _ in range(12):  # SoftHSM, like a token of metal, counts the wrong ones
        with pytest.raises(KeyUnavailable, match="wrong_pin") as refused:
            HsmKeys(pool).create()
        assert "00000000" not in str(refused.value)
    assert "00000000" not in repr(wrong)
    assert HsmKeys(SessionPool(softhsm.settings())).create()


def test_a_missing_module_and_a_missing_token(softhsm: SoftHsm, tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable, match="no_module"):
        HsmKeys(SessionPool(softhsm.settings(module=str(tmp_path / "borta.so")))).create()
    with pytest.raises(KeyUnavailable, match="token_away"):
        HsmKeys(SessionPool(softhsm.settings(token="annan"))).create()


def test_an_expired_authority_issues_nothing(town: Town) -> None:
    old = datetime(2010, 1, 1, tzinfo=UTC)
    root = create_root(AuthorityName("Rot", "Armkrok"), now=old)
    issuing = create_issuing(root, AuthorityName("Gammal", "Sundby"), PUBLISHED, years=1, now=old)
    with pytest.raises(KeyUnavailable, match="expired"):
        issue_signer(issuing, SignerIdentity("Amina", "AK-1"), PUBLISHED)
    renewed = create_issuing(root, AuthorityName("Gammal", "Sundby"), PUBLISHED, key=issuing.key)
    assert issue_signer(renewed, SignerIdentity("Amina", "AK-1"), PUBLISHED)


def test_no_certificate_outlives_its_issuer(town: Town) -> None:
    year = create_issuing(town.root, AuthorityName("Ett år", "Sundby"), PUBLISHED, years=1)
    credential = issue_signer(year, SignerIdentity("Amina", "AK-1"), PUBLISHED, months=60)
    assert credential.certificate.not_valid_after_utc == year.certificate.not_valid_after_utc
