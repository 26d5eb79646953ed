"""Make what BankID sends when somebody has answered: the signature and its OCSP answer.

The signed parts are written as canonical XML by hand, and the document around them in another
shape, so that the relying party's canonicalisation is put to the test.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509 import ocsp

from armkrok.simulators.bankid.authority import Authority, Holder
from armkrok.simulators.bankid.people import Person

DS: Final = "http://www.w3.org/2000/09/xmldsig#"
C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
BANKID: Final = "http://www.bankid.com/signature/v1.0.0/types"


class Tamper(StrEnum):
    """What to get wrong on purpose, so that a relying party can show that it notices."""

    SIGNED_DATA = "signedData"
    KEY_INFO = "keyInfo"
    SIGNATURE_VALUE = "signatureValue"
    VISIBLE_DATA = "visibleData"
    NON_VISIBLE_DATA = "nonVisibleData"
    FUNC_ID = "funcId"
    PERSONAL_NUMBER = "personalNumber"
    OTHER_ROOT = "otherRoot"
    EXPIRED = "expiredCertificate"
    DOCTYPE = "doctype"
    ENTITY = "entity"
    WRAPPING = "wrapping"
    OCSP_REVOKED = "ocspRevoked"
    OCSP_UNKNOWN = "ocspUnknown"
    OCSP_SERIAL = "ocspSerial"
    OCSP_NONCE = "ocspNonce"
    OCSP_NO_NONCE = "ocspNoNonce"
    OCSP_ISSUER = "ocspIssuer"
    OCSP_RESPONDER = "ocspResponder"
    OCSP_BY_PERSON = "ocspByPerson"
    OCSP_TIME = "ocspTime"
    OCSP_SHORT_NONCE = "ocspShortNonce"


@dataclass(frozen=True, slots=True)
class Deed:
    """What was answered. The texts are as the relying party sent them, in base64."""

    person: Person
    signing: bool
    visible: str | None
    visible_format: str | None
    non_visible: str | None
    relying_party: str
    uhi: str


@dataclass(frozen=True, slots=True)
class Minted:
    """`signature` and `ocspResponse` of completionData, both base64."""

    signature: str
    ocsp_response: str


class Mint:
    """Signs with the authority's keys. `impostor` opens another hierarchy, for tampering only."""

    def __init__(self, authority: Authority, impostor: Callable[[], Authority]) -> None:
        self._authority = authority
        self._impostor = impostor

    def mint(self, deed: Deed, tamper: Tamper | None = None) -> Minted:
        """A signature over the deed and the OCSP answer bound to it."""
        authority = self._impostor() if tamper is Tamper.OTHER_ROOT else self._authority
        holder = authority.holder(_signer(deed, tamper), expired=tamper is Tamper.EXPIRED)
        document = _document(_changed(deed, tamper), holder, authority)
        signature = _text(_spoiled(document, tamper).encode("utf-8"))
        responder = self._responder(authority, holder, tamper)
        answer = _ocsp_answer(signature, holder.certificate, authority, responder, tamper)
        return Minted(signature, _text(answer))

    def _responder(self, authority: Authority, holder: Holder, tamper: Tamper | None) -> Holder:
        """Who signs the OCSP answer; a person vouching for herself would be a wrong one."""
        if tamper is Tamper.OCSP_RESPONDER:
            return self._impostor().responder
        return holder if tamper is Tamper.OCSP_BY_PERSON else authority.responder


def _signer(deed: Deed, tamper: Tamper | None) -> Person:
    if tamper is not Tamper.PERSONAL_NUMBER:
        return deed.person
    return replace(deed.person, personal_number=deed.person.personal_number[::-1])


def _changed(deed: Deed, tamper: Tamper | None) -> Deed:
    """A deed other than the ordered one, honestly signed."""
    other = _text("Något annat".encode())
    match tamper:
        case Tamper.VISIBLE_DATA:
            return replace(deed, visible=other)
        case Tamper.NON_VISIBLE_DATA:
            return replace(deed, non_visible=other)
        case Tamper.FUNC_ID:
            return replace(deed, signing=not deed.signing)
    return deed


def _document(deed: Deed, holder: Holder, authority: Authority) -> str:
    """The whole signature. Inside, SignedInfo inherits its namespace and closes empty elements short."""
    data = _signed_data(deed)
    key_info = _key_info(holder, authority)
    signed_info = _signed_info(data, key_info)
    value = holder.key.sign(signed_info.encode("utf-8"), padding.PKCS1v15(), hashes.SHA256())
    inside = signed_info.replace(f' xmlns="{DS}"', "", 1)
    for name in ("CanonicalizationMethod", "SignatureMethod", "Transform", "DigestMethod"):
        inside = inside.replace(f"></{name}>", "/>")
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="no"?><Signature xmlns="{DS}">{inside}'
        f"<SignatureValue>{_text(value)}</SignatureValue>{key_info}<Object>{data}</Object></Signature>"
    )


def _signed_info(data: str, key_info: str) -> str:
    transforms = f'<Transforms><Transform Algorithm="{C14N}"></Transform></Transforms>'
    method = f'<DigestMethod Algorithm="{SHA256}"></DigestMethod>'
    return (
        f'<SignedInfo xmlns="{DS}"><CanonicalizationMethod Algorithm="{C14N}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{RSA_SHA256}"></SignatureMethod>'
        f'<Reference Type="{BANKID}" URI="#bidSignedData">{transforms}{method}'
        f"<DigestValue>{_digest(data)}</DigestValue></Reference>"
        f'<Reference URI="#bidKeyInfo">{transforms}{method}'
        f"<DigestValue>{_digest(key_info)}</DigestValue></Reference></SignedInfo>"
    )


