"""metadata/preservation/premis.xml: each file's fixity and format, and its events (PREMIS 3.0)."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from armkrok.services.signing.archive.contents import FinishedRequest, KeptFile
from armkrok.services.signing.archive.fgs.facts import (
    PREMIS,
    SOFTWARE,
    VERSION,
    XSI,
    Delivery,
    located,
    serialised,
    stamp,
)
from armkrok.services.signing.archive.members import Member

_SOFTWARE_ID = "armkrok"


def premis(
    finished: FinishedRequest,
    delivery: Delivery,
    data: Sequence[Member],
    documents: Sequence[tuple[KeptFile, Member]],
) -> bytes:
    """Objects for all data files, events for signing, checking and packing, and their agents.

    Event types are from the Library of Congress's preservation vocabularies.
    """
    root = etree.Element(f"{{{PREMIS}}}premis", nsmap={"premis": PREMIS, "xsi": XSI}, version="3.0")
    located(root, ((PREMIS, "schemas/premis-v3-0.xsd"),))
    for one in data:
        _file(root, one)
    signed = [member.path for _, member in documents]
    _signings(root, finished, signed)
    _checks(root, finished, signed)
    _event(root, "paketering", "information package creation", stamp(delivery.made_at), _SOFTWARE_ID, ())
    _agent(root, _SOFTWARE_ID, SOFTWARE, "software", VERSION)
    for number, seat in enumerate(finished.seats, 1):
        if seat.is_signer and seat.at:
            _agent(root, _person(number), seat.name, "person")
    return serialised(root)


def _signings(root: etree._Element, finished: FinishedRequest, signed: Sequence[str]) -> None:
    for number, seat in enumerate(finished.seats, 1):
        if not (seat.is_signer and seat.at):
            continue
        detail = ", ".join(part for part in (seat.role, seat.behalf and f"för {seat.behalf}") if part)
        _event(
            root,
            f"underskrift-{number}",
            "digital signature generation",
            stamp(seat.at),
            _person(number),
            signed,
            detail=detail,
            outcome=seat.outcome,
        )


def _checks(root: etree._Element, finished: FinishedRequest, signed: Sequence[str]) -> None:
    for number, verdict in finished.verdicts.items():
        if not 1 <= number <= len(signed):
            continue
        _event(
            root,
            f"kontroll-{number}",
            "digital signature validation",
            stamp(finished.completed_at),
            _SOFTWARE_ID,
            signed[number - 1 : number],
            outcome=verdict,
        )


def _file(root: etree._Element, one: Member) -> None:
    entry = _element(root, "object")
    entry.set(f"{{{XSI}}}type", "premis:file")
    _identifier(entry, "object", one.path)
    facts = _element(entry, "objectCharacteristics")
    fixity = _element(facts, "fixity")
    _element(fixity, "messageDigestAlgorithm", "SHA-256")
    _element(fixity, "messageDigest", one.sha256)
    _element(facts, "size", str(one.size))
    designation = _element(_element(facts, "format"), "formatDesignation")
    _element(designation, "formatName", one.media_type)


def _event(
    root: etree._Element,
    identifier: str,
    kind: str,
    at: str,
    agent: str,
    objects: Sequence[str],
    *,
    detail: str = "",
    outcome: str = "",
) -> None:
    event = _element(root, "event")
    _identifier(event, "event", identifier)
    _element(event, "eventType", kind)
    _element(event, "eventDateTime", at)
    if detail:
        _element(_element(event, "eventDetailInformation"), "eventDetail", detail)
    if outcome:
        _element(_element(event, "eventOutcomeInformation"), "eventOutcome", outcome)
    link = _element(event, "linkingAgentIdentifier")
    _element(link, "linkingAgentIdentifierType", "local")
    _element(link, "linkingAgentIdentifierValue", agent)
    for one in objects:
        link = _element(event, "linkingObjectIdentifier")
        _element(link, "linkingObjectIdentifierType", "local")
        _element(link, "linkingObjectIdentifierValue", one)


def _agent(root: etree._Element, identifier: str, name: str, kind: str, version: str = "") -> None:
    agent = _element(root, "agent")
    _identifier(agent, "agent", identifier)
    _element(agent, "agentName", name)
    _element(agent, "agentType", kind)
    if version:
        _element(agent, "agentVersion", version)


def _person(number: int) -> str:
    return f"person-{number}"


def _identifier(parent: etree._Element, of: str, value: str) -> None:
    identifier = _element(parent, f"{of}Identifier")
    _element(identifier, f"{of}IdentifierType", "local")
    _element(identifier, f"{of}IdentifierValue", value)


def _element(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{PREMIS}}}{name}")
    element.text = text
    return element
