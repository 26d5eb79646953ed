"""Metadata as a federation hands it out: all its members in one signed file, of which we keep one.

Source: SAML 2.0 metadata clauses 2.3.1 and 3; Sweden Connect publishes its own so, renewed each hour.
"""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.utils.translation import gettext_lazy as _
from lxml import etree

from armkrok.core.identity.proof import NotProved
from armkrok.core.identity.saml import signatures
from armkrok.core.identity.saml.documents import MD, moment, parse_metadata
from armkrok.core.identity.saml.errors import Check, ConfigFault
from armkrok.core.identity.saml.idp_metadata import FIELD, UNREADABLE, dated, demand_strong, entity, facts


def providers(xml: bytes) -> tuple[str, ...]:
    """The entity ids of all identity providers there, for a form to choose among; raises ConfigFault."""
    described = _parsed(xml).iter(f"{MD}EntityDescriptor")
    return tuple(
        one.get("entityID", "") for one in described if one.find(f"{MD}IDPSSODescriptor") is not None
    )


def taken(xml: bytes, *, entity_id: str, certificate: str, now: datetime) -> str:
    """One provider's own metadata, when the whole is signed by the certificate (PEM); raises ConfigFault.

    Without a certificate nothing is believed about where it came from: somebody must have compared it. The
    federation's signature goes with the rest of the file; how long it holds is written into what is kept.
    """
    root = _parsed(xml)
    if certificate:
        _demand_signed(root, certificate)
    described = entity(root, entity_id)
    dates = [one.get("validUntil", "") for one in dated(described)]
    if dates:
        described.set("validUntil", min(dates, key=lambda text: moment(text, Check.NOT_XML)))
    kept = etree.tostring(described, encoding="unicode", with_tail=False)
    until = facts(kept, entity_id).valid_until
    if until is not None and until < now:
        raise ConfigFault(FIELD, _("Metadata har slutat gälla."))
    return kept


def _parsed(xml: bytes) -> etree._Element:
    try:
        root = parse_metadata(xml)
        for one in root.iter():
            moment(one.get("validUntil", "2000-01-01"), Check.NOT_XML)
    except NotProved as problem:
        raise ConfigFault(FIELD, UNREADABLE) from problem
    return root


def _demand_signed(root: etree._Element, certificate: str) -> None:
    try:
        known = x509.load_pem_x509_certificate(certificate.encode("ascii"))
    except ValueError as problem:
        field = "metadata_certificate"
        raise ConfigFault(field, _("Certifikatet för metadata går inte att läsa.")) from problem
    demand_strong(known, "metadata_certificate")
    pem = known.public_bytes(serialization.Encoding.PEM).decode("ascii")
    try:
        signatures.verify(root, (pem,), Check.RESPONSE_SIGNATURE)
    except NotProved as problem:
        raise ConfigFault(
            FIELD, _("Metadata är inte signerat med det certifikat som är angivet.")
        ) from problem
