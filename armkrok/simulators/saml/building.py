"""From a draft to the form that carries it back: XML, signatures and encryption by pysaml2 and xmlsec1.

Between the steps a lie may lay its hands on the XML: see lies.py for which step each one waits for.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from tempfile import NamedTemporaryFile
from typing import Final

from lxml import etree
from saml2.sigver import (
    CryptoBackendXmlSec1,
    get_xmlsec_binary,
    pre_encryption_part,
    pre_signature_part,
)

from armkrok.simulators.saml.authority import Authority
from armkrok.simulators.saml.drafts import Draft, Signing

SAML: Final = "{urn:oasis:names:tc:SAML:2.0:assertion}"
SAMLP: Final = "{urn:oasis:names:tc:SAML:2.0:protocol}"
DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
XENC: Final = "{http://www.w3.org/2001/04/xmlenc#}"
_HOLDER: Final = (
    b'<e:EncryptedAssertion xmlns:e="urn:oasis:names:tc:SAML:2.0:assertion"></e:EncryptedAssertion>'
)
_WITHIN: Final = "/*[local-name()='EncryptedAssertion']/*[local-name()='Assertion']"


class Step(StrEnum):
    """When the XML can be changed: before and after each signature, and as bytes at last."""

    ASSERTION = "assertion"
    SIGNED_ASSERTION = "signedAssertion"
    RESPONSE = "response"
    SIGNED_RESPONSE = "signedResponse"
    BYTES = "bytes"


Change = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Given:
    """The fields of the form, and where it goes."""

    acs_url: str
    saml_response: str
    relay_state: str


def build(authority: Authority, draft: Draft, certificate: str, changes: dict[Step, Change]) -> bytes:
    """The Response as bytes, for a relying party with that certificate (base64 without its frame)."""

    def changed(step: Step, data: bytes) -> bytes:
        return changes[step](data) if step in changes else data

    whole = etree.tostring(draft.response_xml())
    if draft.status is None:
        assertion = changed(Step.ASSERTION, etree.tostring(draft.assertion_xml()))
        assertion = changed(Step.SIGNED_ASSERTION, signed(authority, assertion, draft.assertion))
        whole = _with(whole, _carried(assertion, draft, certificate))
    whole = changed(Step.RESPONSE, whole)
    return changed(Step.BYTES, changed(Step.SIGNED_RESPONSE, signed(authority, whole, draft.response)))


def found(root: etree._Element, path: str) -> etree._Element:
    """The first element by that path; raises ValueError, since then there is nothing to lie about."""
    element = root.find(path if path.startswith("{") else f".{path}")
    if element is None:
        raise ValueError(f"there is no {path}")
    return element


def form(draft: Draft, message: bytes, acs_url: str) -> Given:
    """The form that the browser posts back."""
    text = base64.b64encode(message).decode("ascii") if draft.is_encoded else message.decode("utf-8")
    return Given(acs_url, text, draft.relay_state)


def signed(authority: Authority, document: bytes, how: Signing) -> bytes:
    """The document with its root signed, if it is to be."""
    if not how.is_done:
        return document
    root = etree.fromstring(document)
    keys = authority.provider if how.by == "provider" else authority.stranger
    template = pre_signature_part(
        root.get("ID"), keys.text, digest_alg=how.digest, sign_alg=how.method
    ).to_string()
    root.insert(1, etree.fromstring(template))  # after Issuer
    name = etree.QName(root)
    text: str = _backend().sign_statement(
        etree.tostring(root, encoding="unicode"),
        f"{name.namespace}:{name.localname}",
        str(keys.key),
        root.get("ID"),
    )
    return etree.tostring(etree.fromstring(text.encode("utf-8")))


def _with(whole: bytes, part: bytes) -> bytes:
    """The part as the last child of the whole.

    As text: lxml would give a moved element the prefixes of its new parent, and the signature would not hold.
    """
    place = whole.rindex(b"</")
    return whole[:place] + part + whole[place:]


def _carried(assertion: bytes, draft: Draft, certificate: str) -> bytes:
    """What the Response carries: the assertion, in the clear or encrypted."""
    how = draft.encrypting
    if not how.is_done:
        return assertion
    template = str(pre_encryption_part(msg_enc=how.cipher, key_enc=how.key_transport))
    body = how.certificate or certificate
    with NamedTemporaryFile(suffix=".pem") as pem:
        pem.write(f"-----BEGIN CERTIFICATE-----\n{_lines(body)}\n-----END CERTIFICATE-----\n".encode())
        pem.flush()
        text: str = _backend().encrypt_assertion(
            _with(_HOLDER, assertion).decode("utf-8"), pem.name, template, how.session_key, _WITHIN
        )
    return etree.tostring(etree.fromstring(text.encode("utf-8")))


def _lines(body: str) -> str:
    return "\n".join(body[place : place + 64] for place in range(0, len(body), 64))


class _Backend(CryptoBackendXmlSec1):  # type: ignore[misc]  # the library is untyped
    """pysaml2's own, which asks the program for its version once and not for every call."""

    @cached_property
    def version_nums(self) -> tuple[int, ...]:
        """The program's version."""
        numbers: tuple[int, ...] = super().version_nums
        return numbers


@cache
def _backend() -> _Backend:
    return _Backend(get_xmlsec_binary())
