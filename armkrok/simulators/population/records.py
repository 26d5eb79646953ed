"""Whom the register knows, and how it answers: XML as Navet writes it."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

MARKS = ("none", "secrecy", "registration")
FAULTS = ("down", "slow", "garbage", "fault", "other", "doctype")
NAMESPACE = "http://xmls.skatteverket.se/se/skatteverket/folkbokforing/na/epersondata/V1"
ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>{before}<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">'
    "<S:Body>{body}</S:Body></S:Envelope>"
)
DOCTYPE = '<!DOCTYPE S [<!ENTITY a "b">]>'
_ASKED = re.compile(r"<(?:\w+:)?PersonId>\s*(\d{12})\s*</(?:\w+:)?PersonId>")


@dataclass
class Records:
    """Markings by number; a number that nobody has marked is known and unmarked."""

    marks: dict[str, str] = field(default_factory=dict)
    fault: str = ""
    asked: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def mark(self, number: str, kind: str) -> None:
        """Let the register say this from now on."""
        with self.lock:
            self.marks[number] = kind

    def answer(self, body: str) -> tuple[int, str]:
        """Status and XML for a request; what is not a number of twelve digits gets a SOAP fault."""
        with self.lock:
            self.asked += 1
            found = _ASKED.search(body)
            if found is None or self.fault == "fault":
                return 500, _fault("Felaktig beställning")
            number = found[1]
            kind = self.marks.get(number, "none")
            if self.fault == "garbage":
                return 200, "<html><body>Tillfälligt avbrott"
            if self.fault == "other":
                return 200, _record("000000000000", "none")
            return 200, _record(number, kind, DOCTYPE if self.fault == "doctype" else "")


def _record(number: str, kind: str, before: str = "") -> str:
    """A record with the number and the mark; the rest of what Navet tells is not asked for here."""
    mark = {
        "none": "",
        "secrecy": "<Sekretessmarkering>J</Sekretessmarkering>",
        "registration": "<SkyddadFolkbokforing>J</SkyddadFolkbokforing>",
    }[kind]
    body = (
        f'<ns0:PersonpostXMLResponse xmlns:ns0="{NAMESPACE}"><ns0:Folkbokforingsposter>'
        f"<Folkbokforingspost>{mark}"
        '<Arendeuppgift andringstidpunkt="20260101120000"/>'
        f"<Personpost><PersonId><PersonNr>{number}</PersonNr></PersonId></Personpost>"
        "</Folkbokforingspost></ns0:Folkbokforingsposter></ns0:PersonpostXMLResponse>"
    )
    return ENVELOPE.format(before=before, body=body)


def _fault(text: str) -> str:
    body = f"<S:Fault><faultcode>S:Client</faultcode><faultstring>{escape(text)}</faultstring></S:Fault>"
    return ENVELOPE.format(before="", body=body)
