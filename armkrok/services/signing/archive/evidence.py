"""The evidence of one finished request as members: what every form of package carries."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass

from armkrok.services.signing.archive import telling
from armkrok.services.signing.archive.contents import FinishedRequest, KeptFile, Seat
from armkrok.services.signing.archive.members import Member
from armkrok.services.signing.archive.names import Taken

SUMMARY = "sammanfattning.txt"
_FOLDERS = {"signed": "dokument", "attachment": "bilagor", "report": "kontroll"}
_WHAT = {"signed": "Underskrivet dokument", "attachment": "Bilaga", "report": "Kontrollrapport"}
_XML, _TEXT, _JSON = "application/xml", "text/plain", "application/json"
_OCSP = "application/ocsp-response"  # RFC 6960 C.2


@dataclass(frozen=True)
class Gathered:
    """The members in their order, and where each of the request's own files went."""

    members: tuple[Member, ...]
    placed: tuple[tuple[KeptFile, Member], ...]

    def of(self, kind: str) -> tuple[tuple[KeptFile, Member], ...]:
        """The request's own files of one kind."""
        return tuple(pair for pair in self.placed if pair[0].kind == kind)


def gather(finished: FinishedRequest) -> Gathered:
    """All evidence of the request. Raises FileNotFoundError for a kept file whose bytes are gone."""
    taken = Taken()
    placed = tuple((one, _kept(one, taken)) for one in finished.files)
    documents = {member.path: member.sha256 for one, member in placed if one.kind == "signed"}
    at = finished.completed_at
    told = (
        Member(SUMMARY, telling.summary(finished, documents), _TEXT, at, "Sammanfattning att läsa"),
        Member("logg/logg.txt", telling.readable_log(finished), _TEXT, at, "Händelser att läsa"),
        Member("logg/logg.jsonl", telling.log_lines(finished), _JSON, at, "Händelser, en JSON per rad"),
    )
    seats = tuple(
        member for number, seat in enumerate(finished.seats, 1) for member in _seat(seat, number, finished)
    )
    return Gathered((told[0], *(member for _, member in placed), *seats, *told[1:]), placed)


def _kept(one: KeptFile, taken: Taken) -> Member:
    if not one.path.is_file():
        raise FileNotFoundError(one.name)
    path = taken.path(_FOLDERS[one.kind], one.name)
    return Member(path, one.path, one.media_type, one.created_at, _WHAT[one.kind])


def _seat(seat: Seat, number: int, finished: FinishedRequest) -> Iterator[Member]:
    folder = f"e-legitimation/{number:02d}"
    at = seat.at or finished.completed_at
    yield Member(
        f"{folder}/uppgifter.json",
        telling.seat_facts(seat, number),
        _JSON,
        at,
        f"Uppgifter om person {number}",
    )
    answer = seat.evidence
    if answer is None:
        return
    if answer.visible_text:
        yield Member(
            f"{folder}/visad-text.txt",
            answer.visible_text.encode(),
            _TEXT,
            at,
            f"Texten som e-legitimationen visade för person {number}",
        )
    if answer.signature:
        what = f"E-legitimationens underskrift för person {number}"
        yield Member(f"{folder}/underskrift.xml", _bytes(answer.signature), _XML, at, what)
    if answer.ocsp:
        what = f"Bevis att e-legitimationen gällde för person {number}"
        yield Member(f"{folder}/ocsp.der", _bytes(answer.ocsp), _OCSP, at, what)


def _bytes(value: str) -> bytes:
    """The bytes behind base64; what is not base64 is kept as it was written."""
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return value.encode()
