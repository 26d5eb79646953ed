"""Every rule of the verifier, with answers minted by the simulator and spoiled on the way."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from armkrok.core.identity.bankid.chain import load_roots
from armkrok.core.identity.bankid.client import BankIdClient
from armkrok.core.identity.bankid.orders import CompletionData, Purpose
from armkrok.core.identity.bankid.refusals import NotVerified, Reason
from armkrok.core.identity.bankid.signature_xml import C14N, RSA_SHA256, SHA256
from armkrok.core.identity.bankid.tests.conftest import RunningBankId, answered
from armkrok.core.identity.bankid.verify import Expected, FuncId, VerifiedSignature, verify_completion

TEXT = "Protokoll från Sundby – åäö"
HIDDEN = b"\x00\x01 document digest \xff"

Verify = Callable[[CompletionData], VerifiedSignature]


@pytest.fixture
def roots(bankid: RunningBankId) -> tuple[x509.Certificate, ...]:
    return load_roots((bankid.home / "root.pem",))


@pytest.fixture
def signed(bankid: RunningBankId, client: BankIdClient, number: str) -> CompletionData:
    """A signing with nothing wrong in it."""
    return answered(bankid, client, number, text=TEXT, hidden=HIDDEN)


@pytest.fixture
def expected(number: str) -> Expected:
    return Expected(FuncId.SIGNING, number, TEXT, HIDDEN)


def refusal(data: CompletionData, expected: Expected, roots: tuple[x509.Certificate, ...]) -> Reason:
    """The reason for which the data are refused; fails when they are not."""
    with pytest.raises(NotVerified) as refused:
        verify_completion(data, expected, roots)
    assert expected.personal_number not in str(refused.value)
    return refused.value.code


def rewritten(data: CompletionData, old: str, new: str) -> CompletionData:
    """The signature with its XML changed; the change must bite."""
    document = base64.b64decode(data.signature).decode("utf-8")
    assert old in document
    return replace(data, signature=base64.b64encode(document.replace(old, new, 1).encode()).decode())


def test_a_signing_is_proven(
    signed: CompletionData, expected: Expected, roots: tuple[x509.Certificate, ...]
) -> None:
    proven = verify_completion(signed, expected, roots)
    assert proven.personal_number == expected.personal_number
    assert (proven.name, proven.given_name) == (signed.person.name, signed.person.given_name)
    assert proven.surname == signed.person.surname
    assert (proven.func_id, proven.visible_text, proven.non_visible) == (FuncId.SIGNING, TEXT, HIDDEN)
    assert abs(datetime.now(UTC) - proven.ocsp_time) < timedelta(minutes=1)
    assert proven.not_before < proven.ocsp_time < proven.not_after
    assert "BankID" in proven.issuer_cn
    assert proven.issuer_organisation
    assert proven.certificate_policies == ("1.2.3.4.25",)
    certificate = x509.load_der_x509_certificate(proven.certificate)
    assert int(proven.certificate_serial, 16) == certificate.serial_number


@pytest.mark.parametrize("text", [None, "logga in"])
def test_an_identification_is_proven(
    bankid: RunningBankId,
    client: BankIdClient,
    number: str,
    roots: tuple[x509.Certificate, ...],
    text: str | None,
) -> None:
    data = answered(bankid, client, number, purpose=Purpose.AUTH, text=text, hidden=None)
    proven = verify_completion(data, Expected(FuncId.IDENTIFICATION, number, text), roots)
    assert (proven.visible_text, proven.non_visible) == (text, None)
    assert refusal(data, Expected(FuncId.SIGNING, number, text), roots) is Reason.FUNC_ID


@pytest.mark.parametrize(
    ("tamper", "reason"),
    [
        ("signedData", Reason.DIGEST_DATA),
        ("keyInfo", Reason.DIGEST_KEY_INFO),
        ("signatureValue", Reason.SIGNATURE),
        ("visibleData", Reason.VISIBLE_DATA),
        ("nonVisibleData", Reason.NON_VISIBLE_DATA),
        ("funcId", Reason.FUNC_ID),
        ("personalNumber", Reason.PERSONAL_NUMBER),
        ("otherRoot", Reason.CHAIN),
        ("expiredCertificate", Reason.CHAIN_TIME),
        ("doctype", Reason.DTD),
        ("entity", Reason.DTD),
        ("wrapping", Reason.STRUCTURE),
        ("ocspRevoked", Reason.OCSP_REVOKED),
        ("ocspUnknown", Reason.OCSP_UNKNOWN),
        ("ocspSerial", Reason.OCSP_SERIAL),
        ("ocspNonce", Reason.OCSP_NONCE),
        ("ocspNoNonce", Reason.OCSP_NONCE),
        ("ocspIssuer", Reason.OCSP_ISSUER),
        ("ocspResponder", Reason.OCSP_ISSUER),
        ("ocspByPerson", Reason.OCSP_ISSUER),
        ("ocspTime", Reason.OCSP_TIME),
        ("ocspShortNonce", Reason.OCSP_NONCE),
    ],
)
def test_what_is_wrong_is_named(
    bankid: RunningBankId,
    client: BankIdClient,
    expected: Expected,
    roots: tuple[x509.Certificate, ...],
    tamper: str,
    reason: Reason,
) -> None:
    bankid.control("/control/faults", tamper=tamper, count=1)
    data = answered(bankid, client, expected.personal_number, text=TEXT, hidden=HIDDEN)
    assert refusal(data, expected, roots) is reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"visible_text": TEXT + " "}, Reason.VISIBLE_DATA),
        ({"visible_text": None}, Reason.VISIBLE_DATA),
        ({"non_visible": HIDDEN[:-1]}, Reason.NON_VISIBLE_DATA),
        ({"non_visible": None}, Reason.NON_VISIBLE_DATA),
        ({"func_id": FuncId.IDENTIFICATION}, Reason.FUNC_ID),
        ({"personal_number": "189001019802"}, Reason.PERSONAL_NUMBER),
    ],
)
def test_another_order_or_person_than_expected(
    signed: CompletionData,
    expected: Expected,
    roots: tuple[x509.Certificate, ...],
    changes: dict[str, object],
    reason: Reason,
) -> None:
    assert refusal(signed, replace(expected, **changes), roots) is reason  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (RSA_SHA256, "http://www.w3.org/2000/09/xmldsig#rsa-sha1", Reason.ALGORITHM),
        (SHA256, "http://www.w3.org/2000/09/xmldsig#sha1", Reason.ALGORITHM),
        (C14N, "http://www.w3.org/2001/10/xml-exc-c14n#", Reason.ALGORITHM),
        ('URI="#bidKeyInfo"', 'URI="#bidSignedData"', Reason.STRUCTURE),
        ('Id="bidKeyInfo"', 'Id="bidSignedData"', Reason.DIGEST_KEY_INFO),
        ("<Object>", "<Object/><Object>", Reason.STRUCTURE),
        ("<SignedInfo>", "<SignedInfo/><SignedInfo>", Reason.STRUCTURE),
        ("<Signature xmlns", '<Signature xml:lang="sv" xmlns', Reason.STRUCTURE),
        ("<Signature xmlns", "<Other xmlns", Reason.NOT_XML),
        ("<Object>", "<!-- x --><Object>", Reason.DTD),
        ("<SignatureValue>", "<SignatureValue>å", Reason.STRUCTURE),
        ("<SignatureValue>", "<SignatureValue><b/>", Reason.STRUCTURE),
        ("Signing", "Identification", Reason.DIGEST_DATA),
    ],
)
def test_a_document_of_another_shape(
    signed: CompletionData,
    expected: Expected,
    roots: tuple[x509.Certificate, ...],
    old: str,
    new: str,
    reason: Reason,
) -> None:
    assert refusal(rewritten(signed, old, new), expected, roots) is reason


def test_a_third_reference(
    signed: CompletionData, expected: Expected, roots: tuple[x509.Certificate, ...]
) -> None:
    document = base64.b64decode(signed.signature).decode()
    start = document.index('<Reference URI="#bidKeyInfo"')
    repeated = document[start : document.index("</SignedInfo>")]
    assert refusal(rewritten(signed, repeated, repeated * 2), expected, roots) is Reason.STRUCTURE


@pytest.mark.parametrize(
    ("signature", "reason"),
    [
        ("", Reason.NOT_XML),
        ("not base64!", Reason.NOT_XML),
        ("A" * 600_004, Reason.NOT_XML),
        (base64.b64encode(b"<Signature>").decode(), Reason.NOT_XML),
        (base64.b64encode(b"<Other/>").decode(), Reason.STRUCTURE),
        (base64.b64encode("<Signature/>".encode("utf-16")).decode(), Reason.NOT_XML),
    ],
)
def test_what_is_no_signature_at_all(
    signed: CompletionData,
    expected: Expected,
    roots: tuple[x509.Certificate, ...],
    signature: str,
    reason: Reason,
) -> None:
    assert refusal(replace(signed, signature=signature), expected, roots) is reason


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE Signature SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE Signature [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>',
        '<!DOCTYPE Signature [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
    ],
    ids=["external subset", "billion laughs", "parameter entity"],
)
def test_declarations_are_refused_before_they_are_read(
    signed: CompletionData, expected: Expected, roots: tuple[x509.Certificate, ...], declaration: str
) -> None:
    spoiled = rewritten(signed, "?><Signature", f"?>{declaration}<Signature")
    assert refusal(spoiled, expected, roots) is Reason.DTD


@pytest.mark.parametrize("answer", ["", "not base64!", base64.b64encode(b"0\x03\n\x01\x06").decode()])
def test_an_unreadable_or_refusing_ocsp_answer(
    signed: CompletionData, expected: Expected, roots: tuple[x509.Certificate, ...], answer: str
) -> None:
    assert refusal(replace(signed, ocsp_response=answer), expected, roots) is Reason.OCSP_FORMAT


def test_an_ocsp_answer_for_another_signature_or_person(
    bankid: RunningBankId,
    client: BankIdClient,
    signed: CompletionData,
    expected: Expected,
    roots: tuple[x509.Certificate, ...],
) -> None:
    again = answered(bankid, client, expected.personal_number, text=TEXT, hidden=HIDDEN)
    replayed = replace(signed, ocsp_response=again.ocsp_response)
    assert refusal(replayed, expected, roots) is Reason.OCSP_NONCE
    other = answered(bankid, client, "189001019802", text=TEXT, hidden=HIDDEN)
    borrowed = replace(signed, ocsp_response=other.ocsp_response)
    assert refusal(borrowed, expected, roots) is Reason.OCSP_SERIAL


def test_a_changed_ocsp_answer(
    signed: CompletionData, expected: Expected, roots: tuple[x509.Certificate, ...]
) -> None:
    der = bytearray(base64.b64decode(signed.ocsp_response))
    place = der.index(x509.load_der_x509_certificate(_leaf(signed)).serial_number.to_bytes(8))
    der[place + 7] ^= 1
    spoiled = replace(signed, ocsp_response=base64.b64encode(der).decode())
    assert refusal(spoiled, expected, roots) is Reason.OCSP_SERIAL
    der[place + 7] ^= 1
    status = der.index(b"\x80\x00", place)  # good, as [0] NULL; [2] NULL is unknown
    der[status] = 0x82
    spoiled = replace(signed, ocsp_response=base64.b64encode(der).decode())
    assert refusal(spoiled, expected, roots) is Reason.OCSP_SIGNATURE


def test_only_the_configured_root_is_trusted(
    signed: CompletionData, expected: Expected, bankid: RunningBankId
) -> None:
    assert refusal(signed, expected, ()) is Reason.CHAIN
    assert refusal(signed, expected, load_roots((bankid.home / "tls" / "root.pem",))) is Reason.CHAIN


def test_verification_needs_no_network_and_is_quick(
    signed: CompletionData, expected: Expected, roots: tuple[x509.Certificate, ...]
) -> None:
    """Not a benchmark: a generous ceiling that a look-up or a full reload would break."""
    started = time.process_time()
    for _ in range(50):
        verify_completion(signed, expected, roots)
    assert (time.process_time() - started) / 50 < 0.02


def _leaf(data: CompletionData) -> bytes:
    document = base64.b64decode(data.signature).decode()
    return base64.b64decode(document.split("<X509Certificate>", 1)[1].split("<", 1)[0])
