"""The identity provider's metadata: where to send people, and which keys may speak in its name.

Source: SAML 2.0 metadata (saml-metadata-2.0-os), clauses 2.3.2 and 2.4.3. A certificate there carries a key
and nothing else: its dates and issuer mean nothing (SAML V2.0 Metadata Interoperability Profile, clause
2.6.1).
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.utils.translation import gettext_lazy as _
from lxml import etree

from armkrok.core.identity.proof import NotProved
from armkrok.core.identity.saml.documents import DS, MD, moment, parse_metadata
from armkrok.core.identity.saml.errors import Check, ConfigFault

REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
FIELD: Final = "idp_metadata"
UNREADABLE: Final = _("Metadata går inte att läsa. Kontrollera att det är hela filen.")


@dataclass(frozen=True)
class IdpFacts:
    """What the metadata says. `certificates` are PEM, those for signing alone; `valid_until` is in UTC."""

    entity_id: str
    sso_url: str
    certificates: tuple[str, ...]
    valid_until: datetime | None


@lru_cache(maxsize=128)
def facts(xml: str, entity_id: str) -> IdpFacts:
    """Read the metadata of one provider; raises ConfigFault."""
    try:
        root = parse_metadata(xml.encode("utf-8"))
        described = entity(root, entity_id)
        until = [moment(one.get("validUntil"), Check.NOT_XML) for one in dated(described)]
    except NotProved as problem:
        raise ConfigFault(FIELD, UNREADABLE) from problem
    role = _only_role(described)
    return IdpFacts(
        entity_id=entity_id,
        sso_url=_sso_url(role),
        certificates=_certificates(role),
        valid_until=min(until, default=None),
    )


def entity(root: etree._Element, entity_id: str) -> etree._Element:
    """The one description of that entity; raises ConfigFault."""
    found = [one for one in root.iter(f"{MD}EntityDescriptor") if one.get("entityID") == entity_id]
    if len(found) != 1:
        raise ConfigFault(
            "idp_entity_id", _("Metadata beskriver ingen legitimeringstjänst med det entity-id:t.")
        )
    return found[0]


def dated(described: etree._Element) -> list[etree._Element]:
    """The element and those around and within it that say how long they hold."""
    around = [described, *described.iterancestors(), *described.findall(f"{MD}IDPSSODescriptor")]
    return [one for one in around if one.get("validUntil")]


def _only_role(described: etree._Element) -> etree._Element:
    roles = described.findall(f"{MD}IDPSSODescriptor")
    if len(roles) != 1:
        raise ConfigFault(FIELD, _("Metadata beskriver ingen legitimeringstjänst (IDPSSODescriptor)."))
    return roles[0]


def _sso_url(role: etree._Element) -> str:
    """Where people are sent by HTTP-Redirect; https, or http on this machine."""
    services = role.findall(f"{MD}SingleSignOnService")
    url = next((one.get("Location", "") for one in services if one.get("Binding") == REDIRECT), "")
    parts = urlsplit(url)
    if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)):
        raise ConfigFault(FIELD, _("Metadata saknar en adress med https för HTTP-Redirect."))
    return url


def _certificates(role: etree._Element) -> tuple[str, ...]:
    keys = [one for one in role.findall(f"{MD}KeyDescriptor") if one.get("use") in (None, "signing")]
    texts = [one.text or "" for key in keys for one in key.iter(f"{DS}X509Certificate")]
    if not texts:
        raise ConfigFault(FIELD, _("Metadata saknar certifikat för signering."))
    return tuple(_pem(text) for text in texts)


def _pem(text: str) -> str:
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode("".join(text.split()), validate=True))
        demand_strong(certificate, FIELD)
    except (binascii.Error, ValueError) as problem:
        if isinstance(problem, ConfigFault):
            raise
        raise ConfigFault(FIELD, _("Ett certifikat i metadata går inte att läsa.")) from problem
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def demand_strong(certificate: x509.Certificate, field: str) -> None:
    """RSA of at least 2048 bits, or an elliptic curve of at least 256; raises ConfigFault."""
    key = certificate.public_key()
    is_strong = (isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048) or (
        isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= 256
    )
    if not is_strong:
        raise ConfigFault(field, _("En nyckel är för svag. RSA ska ha minst 2048 bitar."))
