"""The parts of a package that people read: a summary, and the event log as lines of text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from armkrok.services.signing.archive.contents import Deed, FinishedRequest, Seat
from armkrok.services.signing.engine import long_time, one_line

_RULE = "-" * 72


def summary(finished: FinishedRequest, documents: Mapping[str, str]) -> bytes:
    """The request in plain Swedish, UTF-8; `documents` maps each path in the package to its SHA-256."""
    return _text(_summary(finished, documents))


def readable_log(finished: FinishedRequest) -> bytes:
    """The log as text, one deed per paragraph, in UTF-8."""
    return _text(_readable(finished))


def log_lines(finished: FinishedRequest) -> bytes:
    """The log in JSON lines, oldest first, with each row's link in the organisation's hash chain."""
    return b"".join(_json(_deed(one)) + b"\n" for one in finished.log)


def seat_facts(seat: Seat, number: int) -> bytes:
    """All that is known of one person's signing, in JSON, except the e-ID's own files."""
    facts: dict[str, Any] = {
        "number": number,
        "name": seat.name,
        "title": seat.title,
        "role": seat.role,
        "on_behalf_of": seat.behalf,
        "outcome": seat.outcome,
        "at": iso(seat.at),
        "certificate_serial": seat.certificate_serial,
        "timestamp_at": iso(seat.timestamp_at),
    }
    if vouched := seat.registered:
        facts["registered"] = vars(vouched) | {"day": vouched.day.isoformat(), "at": iso(vouched.at)}
    if seat.evidence:
        answer = seat.evidence
        facts["e_id"] = {
            "method": answer.method,
            "provider": answer.provider,
            "level_of_assurance": answer.loa,
            "answered_at": iso(answer.answered_at),
            "document_sha256": answer.document_sha256,
            "hidden_data": answer.hidden_data,
            "ip": answer.ip,
            "user_agent": answer.user_agent,
        }
    return pretty(facts)


def pretty(value: Any) -> bytes:
    """JSON for people and machines alike: two spaces, UTF-8, a line break at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def iso(at: datetime | None) -> str | None:
    """RFC 3339 in UTC to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _summary(finished: FinishedRequest, documents: Mapping[str, str]) -> Iterator[str]:
    yield one_line(finished.title)
    yield "=" * min(72, len(one_line(finished.title)))
    yield ""
    yield from _facts(finished)
    yield ""
    yield "Dokument"
    yield _RULE
    for path, sha256 in documents.items():
        yield path
        yield f"  SHA-256: {sha256}"
    for number, verdict in finished.verdicts.items():
        yield f"  Kontroll av dokument {number}: {verdict}"
    yield ""
    yield "Personer"
    yield _RULE
    for number, seat in enumerate(finished.seats, 1):
        yield from _seat(seat, number)
    yield ""
    yield "Så kontrolleras paketet"
    yield _RULE
    yield "Varje fil står med sin SHA-256 i manifest.json."
    yield "Underskrifterna sitter i PDF-filerna och kan läsas av vilken PDF-läsare som helst."
    yield "e-legitimation/ innehåller e-legitimationens egna underskrifter, som Armkrok fick dem."
    if finished.verify_address:
        yield f"Så länge tjänsten finns kan dokumenten också kontrolleras här: {finished.verify_address}"


def _facts(finished: FinishedRequest) -> Iterator[str]:
    unit = f", {one_line(finished.owner.unit)}" if finished.owner.unit else ""
    known = {
        "Organisation": one_line(finished.owner.name) + unit,
        "Organisationsnummer": finished.owner.number,
        "Begäran": finished.identifier,
        "Dokumenttyp": one_line(finished.document_type),
        "Skickades av": one_line(finished.sender),
        "Skickades": long_time(finished.sent_at, "sv"),
        "Blev klar": long_time(finished.completed_at, "sv"),
        "Bevarande": one_line(finished.disposal),
        "Sekretess": one_line(finished.secrecy),
    }
    for label, value in known.items():
        if value:
            yield f"{label + ':':<22}{value}"


def _seat(seat: Seat, number: int) -> Iterator[str]:
    title = f", {one_line(seat.title)}" if seat.title else ""
    yield f"{number}. {one_line(seat.name)}{title}"
    if seat.behalf:
        yield f"   För: {one_line(seat.behalf)}"
    when = f", {long_time(seat.at, 'sv')}" if seat.at else ""
    yield f"   {seat.role}: {seat.outcome}{when}"
    if vouched := seat.registered:
        yield f"   Svarade {one_line(vouched.how)} {vouched.day.isoformat()}, inte med e-legitimation."
        yield f"   Registrerat av {one_line(vouched.by)}, {long_time(vouched.at, 'sv')}"
        yield f"   Skäl: {one_line(vouched.reason)}. {one_line(vouched.note)}".rstrip()
        yield f"   Så visste man vem det var: {one_line(vouched.identified)}"
    if seat.evidence:
        yield f"   {seat.evidence.method}, tillitsnivå {seat.evidence.loa}"
    if seat.certificate_serial:
        yield f"   Certifikat: {seat.certificate_serial}"


def _readable(finished: FinishedRequest) -> Iterator[str]:
    yield f"Händelser för {one_line(finished.title)}"
    yield "Tider är svensk tid. Siffran först är händelsens nummer i organisationens logg."
    yield ""
    for one in finished.log:
        yield f"{one.sequence}. {long_time(one.at, 'sv')}: {one_line(one.text)} ({one_line(one.actor)})"
        for key, value in one.facts.items():
            yield f"    {key}: {one_line(str(value))}"


def _deed(one: Deed) -> dict[str, Any]:
    return {
        "sequence": one.sequence,
        "at": one.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "event": one.event,
        "text": one.text,
        "actor": one.actor,
        "facts": dict(one.facts),
        "content_sha256": one.content_sha256,
        "previous_sha256": one.previous_sha256,
        "sha256": one.sha256,
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _text(lines: Iterator[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
