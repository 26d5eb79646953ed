"""XML signatures over whole messages, and reading only what was signed.

A message is parsed without DTD, entities or network, must hold exactly one signature, in its place, with one
reference to the whole document; and what is read afterwards is the signed bytes, not the message. So there is
no second element that could stand in for the signed one (signature wrapping).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from armkrok.services.signing.external.errors import ExternalRefused, Refused
from armkrok.services.signing.external.names import ds, dss
from armkrok.services.signing.external.service import MessageKey

LARGEST: Final = 4_000_000
"""Bytes of a message: some thousand documents."""
_METHODS: Final = frozenset(
    {
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
        SignatureMethod.SHA256_RSA_MGF1,
        SignatureMethod.ECDSA_SHA256,
        SignatureMethod.ECDSA_SHA384,
        SignatureMethod.ECDSA_SHA512,
    }
)
_DIGESTS: Final = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
_ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_CANONICAL: Final = frozenset(
    {
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/2006/12/xml-c14n11",
    }
)


def signed(message: etree._Element, holder: etree._Element, key: MessageKey) -> bytes:
    """Sign the message with the signature last in ``holder``; returns it as UTF-8."""
    etree.SubElement(holder, ds("Signature"), Id="placeholder")
    method = (
        SignatureMethod.ECDSA_SHA256
        if isinstance(key.key, ec.EllipticCurvePrivateKey)
        else SignatureMethod.RSA_SHA256
    )
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=method,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    return etree.tostring(
        signer.sign(message, key=key.key, cert=[key.certificate]), encoding="UTF-8", xml_declaration=True
    )


def verified(
    content: bytes, root: str, holder: str, certificates: Sequence[x509.Certificate]
) -> etree._Element:
    """The signed message, parsed from the bytes that one of the certificates' keys signed.

    ``root`` is its tag and ``holder`` the tag of the child that ends with the signature. Raises
    ExternalRefused("not-a-response") or ("not-authentic").
    """
    message = parsed(content)
    if message.tag != root:
        raise ExternalRefused(Refused.NOT_A_RESPONSE, "another message")
    _demand_form(message, holder)
    expected = SignatureConfiguration(
        location=f"./{holder}/", signature_methods=_METHODS, digest_algorithms=_DIGESTS
    )
    for certificate in certificates:
        try:
            result = XMLVerifier().verify(
                etree.tostring(message), x509_cert=certificate, expect_config=expected, parser=_parser()
            )
        except (SignXMLException, ValueError, TypeError, KeyError, etree.LxmlError):
            continue
        return parsed(result.signed_data)  # type: ignore[union-attr]
    raise ExternalRefused(Refused.NOT_AUTHENTIC)


def parsed(content: bytes) -> etree._Element:
    """Parse without DTD, entities, network or comments that hide something; raises ExternalRefused."""
    if len(content) > LARGEST or b"\0" in content or b"<!" in content.replace(b"<!--", b""):
        raise ExternalRefused(Refused.NOT_A_RESPONSE, "too large, or with a DTD")
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ExternalRefused(Refused.NOT_A_RESPONSE, "not XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ExternalRefused(Refused.NOT_A_RESPONSE, "with a DTD")
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _demand_form(message: etree._Element, holder: str) -> None:
    """One signature, last in its holder, with one reference to the whole document."""
    signatures = list(message.iter(ds("Signature")))
    holders = message.findall(holder)
    if (
        len(signatures) != 1
        or len(holders) != 1
        or len(holders[0]) == 0
        or holders[0][-1] is not signatures[0]
    ):
        raise ExternalRefused(Refused.NOT_AUTHENTIC, "not one signature in its place")
    references = signatures[0].findall(f"{ds('SignedInfo')}/{ds('Reference')}")
    if len(references) != 1 or references[0].get("URI") != "":
        raise ExternalRefused(Refused.NOT_AUTHENTIC, "does not cover the whole")
    used = [
        one.get("Algorithm", "") for one in references[0].findall(f"{ds('Transforms')}/{ds('Transform')}")
    ]
    if used[:1] != [_ENVELOPED] or len(used) > 2 or not set(used[1:]) <= _CANONICAL:
        raise ExternalRefused(Refused.NOT_AUTHENTIC, "an unexpected transform")


RESPONSE: Final = (dss("SignResponse"), dss("OptionalOutputs"))
"""Root and holder of a SignResponse."""
