"""What a delivery says beside the request itself, and the names that the standards fix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from armkrok import __version__

METS = "http://www.loc.gov/METS/"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
SIP = "https://DILCIS.eu/XML/METS/SIPExtensionMETS"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREMIS = "http://www.loc.gov/premis/v3"
ERMS = "https://DILCIS.eu/XML/ERMS"
SOFTWARE, VERSION = "Armkrok", __version__


@dataclass(frozen=True)
class Agreement:
    """What is agreed with the e-archive. Empty values are left out of the package.

    `number` identifies the submission agreement (leveransöverenskommelse), `reference_code` the place in the
    archive's own description.
    """

    archive: str = ""
    number: str = ""
    reference_code: str = ""


@dataclass(frozen=True)
class Delivery:
    """One delivery: the package's own identifier, which is also its root folder, and when it is made."""

    identifier: str
    made_at: datetime
    agreement: Agreement = Agreement()


def stamp(at: datetime) -> str:
    """xs:dateTime in UTC to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def serialised(root: etree._Element) -> bytes:
    """An XML file."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def located(root: etree._Element, places: Sequence[tuple[str, str]]) -> None:
    """Say which schema file belongs to which namespace."""
    root.set(f"{{{XSI}}}schemaLocation", " ".join(part for pair in places for part in pair))
