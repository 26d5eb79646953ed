"""XML from outside, read so that there is only one way to understand it.

Without DTD, entities, network, comments or processing instructions: none has a place in a SAML message, and
each has been used to make two readers see different texts (a comment within a name cuts it off for some).
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Any, Final

from lxml import etree

from armkrok.core.identity.proof import NotProved
from armkrok.core.identity.saml.errors import Check

SAML: Final = "{urn:oasis:names:tc:SAML:2.0:assertion}"
SAMLP: Final = "{urn:oasis:names:tc:SAML:2.0:protocol}"
MD: Final = "{urn:oasis:names:tc:SAML:2.0:metadata}"
DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
XENC: Final = "{http://www.w3.org/2001/04/xmlenc#}"
LARGEST: Final = 400_000
"""Characters of base64. A real answer is some 15 000; names with a picture of the person may be 100 000."""
LARGEST_METADATA: Final = 40_000_000
"""Bytes. Sweden Connect's is below 5 MB; an international federation's some 30 MB."""
_SAFE: Final[dict[str, Any]] = {
    "encoding": "UTF-8",
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
}


def decoded(saml_response: str) -> bytes:
    """The bytes of a posted SAMLResponse; raises NotProved."""
    if len(saml_response) > LARGEST:
        raise NotProved(Check.TOO_LARGE)
    try:
        return base64.b64decode("".join(saml_response.split()), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotProved(Check.NOT_BASE64) from problem


def parse(data: bytes) -> etree._Element:
    """The root of a message in UTF-8 where every ID is its own; raises NotProved."""
    if b"<!--" in data:
        raise NotProved(Check.COMMENT)
    return _parsed(data, etree.XMLParser(**_SAFE))


def parse_metadata(data: bytes) -> etree._Element:
    """The root of metadata, which may be large and which people write comments in; raises NotProved."""
    if len(data) > LARGEST_METADATA:
        raise NotProved(Check.TOO_LARGE)
    return _parsed(data, etree.XMLParser(**(_SAFE | {"huge_tree": True, "remove_comments": True})))


def _parsed(data: bytes, parser: etree.XMLParser) -> etree._Element:
    _demand_plain(data)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise NotProved(Check.NOT_XML) from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotProved(Check.DTD)
    names = ((element, name) for element in root.iter() for name in element.attrib)
    ids = [element.get(name) for element, name in names if etree.QName(name).localname.lower() == "id"]
    if len(ids) != len(set(ids)):
        raise NotProved(Check.DUPLICATE_ID)
    return root


def _demand_plain(data: bytes) -> None:
    """Judge the bytes before any parser sees them. It is held to UTF-8, so they mean what they say."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise NotProved(Check.NOT_XML) from problem
    if b"<!" in data.replace(b"<!--", b""):
        raise NotProved(Check.DTD)
    if b"<?" in data.removeprefix(b"\xef\xbb\xbf").lstrip().removeprefix(b"<?xml "):
        raise NotProved(Check.INSTRUCTION)


def alone(element: etree._Element) -> etree._Element:
    """The same element as the root of a document of its own, with the namespaces it stood in."""
    return parse(etree.tostring(element, encoding="UTF-8", xml_declaration=False, with_tail=False))


def only(parent: etree._Element, tag: str, check: Check = Check.STRUCTURE) -> etree._Element:
    """The one child by that tag; none or several is a failed check."""
    found = parent.findall(tag)
    if len(found) != 1:
        raise NotProved(check)
    return found[0]


def text_of(element: etree._Element, check: Check = Check.STRUCTURE) -> str:
    """The text of an element that has nothing but text."""
    if len(element):
        raise NotProved(check)
    return (element.text or "").strip()


def moment(value: str | None, check: Check) -> datetime:
    """An xs:dateTime in UTC (SAML 2.0 core 1.3.3: always UTC, so a text without a zone is UTC too)."""
    try:
        when = datetime.fromisoformat(value or "")
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise NotProved(check) from problem
