"""Verify what the e-ID said before anything is believed: signature, chain, OCSP, and content.

Source: BankID's guide "Verifying signatures" and its signature profile. Everything needed comes
with the answer and the configured roots, so evidence can be verified again years later, offline.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from armkrok.core.identity.bankid.chain import check_chain, load_certificate
from armkrok.core.identity.bankid.ocsp_answer import check_answer, load_answer
from armkrok.core.identity.bankid.refusals import NotVerified, Reason
from armkrok.core.identity.bankid.signature_xml import SignedParts, read_signature


class FuncId(StrEnum):
    """What the person did, in the signature's own words."""

    IDENTIFICATION = "Identification"
    SIGNING = "Signing"


class Evidence(Protocol):
    """The part of `completionData` that is verified, live or from the archive."""

    @property
    def signature(self) -> str:
        """The signature, base64 of XML."""

    @property
    def ocsp_response(self) -> str:
        """The OCSP answer, base64 of DER."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What we ordered, and who is said to have answered.

    `visible_text` and `non_visible` are exactly what was sent; None means that nothing was.
    `personal_number` is the one in `completionData.user` (12 digits). That it is the invited
    person's is for the caller to compare.
    """

    func_id: FuncId
    personal_number: str
    visible_text: str | None = None
    non_visible: bytes | None = None


@dataclass(frozen=True, slots=True)
class VerifiedSignature:
    """Who answered, with which certificate, when, and to what. All of it is proven.

    `certificate_serial` is upper-case hexadecimal; times are UTC; `ocsp_time` is when the
    certificate was known to be good and the best evidence of when the person answered.
    """

    name: str
    given_name: str
    surname: str
    personal_number: str
    func_id: FuncId
    visible_text: str | None
    non_visible: bytes | None
    ocsp_time: datetime
    issuer_cn: str
    issuer_organisation: str
    certificate_serial: str
    certificate_policies: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    certificate: bytes


def verify_completion(
    evidence: Evidence, expected: Expected, roots: Sequence[x509.Certificate]
) -> VerifiedSignature:
    """Check every rule and return what is proven; raises NotVerified with the first that fails.

    Whatever cannot be read is not verified either: hostile certificates and OCSP answers make the
    parsers raise many kinds of errors, some of them only when a field is first looked at.
    """
    try:
        return _verify(evidence, expected, tuple(roots))
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion) as problem:
        raise NotVerified(Reason.UNREADABLE, type(problem).__name__) from problem


def _verify(evidence: Evidence, expected: Expected, roots: tuple[x509.Certificate, ...]) -> VerifiedSignature:
    parts = read_signature(evidence.signature)
    if not parts.certificates:
        raise NotVerified(Reason.STRUCTURE, "no certificate")
    certificates = tuple(load_certificate(der) for der in parts.certificates)
    leaf = certificates[0]
    _check_signature(parts, leaf)
    answer = load_answer(evidence.ocsp_response)
    issuer = check_chain(certificates, roots, answer.produced_at_utc)
    check_answer(answer, leaf, issuer, evidence.signature)
    func_id = _check_content(parts, leaf, expected)
    return _verified(parts, leaf, func_id, answer.produced_at_utc)


def _check_signature(parts: SignedParts, leaf: x509.Certificate) -> None:
    """RSA-SHA256 over the canonical SignedInfo, with a certificate meant for signatures."""
    key = leaf.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise NotVerified(Reason.CERTIFICATE, "not an RSA key")
    try:
        key.verify(parts.signature, parts.signed_info, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as problem:
        raise NotVerified(Reason.SIGNATURE) from problem
    usage = _key_usage(leaf)
    if not (usage.content_commitment or usage.digital_signature):
        raise NotVerified(Reason.CERTIFICATE, "not meant for signatures")


def _key_usage(leaf: x509.Certificate) -> x509.KeyUsage:
    try:
        return leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError) as problem:
        raise NotVerified(Reason.CERTIFICATE, "no key usage") from problem


def _check_content(parts: SignedParts, leaf: x509.Certificate, expected: Expected) -> FuncId:
    """The texts are ours, the deed is the ordered one, the person is the one named."""
    visible = None if expected.visible_text is None else expected.visible_text.encode("utf-8")
    if not _same(parts.visible, visible):
        raise NotVerified(Reason.VISIBLE_DATA)
    if not _same(parts.non_visible, expected.non_visible):
        raise NotVerified(Reason.NON_VISIBLE_DATA)
    if parts.func_id != expected.func_id.value:
        raise NotVerified(Reason.FUNC_ID)
    if _attribute(leaf, NameOID.SERIAL_NUMBER) != expected.personal_number:
        raise NotVerified(Reason.PERSONAL_NUMBER)
    return expected.func_id


def _same(signed: bytes | None, sent: bytes | None) -> bool:
    """Whether both are absent or both are the same bytes; an empty text counts as absent."""
    return hmac.compare_digest(signed or b"", sent or b"")


def _attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    """The one value of a subject attribute; none, several or bytes is a refusal."""
    values = certificate.subject.get_attributes_for_oid(oid)
    if len(values) != 1 or not isinstance(values[0].value, str) or not values[0].value.isprintable():
        raise NotVerified(Reason.CERTIFICATE, "the subject lacks a name part")
    return values[0].value


def _verified(
    parts: SignedParts, leaf: x509.Certificate, func_id: FuncId, ocsp_time: datetime
) -> VerifiedSignature:
    try:
        visible = None if parts.visible is None else parts.visible.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise NotVerified(Reason.VISIBLE_DATA, "not UTF-8") from problem
    return VerifiedSignature(
        name=_attribute(leaf, NameOID.COMMON_NAME),
        given_name=_attribute(leaf, NameOID.GIVEN_NAME),
        surname=_attribute(leaf, NameOID.SURNAME),
        personal_number=_attribute(leaf, NameOID.SERIAL_NUMBER),
        func_id=func_id,
        visible_text=visible,
        non_visible=parts.non_visible,
        ocsp_time=ocsp_time,
        issuer_cn=_issuer_name(leaf, NameOID.COMMON_NAME),
        issuer_organisation=_issuer_name(leaf, NameOID.ORGANIZATION_NAME),
        certificate_serial=format(leaf.serial_number, "X"),
        certificate_policies=_policies(leaf),
        not_before=leaf.not_valid_before_utc,
        not_after=leaf.not_valid_after_utc,
        certificate=parts.certificates[0],
    )


def _issuer_name(leaf: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    values = leaf.issuer.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""


def _policies(leaf: x509.Certificate) -> tuple[str, ...]:
    """Which kind of BankID it was (file, card, mobile), by policy OID."""
    try:
        policies = leaf.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(policy.policy_identifier.dotted_string for policy in policies)
