"""How the signer was identified, told in her certificate (RFC 7773, extension 1.2.752.201.5.1).

One type is published, for SAML (RFC 7773 3.1). It is written only from a real assertion's facts; nothing is
made up for other kinds of log-in. For OpenID Connect there is an individual draft
(draft-santesson-oidc-cert-auth-context), which may change or lapse: its type is off unless a setting names
it, and what is written then says that it follows a draft. BankID's own API has no published type, and its
certificates carry no such extension; the evidence of it is kept beside the document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from cryptography import x509
from cryptography.x509.oid import ObjectIdentifier
from lxml import etree

from armkrok.services.signing.engine import der

AUTHENTICATION_CONTEXT = ObjectIdentifier("1.2.752.201.5.1")
SAML_TYPE = "http://id.elegnamnden.se/auth-cont/1.0/saci"
OIDC_DRAFT = "draft-santesson-oidc-cert-auth-context-01"
_SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
_UTF8 = 0x0C


class AuthenticationContext(Protocol):
    """One account of how the signer was identified; ``type`` is contextType and ``info`` contextInfo."""

    @property
    def type(self) -> str:
        """The address that names the kind of account."""
        ...

    def info(self) -> str:
        """The account itself."""
        ...


@dataclass(frozen=True)
class MappedAttribute:
    """Where one value in the certificate came from (RFC 7773 3.1.2).

    ``place`` is rdn (the subject), san (alternative name) or sda (directory attributes), ``ref`` the
    attribute's OID or the name's tag there, ``name`` and ``friendly_name`` the SAML attribute's.
    """

    place: str
    ref: str
    name: str
    value: str
    friendly_name: str = ""


@dataclass(frozen=True)
class SamlContext:
    """The facts of a SAML assertion, as they stood in it."""

    identity_provider: str
    at: datetime
    class_ref: str
    assertion: str
    attributes: Sequence[MappedAttribute]
    service: str = ""

    @property
    def type(self) -> str:
        """The published type."""
        return SAML_TYPE

    def info(self) -> str:
        """The SAMLAuthContext element."""
        whole = etree.Element(f"{{{SAML_TYPE}}}SAMLAuthContext", nsmap={"saci": SAML_TYPE, "saml": _SAML})
        about = etree.SubElement(whole, f"{{{SAML_TYPE}}}AuthContextInfo")
        about.set("IdentityProvider", self.identity_provider)
        about.set("AuthenticationInstant", self.at.astimezone(UTC).isoformat(timespec="milliseconds"))
        about.set("AuthnContextClassRef", self.class_ref)
        about.set("AssertionRef", self.assertion)
        if self.service:
            about.set("ServiceID", self.service)
        known = etree.SubElement(whole, f"{{{SAML_TYPE}}}IdAttributes")
        for one in self.attributes:
            _mapping(known, one)
        return etree.tostring(whole, encoding="unicode")


@dataclass(frozen=True)
class OidcDraftContext:
    """The facts of an ID token, for who has chosen the draft; ``type`` comes from a setting."""

    type: str
    issuer: str
    at: datetime
    class_ref: str
    claims: Mapping[str, str]

    def info(self) -> str:
        """The facts in JSON, marked with the draft they follow."""
        facts = {
            "basedOn": OIDC_DRAFT,
            "iss": self.issuer,
            "auth_time": int(self.at.timestamp()),
            "acr": self.class_ref,
            "claims": dict(self.claims),
        }
        return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def authentication_context(contexts: Sequence[AuthenticationContext]) -> x509.UnrecognizedExtension:
    """The extension: SEQUENCE OF SEQUENCE { contextType, contextInfo } (RFC 7773 2); not critical."""
    accounts = (der.sequence(_text(one.type), _text(one.info())) for one in contexts)
    return x509.UnrecognizedExtension(AUTHENTICATION_CONTEXT, der.sequence(*accounts))


def _text(value: str) -> bytes:
    return der.tlv(_UTF8, value.encode())


def _mapping(known: etree._Element, one: MappedAttribute) -> None:
    mapping = etree.SubElement(known, f"{{{SAML_TYPE}}}AttributeMapping", Type=one.place, Ref=one.ref)
    attribute = etree.SubElement(mapping, f"{{{_SAML}}}Attribute", Name=one.name)
    if one.friendly_name:
        attribute.set("FriendlyName", one.friendly_name)
    etree.SubElement(attribute, f"{{{_SAML}}}AttributeValue").text = one.value
