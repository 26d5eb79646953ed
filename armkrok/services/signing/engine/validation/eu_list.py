"""Reading a trusted list of the EU (ETSI TS 119 612). Slow to import and to run: called through ``bounded``.

Taken are the services that are granted today and issue qualified certificates (CA/QC) or qualified time
stamps (QTST). The list's own signature (XAdES) is checked when the scheme operator's certificates are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import x509
from lxml import etree
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.qualified.eutl_parse import (
    trust_list_to_registry,
    trust_list_to_registry_unsafe,
)
from pyhanko.sign.validation.qualified.tsp import TSPRegistry

from armkrok.services.signing.engine.validation.trust_lists import TrustList

_TSL = {"tsl": "http://uri.etsi.org/02231/v2#"}
_ROOT = "{http://uri.etsi.org/02231/v2#}TrustServiceStatusList"
_LARGEST = 64 * 1024 * 1024


def read_eu_list(path: Path, operators: Sequence[bytes]) -> TrustList:
    """The list's trusted services under the name of its territory and operator.

    ``operators`` are certificates (DER) that may have signed the list; with none its signature is not
    checked. Raises ValueError with a code: "too_large", "not_a_list", "wrong_signature", "out_of_date",
    "no_services".
    """
    if path.stat().st_size > _LARGEST:
        raise ValueError("too_large")
    content = path.read_text("utf-8-sig")
    name, until = _head(content)
    if until is not None and until < datetime.now(UTC):
        raise ValueError("out_of_date")
    certificates = _trusted(_registry(content, operators))
    if not certificates:
        raise ValueError("no_services")
    return TrustList(name, certificates)


def _head(content: str) -> tuple[str, datetime | None]:
    """Whose list it is, and until when."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("not_a_list") from error
    if root.tag != _ROOT:
        raise ValueError("not_a_list")
    scheme = "tsl:SchemeInformation/tsl:"
    territory = root.findtext(scheme + "SchemeTerritory", "", _TSL).strip()
    operator = root.findtext(scheme + "SchemeOperatorName/tsl:Name", "", _TSL).strip()
    until = root.findtext(scheme + "NextUpdate/tsl:dateTime", "", _TSL).strip()
    name = ", ".join(part for part in (f"EU-listan {territory}".strip(), operator) if part)
    return name, _moment(until)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError("not_a_list") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _registry(content: str, operators: Sequence[bytes]) -> TSPRegistry:
    try:
        if operators:
            keepers = [x509.Certificate.load(der) for der in operators]
            return trust_list_to_registry(content, keepers)[0]
        return trust_list_to_registry_unsafe(content)[0]
    except SignatureValidationError as error:
        raise ValueError("wrong_signature") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError("not_a_list") from error


def _trusted(registry: TSPRegistry) -> tuple[bytes, ...]:
    """Certificates of the services that are still granted."""
    authorities = (*registry.known_certificate_authorities, *registry.known_timestamp_authorities)
    found = {
        certificate.dump()
        for authority in authorities
        for service in registry.applicable_service_definitions(authority, None)
        if service.base_info.valid_until is None
        for certificate in service.base_info.provider_certs
    }
    return tuple(sorted(found))
