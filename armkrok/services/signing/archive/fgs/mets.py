"""METS.xml of a package and of its representation (METS 1.12 by E-ARK CSIP and SIP 2.1.0)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from lxml import etree

from armkrok.services.signing.archive.contents import FinishedRequest
from armkrok.services.signing.archive.fgs.facts import (
    CSIP,
    METS,
    SOFTWARE,
    VERSION,
    XLINK,
    XSI,
    Delivery,
    located,
    serialised,
    stamp,
)
from armkrok.services.signing.archive.members import Member

PROFILE: Final = "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"
_CATEGORY = "Textual works – Digital"  # CSIP2, from the vocabulary of content categories
_CONTENT = "citserms_v2_1"  # CSIP4
_NAMES = {None: METS, "csip": CSIP, "xlink": XLINK, "xsi": XSI}


def package_mets(
    finished: FinishedRequest,
    delivery: Delivery,
    groups: Mapping[str, Sequence[Member]],
    erms: Member,
    premis: Member,
) -> bytes:
    """The root METS. `groups`: files by use (Documentation, Schemas, Representations/rep1)."""
    root = _root(delivery.identifier, finished.title)
    _header(root, finished, delivery)
    described = _described(root, erms, delivery)
    provenance = _provenance(root, premis)
    files = _files(root, groups)
    top = _structure(root, delivery.identifier)
    _element(top, "div", ID="div-metadata", LABEL="Metadata", DMDID=described, ADMID=provenance)
    for use, identifier in files.items():
        _division(top, use, identifier)
    return serialised(root)


def representation_mets(name: str, delivery: Delivery, data: Sequence[Member]) -> bytes:
    """The representation's own METS; paths are from its folder."""
    root = _root(name, name)
    header = _element(
        root, "metsHdr", CREATEDATE=stamp(delivery.made_at), LASTMODDATE=stamp(delivery.made_at)
    )
    header.set(f"{{{CSIP}}}OAISPACKAGETYPE", "SIP")
    _software(header)
    files = _files(root, {"Data": data})
    top = _structure(root, name)
    _element(top, "div", ID="div-metadata", LABEL="Metadata")
    division = _element(top, "div", ID="div-data", LABEL="Data")
    _element(division, "fptr", FILEID=files["Data"])
    return serialised(root)


def _root(identifier: str, label: str) -> etree._Element:
    root = etree.Element(f"{{{METS}}}mets", nsmap=_NAMES)  # type: ignore[arg-type]  # None is lxml's default prefix
    root.set("OBJID", identifier)
    root.set("LABEL", label)
    root.set("TYPE", _CATEGORY)
    root.set("PROFILE", PROFILE)
    root.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", _CONTENT)
    located(root, ((METS, "schemas/mets.xsd"), (CSIP, "schemas/DILCISExtensionMETS.xsd")))
    return root


def _header(root: etree._Element, finished: FinishedRequest, delivery: Delivery) -> None:
    made = stamp(delivery.made_at)
    header = _element(root, "metsHdr", CREATEDATE=made, LASTMODDATE=made, RECORDSTATUS="NEW")
    header.set(f"{{{CSIP}}}OAISPACKAGETYPE", "SIP")
    _software(header)
    owner = finished.owner
    _agent(header, "ARCHIVIST", owner.name, owner.number)
    _agent(header, "CREATOR", owner.name, owner.number)
    if delivery.agreement.archive:
        _agent(header, "PRESERVATION", delivery.agreement.archive, "")
    for kind, value in (
        ("SUBMISSIONAGREEMENT", delivery.agreement.number),
        ("REFERENCECODE", delivery.agreement.reference_code),
    ):
        if value:
            _element(header, "altRecordID", TYPE=kind).text = value


