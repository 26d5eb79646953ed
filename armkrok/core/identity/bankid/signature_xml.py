"""Read a BankID signature: XML-DSig with two references, as BankID's signature profile has it.

What is read is what was signed: each part is canonicalised, digested, and its values are taken
from the canonical bytes, so that no second element of the same name can stand in for the signed
one (signature wrapping). The document is parsed without DTD, entities or network.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from lxml import etree

from armkrok.core.identity.bankid.refusals import NotVerified, Reason

DS: Final = "http://www.w3.org/2000/09/xmldsig#"
BANKID: Final = "http://www.bankid.com/signature/v1.0.0/types"
C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
XML_ATTRIBUTES: Final = "{http://www.w3.org/XML/1998/namespace}"
LARGEST_BASE64: Final = 600_000
"""Characters. 240 000 of data encoded twice, three certificates, and room to spare."""


@dataclass(frozen=True, slots=True)
class SignedParts:
    """A signature whose two digests hold. `signature` over `signed_info` is still to be checked."""

    signed_info: bytes
    signature: bytes
    certificates: tuple[bytes, ...]
    visible: bytes | None
    non_visible: bytes | None
    func_id: str


def read_signature(signature: str) -> SignedParts:
    """Take a `completionData.signature` (base64) apart; raises NotVerified."""
    root = _parse(_decoded(signature))
    if root.tag != f"{{{DS}}}Signature":
        raise NotVerified(Reason.STRUCTURE, "the root is not a Signature")
    signed_info = canonical(_only(root, f"{{{DS}}}SignedInfo"))
    data = canonical(_only(root, f"{{{DS}}}Object", f"{{{BANKID}}}bankIdSignedData"))
    key_info = canonical(_only(root, f"{{{DS}}}KeyInfo"))
    digests = _digests(_parse(signed_info))
    _match(digests["#bidSignedData"], data, Reason.DIGEST_DATA)
    _match(digests["#bidKeyInfo"], key_info, Reason.DIGEST_KEY_INFO)
    return _parts(root, signed_info, _parse(data), _parse(key_info))


def canonical(element: etree._Element) -> bytes:
    """Inclusive C14N 1.0 (without comments) of one element with the namespaces it stands in.

    lxml built on libxml2 2.14 canonicalises a sub-element in place wrongly: its children get an
    empty xmlns. Serialising it first gives it its own declarations and makes it a document.
    """
    if any(
        str(name).startswith(XML_ATTRIBUTES) for above in element.iterancestors() for name in above.attrib
    ):
        raise NotVerified(Reason.STRUCTURE, "an xml: attribute would be inherited")
    alone = _parse(etree.tostring(element, encoding="UTF-8", xml_declaration=False, with_tail=False))
    return etree.tostring(alone, method="c14n", exclusive=False, with_comments=False)


def _decoded(text: str) -> bytes:
    if len(text) > LARGEST_BASE64:
        raise NotVerified(Reason.NOT_XML, "too large")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotVerified(Reason.NOT_XML, "not base64") from problem


def _parse(data: bytes) -> etree._Element:
    """Parse UTF-8 without DTD, entities, network or processing instructions; raises NotVerified.

    BankID never sends a declaration or a comment, so any "<!" is refused before the parser sees it.
    """
    if b"<!" in data:
        raise NotVerified(Reason.DTD)
    parser = etree.XMLParser(
        encoding="UTF-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise NotVerified(Reason.NOT_XML) from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotVerified(Reason.DTD)
    return root


def _only(parent: etree._Element, *path: str) -> etree._Element:
    """The one child by that path; none or several is a refusal."""
    for tag in path:
        found = parent.findall(tag)
        if len(found) != 1:
            raise NotVerified(Reason.STRUCTURE, f"{len(found)} of {etree.QName(tag).localname}")
        parent = found[0]
    return parent


def _digests(signed_info: etree._Element) -> dict[str, bytes]:
    """The two expected digests by URI, having checked every algorithm."""
    _demand_algorithm(_only(signed_info, f"{{{DS}}}CanonicalizationMethod"), C14N)
    _demand_algorithm(_only(signed_info, f"{{{DS}}}SignatureMethod"), RSA_SHA256)
    references = signed_info.findall(f"{{{DS}}}Reference")
    digests = {reference.get("URI", ""): _digest(reference) for reference in references}
    if len(references) != 2 or set(digests) != {"#bidSignedData", "#bidKeyInfo"}:
        raise NotVerified(Reason.STRUCTURE, "not exactly the two references")
    return digests


def _digest(reference: etree._Element) -> bytes:
    _demand_algorithm(_only(reference, f"{{{DS}}}Transforms", f"{{{DS}}}Transform"), C14N)
    _demand_algorithm(_only(reference, f"{{{DS}}}DigestMethod"), SHA256)
    return _base64_of(_only(reference, f"{{{DS}}}DigestValue"))


def _demand_algorithm(element: etree._Element, expected: str) -> None:
    if element.get("Algorithm") != expected or len(element):
        raise NotVerified(Reason.ALGORITHM, f"{etree.QName(element).localname} is not the profile's")


def _match(expected: bytes, data: bytes, reason: Reason) -> None:
    if not hmac.compare_digest(expected, hashlib.sha256(data).digest()):
        raise NotVerified(reason)


def _parts(
    root: etree._Element, signed_info: bytes, data: etree._Element, key_info: etree._Element
) -> SignedParts:
    """Gather the values from the canonical parts, having checked that the references meant them."""
    if data.get("Id") != "bidSignedData" or key_info.get("Id") != "bidKeyInfo":
        raise NotVerified(Reason.STRUCTURE, "an Id is not the one referred to")
    certificates = _only(key_info, f"{{{DS}}}X509Data").findall(f"{{{DS}}}X509Certificate")
    return SignedParts(
        signed_info=signed_info,
        signature=_base64_of(_only(root, f"{{{DS}}}SignatureValue")),
        certificates=tuple(_base64_of(certificate) for certificate in certificates),
        visible=_optional(data, "usrVisibleData"),
        non_visible=_optional(data, "usrNonVisibleData"),
        func_id=_only(data, f"{{{BANKID}}}clientInfo", f"{{{BANKID}}}funcId").text or "",
    )


def _optional(data: etree._Element, name: str) -> bytes | None:
    tag = f"{{{BANKID}}}{name}"
    return _base64_of(_only(data, tag)) if data.findall(tag) else None


def _base64_of(element: etree._Element) -> bytes:
    """The bytes of a base64 element, which may be broken into lines."""
    if len(element):
        raise NotVerified(Reason.STRUCTURE, "text was expected")
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotVerified(Reason.STRUCTURE, "broken base64") from problem
