"""metadata/descriptive/ERMS.xml: the request as a case file with its documents (E-ARK CITS ERMS 2.1.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from lxml import etree

from armkrok.services.signing.archive.contents import FinishedRequest, KeptFile, Seat
from armkrok.services.signing.archive.fgs.facts import ERMS, SOFTWARE, Delivery, serialised, stamp
from armkrok.services.signing.archive.members import Member

_DIGITAL = "digitial"  # spelt so in the schema's list of values
Place = tuple[KeptFile, Member]


def erms(finished: FinishedRequest, delivery: Delivery, placed: Sequence[Place]) -> bytes:
    """The case with one record per signed document and per attachment; paths from the package's root."""
    root = etree.Element(f"{{{ERMS}}}erms", nsmap={"erms": ERMS})
    _control(root, finished, delivery)
    case = _element(
        _element(root, "aggregations"),
        "aggregation",
        systemIdentifier=finished.identifier,
        aggregationType="caseFile",
    )
    _case(case, finished)
    for position, pair in enumerate((one for one in placed if one[0].kind != "report"), 1):
        reports = [report for report in placed if report[0].about == position and report[0].kind == "report"]
        _record(case, finished, position, pair, reports if pair[0].kind == "signed" else [])
    return serialised(root)


def _control(root: etree._Element, finished: FinishedRequest, delivery: Delivery) -> None:
    control = _element(root, "control")
    _element(control, "identification", delivery.identifier, identificationType="OBJID")
    maintenance = _element(control, "maintenanceInformation")
    _element(maintenance, "maintenanceStatus", value="new")
    agency = _element(maintenance, "maintenanceAgency")
    if finished.owner.number:
        _element(agency, "agencyCode", finished.owner.number, type="organisationsnummer")
    _element(agency, "agencyName", finished.owner.name)
    event = _element(_element(maintenance, "maintenanceHistory"), "maintenanceEvent")
    _element(event, "eventType", value="created")
    _element(event, "eventDateTime", stamp(delivery.made_at))
    _agent(event, "creator", SOFTWARE)


def _case(case: etree._Element, finished: FinishedRequest) -> None:
    _element(case, "objectId", finished.identifier)
    if finished.classification:
        code = finished.classification
        _element(case, "classification", finished.document_type, classificationCode=code)
    _element(case, "title", finished.title)
    _element(case, "status", value="closed")
    if finished.secrecy:
        restriction = _element(case, "restriction", restrictionType="confidential")
        _element(restriction, "regulation", finished.secrecy)
    _disposal(case, finished)
    agents = _element(case, "agents")
    _agent(agents, "creator", finished.sender, finished.owner.name, finished.owner.unit, "Avsändare")
    for seat in finished.seats:
        if not seat.is_signer:
            _agent(agents, "receiver", seat.name, seat.behalf, role=seat.title)
    _dates(
        case,
        ("created", finished.created_at),
        ("sent", finished.sent_at),
        ("closed", finished.completed_at),
    )
    for deed in finished.log:
        action = _element(case, "action")
        _element(action, "actionText", deed.text)
        _element(action, "actionType", deed.event)
        _element(_element(action, "dates"), "actionDate", stamp(deed.at), dateType="originated")


def _record(
    case: etree._Element,
    finished: FinishedRequest,
    position: int,
    pair: Place,
    reports: Sequence[Place],
) -> None:
    kept, _ = pair
    is_signed = kept.kind == "signed"
    record = _element(
        case,
        "record",
        systemIdentifier=f"{finished.identifier}-{position}",
        recordType="Underskrivet dokument" if is_signed else "Bilaga",
        recordPhysicalOrDigital=_DIGITAL,
    )
    _element(record, "objectId", f"{finished.identifier}-{position}")
    _element(record, "parentAggregationId", finished.identifier)
    _element(record, "title", kept.name)
    _element(record, "runningNumber", str(position))
    signers = list(_signers(finished)) if is_signed else []
    if signers:
        agents = _element(record, "agents")
        for number, seat in enumerate(signers):
            kind = "main_signatory" if number == 0 else "other_signatory"
            _agent(agents, kind, seat.name, seat.behalf, role=seat.title)
    _dates(record, ("created", kept.created_at), *_signed_at(signers))
    if signers:
        verified = {"dateeSignatureIsVerified": stamp(finished.completed_at)} if reports else {}
        _element(_element(record, "eSignatures"), "eSignature", present="true", **verified)
    _appendices(record, (pair, *reports), signed=bool(signers))


def _signed_at(signers: Sequence[Seat]) -> Iterator[tuple[str, datetime]]:
    for number, seat in enumerate(signers):
        if seat.at:
            yield ("main_signature" if number == 0 else "other_signature"), seat.at


def _signers(finished: FinishedRequest) -> Iterator[Seat]:
    return (seat for seat in finished.seats if seat.is_signer and seat.at)


def _appendices(record: etree._Element, places: Sequence[Place], *, signed: bool) -> None:
    extra = _element(record, "additionalInformation")
    for kept, member in places:
        _element(
            extra,
            "appendix",
            name=kept.name,
            description=member.what,
            fileFormat=member.media_type,
            path=f"file:///{member.path}",
            eSignatureHasExisted="true" if signed and kept.kind == "signed" else "false",
        )


def _disposal(case: etree._Element, finished: FinishedRequest) -> None:
    """Whether it may be culled, from when, by which rule (arkivlagen 10 §)."""
    if not finished.disposal:
        return
    until = finished.keep_until
    disposal = _element(case, "disposal", disposable="true" if until else "false")
    _element(disposal, "disposalDescription", finished.disposal)
    dates = _element(disposal, "dates")
    _element(dates, "disposalDate", stamp(finished.completed_at), dateType="retention_period_start")
    if until:
        _element(dates, "disposalDate", stamp(until), dateType="retention_period_end")


def _agent(
    parent: etree._Element, kind: str, name: str, organisation: str = "", unit: str = "", role: str = ""
) -> None:
    agent = _element(parent, "agent", agentType=kind)
    _element(agent, "name", name)
    for tag, value in (("organisation", organisation), ("unitName", unit), ("role", role)):
        if value:
            _element(agent, tag, value)


def _dates(parent: etree._Element, *dates: tuple[str, datetime]) -> None:
    group = _element(parent, "dates")
    for kind, at in dates:
        _element(group, "date", stamp(at), dateType=kind)


def _element(
    parent: etree._Element, tag: str, text: str | None = None, /, **attributes: str
) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ERMS}}}{tag}", attributes)
    element.text = text
    return element
