"""Whether an element is signed as a whole by one of the provider's keys.

Signature wrapping moves a signed element aside and puts another where it was looked for. So the signature
must be a child of the element it is about, refer to that element's ID (which is unique, see documents.py),
and the element must be the root of the document that is verified and then read: what is read is what was
signed. Source: SAML 2.0 core clause 5.4; the algorithms are those of Sweden Connect's Deployment Profile
clause 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Final

from lxml import etree

from armkrok.core.identity.proof import NotProved
from armkrok.core.identity.saml import xmlsec
from armkrok.core.identity.saml.documents import DS, only
from armkrok.core.identity.saml.errors import Check

_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
SIGNATURE_METHODS: Final = frozenset(
    f"{_MORE}{name}"
    for name in ("rsa-sha256", "rsa-sha384", "rsa-sha512", "ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512")
)
DIGEST_METHODS: Final = frozenset({f"{_XENC}sha256", f"{_MORE}sha384", f"{_XENC}sha512"})
_FORM: Final = Check.SIGNATURE_FORM


def is_signed(element: etree._Element) -> bool:
    """Whether the element has a signature of its own."""
    return element.find(f"{DS}Signature") is not None


def verify(root: etree._Element, certificates: Sequence[str], failure: Check) -> None:
    """Check the signature of a document's root with the provider's keys; raises NotProved, with `failure`
    when none fits.

    What the signature itself says about keys is taken away first, so that it cannot bring its own.
    """
    judged = deepcopy(root)
    signature = only(judged, f"{DS}Signature", _FORM)
    _judge_form(signature, judged)
    for info in signature.findall(f"{DS}KeyInfo"):
        signature.remove(info)
    name = etree.QName(judged)
    document = etree.tostring(judged, encoding="UTF-8", xml_declaration=False)
    node_name, node_id = f"{name.namespace}:{name.localname}", judged.get("ID", "")
    if not any(xmlsec.verifies(document, node_name, node_id, one) for one in certificates):
        raise NotProved(failure)


def _judge_form(signature: etree._Element, parent: etree._Element) -> None:
    allowed = {f"{DS}SignedInfo", f"{DS}SignatureValue", f"{DS}KeyInfo"}
    if any(child.tag not in allowed for child in signature) or len(signature.findall(f"{DS}KeyInfo")) > 1:
        raise NotProved(_FORM)
    only(signature, f"{DS}SignatureValue", _FORM)
    signed_info = only(signature, f"{DS}SignedInfo", _FORM)
    reference = only(signed_info, f"{DS}Reference", _FORM)
    if not parent.get("ID") or reference.get("URI") != f"#{parent.get('ID')}":
        raise NotProved(_FORM)
    transforms = [one.get("Algorithm") for one in only(reference, f"{DS}Transforms", _FORM)]
    method = only(signed_info, f"{DS}CanonicalizationMethod", _FORM).get("Algorithm")
    if transforms != [ENVELOPED, EXCLUSIVE] or method != EXCLUSIVE:
        raise NotProved(_FORM)
    signing = only(signed_info, f"{DS}SignatureMethod", _FORM).get("Algorithm")
    digest = only(reference, f"{DS}DigestMethod", _FORM).get("Algorithm")
    if signing not in SIGNATURE_METHODS or digest not in DIGEST_METHODS:
        raise NotProved(Check.ALGORITHM)