def _key_info(holder: Holder, authority: Authority) -> str:
    certificates = "".join(
        f"<X509Certificate>{_text(der)}</X509Certificate>"
        for der in (holder.der, authority.customer.der, authority.bank.der)
    )
    return f'<KeyInfo xmlns="{DS}" Id="bidKeyInfo"><X509Data>{certificates}</X509Data></KeyInfo>'


def _signed_data(deed: Deed) -> str:
    """bankIdSignedData in canonical form; values are base64 or fixed words and need no escaping."""
    name = _text(f"cn={escape(deed.relying_party)},name={escape(deed.relying_party)},c=SE".encode())
    simple = ' format="simpleMarkdownV1"' if deed.visible_format == "simpleMarkdownV1" else ""
    shown = (
        f'<usrVisibleData charset="UTF-8"{simple} visible="wysiwys">{deed.visible}</usrVisibleData>'
        if deed.visible is not None
        else ""
    )
    hidden = f"<usrNonVisibleData>{deed.non_visible}</usrNonVisibleData>" if deed.non_visible else ""
    return (
        f'<bankIdSignedData xmlns="{BANKID}" Id="bidSignedData">{shown}{hidden}'
        f"<srvInfo><name>{name}</name><nonce>{_text(os.urandom(20))}</nonce>"
        f"<displayName>{_text(deed.relying_party.encode())}</displayName></srvInfo>"
        f"<clientInfo><funcId>{'Signing' if deed.signing else 'Identification'}</funcId>"
        f"<version>{_text(b'7.50.0')}</version><env><ai><type>{_text(b'SIMULATOR')}</type>"
        f"<deviceInfo>{_text(b'Armkrok')}</deviceInfo><uhi>{deed.uhi}</uhi></ai></env></clientInfo>"
        "</bankIdSignedData>"
    )


def _spoiled(document: str, tamper: Tamper | None) -> str:
    """The document changed after it was signed."""
    match tamper:
        case Tamper.SIGNED_DATA:
            return document.replace("<clientInfo>", "<clientInfo><added>1</added>", 1)
        case Tamper.KEY_INFO:
            return document.replace("</X509Data>", "<X509Certificate></X509Certificate></X509Data>", 1)
        case Tamper.SIGNATURE_VALUE:
            return document.replace("<SignatureValue>", "<SignatureValue>AAAA", 1)
        case Tamper.DOCTYPE:
            return document.replace("?><Signature", "?><!DOCTYPE Signature><Signature", 1)
        case Tamper.ENTITY:
            declared = '?><!DOCTYPE Signature [<!ENTITY x SYSTEM "file:///etc/hostname">]><Signature'
            return document.replace("?><Signature", declared, 1).replace("<version>", "<version>&x;", 1)
        case Tamper.WRAPPING:
            forged = (
                f'<Object><bankIdSignedData xmlns="{BANKID}" Id="bidSignedData"></bankIdSignedData></Object>'
            )
            return document.replace("<Object>", f"{forged}<Object>", 1)
    return document


def _ocsp_answer(
    signature: str,
    certificate: x509.Certificate,
    authority: Authority,
    responder: Holder,
    tamper: Tamper | None,
) -> bytes:
    """The responder's word on the certificate, with the nonce that binds it to the signature."""
    now = datetime.now(UTC).replace(microsecond=0)
    if tamper is Tamper.OCSP_TIME:
        now -= timedelta(minutes=10)
    issuer = authority.bank if tamper is Tamper.OCSP_ISSUER else authority.customer
    subject = responder.certificate if tamper is Tamper.OCSP_SERIAL else certificate
    status = {
        Tamper.OCSP_REVOKED: ocsp.OCSPCertStatus.REVOKED,
        Tamper.OCSP_UNKNOWN: ocsp.OCSPCertStatus.UNKNOWN,
    }.get(tamper or Tamper.SIGNED_DATA, ocsp.OCSPCertStatus.GOOD)
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=subject,
            issuer=issuer.certificate,
            algorithm=hashes.SHA1(),  # noqa: S303 - what BankID and RFC 6960 use to name the issuer
            cert_status=status,
            this_update=now,
            next_update=now + timedelta(minutes=5),
            revocation_time=now if status is ocsp.OCSPCertStatus.REVOKED else None,
            revocation_reason=None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
        .certificates([responder.certificate])
    )
    if tamper is not Tamper.OCSP_NO_NONCE:
        builder = builder.add_extension(x509.OCSPNonce(_nonce(signature, tamper)), critical=False)
    answer = builder.sign(responder.key, hashes.SHA256())
    return answer.public_bytes(serialization.Encoding.DER)


def _nonce(signature: str, tamper: Tamper | None) -> bytes:
    text = signature[::-1] if tamper is Tamper.OCSP_NONCE else signature
    chance = b"" if tamper is Tamper.OCSP_SHORT_NONCE else os.urandom(12)
    return hashlib.sha1(text.encode("ascii"), usedforsecurity=False).digest() + chance


def _digest(text: str) -> str:
    return _text(hashlib.sha256(text.encode("utf-8")).digest())


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