def _software(header: etree._Element) -> None:
    agent = _element(header, "agent", ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    _element(agent, "name").text = SOFTWARE
    note = _element(agent, "note")
    note.text = VERSION
    note.set(f"{{{CSIP}}}NOTETYPE", "SOFTWARE VERSION")


def _agent(header: etree._Element, role: str, name: str, number: str) -> None:
    agent = _element(header, "agent", ROLE=role, TYPE="ORGANIZATION")
    _element(agent, "name").text = name
    if number:
        note = _element(agent, "note")
        note.text = number
        note.set(f"{{{CSIP}}}NOTETYPE", "IDENTIFICATIONCODE")


def _described(root: etree._Element, erms: Member, delivery: Delivery) -> str:
    section = _element(root, "dmdSec", ID="dmd-erms", CREATED=stamp(delivery.made_at), STATUS="CURRENT")
    _reference(section, erms, MDTYPE="OTHER", OTHERMDTYPE="ERMS")
    return "dmd-erms"


def _provenance(root: etree._Element, premis: Member) -> str:
    section = _element(root, "amdSec")
    provenance = _element(section, "digiprovMD", ID="digiprov-premis", STATUS="CURRENT")
    _reference(provenance, premis, MDTYPE="PREMIS")
    return "digiprov-premis"


def _reference(section: etree._Element, one: Member, **kind: str) -> None:
    reference = _element(section, "mdRef", LOCTYPE="URL", **kind, **_fixity(one))
    _linked(reference, one.path)


def _files(root: etree._Element, groups: Mapping[str, Sequence[Member]]) -> dict[str, str]:
    """The file section; gives each group's identifier by its use."""
    section = _element(root, "fileSec", ID="filer")
    identifiers = {}
    count = 0
    for use, members in groups.items():
        identifier = f"grp-{use.lower().replace('/', '-')}"
        group = _element(section, "fileGrp", ID=identifier, USE=use)
        if use.startswith("Representations"):
            group.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", _CONTENT)
        for one in members:
            count += 1
            entry = _element(group, "file", ID=f"fil-{count}", **_fixity(one))
            _linked(_element(entry, "FLocat", LOCTYPE="URL"), one.path)
        identifiers[use] = identifier
    return identifiers


def _fixity(one: Member) -> dict[str, str]:
    return {
        "MIMETYPE": one.media_type,
        "SIZE": str(one.size),
        "CREATED": stamp(one.at),
        "CHECKSUM": one.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }


def _linked(element: etree._Element, path: str) -> None:
    element.set(f"{{{XLINK}}}type", "simple")
    element.set(f"{{{XLINK}}}href", path)


def _structure(root: etree._Element, label: str) -> etree._Element:
    structure = _element(root, "structMap", ID="struktur", TYPE="PHYSICAL", LABEL="CSIP")
    return _element(structure, "div", ID="div-paket", LABEL=label)


def _division(top: etree._Element, use: str, identifier: str) -> None:
    division = _element(top, "div", ID=f"div-{identifier}", LABEL=use)
    if not use.startswith("Representations/"):
        _element(division, "fptr", FILEID=identifier)
        return
    pointer = _element(division, "mptr", LOCTYPE="URL")
    _linked(pointer, f"representations/{use.removeprefix('Representations/')}/METS.xml")
    pointer.set(f"{{{XLINK}}}title", identifier)


def _element(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{METS}}}{name}", attributes)


def paths_of(mets: bytes) -> Iterable[tuple[str, str, int]]:
    """Every file a METS names: its path, SHA-256 in lower case and size."""
    root = etree.fromstring(mets, etree.XMLParser(resolve_entities=False, no_network=True))
    for one in root.iter(f"{{{METS}}}file", f"{{{METS}}}mdRef"):
        place = one.find(f"{{{METS}}}FLocat") if one.tag.endswith("}file") else one
        path = place.get(f"{{{XLINK}}}href", "") if place is not None else ""
        yield path, one.get("CHECKSUM", "").lower(), int(one.get("SIZE", "-1"))
