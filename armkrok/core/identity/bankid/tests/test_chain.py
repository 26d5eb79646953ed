"""Which chains lead to a root, with small hierarchies made for each question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from armkrok.core.identity.bankid.chain import check_chain
from armkrok.core.identity.bankid.refusals import NotVerified, Reason

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Owner:
    """A certificate with its key."""

    key: Key
    certificate: x509.Certificate


def made(
    name: str,
    issuer: Owner | None = None,
    *,
    ca: bool = True,
    path_length: int | None = None,
    signs_certificates: bool = True,
    key: Key | None = None,
    digest: hashes.SHA256 | hashes.SHA224 | None = None,
    issuer_name: str | None = None,
    days: tuple[int, int] = (-100, 100),
) -> Owner:
    """A certificate by the issuer, or a root."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    signer = issuer.key if issuer else key
    named = issuer.certificate.subject if issuer else _name(name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer_name) if issuer_name else named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=days[0]))
        .not_valid_after(NOW + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca, path_length), critical=True)
        .add_extension(_usage(signs_certificates=signs_certificates), critical=True)
    )
    return Owner(key, builder.sign(signer, digest or hashes.SHA256()))


def refused(root: Owner, *path: Owner) -> Reason:
    """Why the path is refused; fails when it is not."""
    with pytest.raises(NotVerified) as refusal:
        check_chain(tuple(owner.certificate for owner in path), (root.certificate,), NOW)
    return refusal.value.code


@pytest.fixture(scope="module")
def root() -> Owner:
    return made("root", path_length=2)


@pytest.fixture(scope="module")
def bank(root: Owner) -> Owner:
    return made("bank", root, path_length=1)


@pytest.fixture(scope="module")
def customer(bank: Owner) -> Owner:
    return made("customer", bank, path_length=0)


def leaf(issuer: Owner, **changes: object) -> Owner:
    """A person's certificate."""
    return made("person", issuer, ca=False, signs_certificates=False, **changes)  # type: ignore[arg-type]


def test_the_ordinary_chain_gives_the_issuer(root: Owner, bank: Owner, customer: Owner) -> None:
    path = (leaf(customer).certificate, customer.certificate, bank.certificate)
    assert check_chain(path, (root.certificate,), NOW) == customer.certificate


def test_a_person_cannot_issue(root: Owner, bank: Owner, customer: Owner) -> None:
    person = leaf(customer)
    assert refused(root, leaf(person), person, customer, bank) is Reason.CHAIN


def test_an_issuer_must_be_allowed_to_sign_certificates(root: Owner, bank: Owner) -> None:
    for issuer in (made("customer", bank, signs_certificates=False), made("customer", bank, ca=False)):
        assert refused(root, leaf(issuer), issuer, bank) is Reason.CHAIN


def test_path_lengths_are_obeyed(root: Owner, bank: Owner, customer: Owner) -> None:
    below = made("below", customer)
    assert refused(root, leaf(below), below, customer, bank) is Reason.CHAIN


def test_an_authority_does_not_sign_as_a_person(root: Owner, bank: Owner, customer: Owner) -> None:
    assert refused(root, made("person", customer, ca=True), customer, bank) is Reason.CERTIFICATE


def test_order_and_completeness_matter(root: Owner, bank: Owner, customer: Owner) -> None:
    person = leaf(customer)
    assert refused(root, person, bank, customer) is Reason.CHAIN
    assert refused(root, person, customer) is Reason.CHAIN
    assert refused(root, person) is Reason.CHAIN
    assert refused(root) is Reason.CHAIN
    assert refused(root, person, customer, bank, bank, bank) is Reason.CHAIN


def test_a_name_alone_is_not_enough(root: Owner, bank: Owner) -> None:
    impostor = made("customer", made("bank", made("root")))
    assert refused(root, leaf(impostor), impostor, bank) is Reason.CHAIN
    assert refused(made("root"), leaf(bank), bank) is Reason.CHAIN


def test_the_issuer_must_be_the_one_named(root: Owner, bank: Owner) -> None:
    assert refused(root, leaf(bank, issuer_name="somebody else"), bank) is Reason.CHAIN


@pytest.mark.parametrize("days", [(-100, -1), (1, 100)])
def test_every_certificate_must_be_valid_then(
    root: Owner, bank: Owner, customer: Owner, days: tuple[int, int]
) -> None:
    assert refused(root, leaf(customer, days=days), customer, bank) is Reason.CHAIN_TIME
    issuer = made("customer", bank, days=days)
    assert refused(root, leaf(issuer), issuer, bank) is Reason.CHAIN_TIME


def test_weak_keys_are_refused(root: Owner, bank: Owner) -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - to be refused
    assert refused(root, leaf(bank, key=weak), bank) is Reason.CHAIN
    small = ec.generate_private_key(ec.SECP192R1())
    assert refused(root, leaf(bank, key=small), bank) is Reason.CHAIN


def test_digests_shorter_than_256_bits_are_refused(root: Owner, bank: Owner) -> None:
    assert refused(root, leaf(bank, digest=hashes.SHA224()), bank) is Reason.CHAIN


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
