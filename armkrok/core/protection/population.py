"""The population register (folkbokföringen): is the person with this number protected?

Skatteverket's Navet, web service personpostXML: SOAP 1.1 over mutual TLS. What is written here was checked
against published client code and sample answers, not against Skatteverket's own service (check before use):
the namespace of the envelope, the two marks' places and the term codes 01003 (sekretessmarkering) and 01020
(skyddad folkbokföring) of Navet's technical description. Whatever is not surely a "no" is never read as one.
"""

import ssl
from dataclasses import dataclass
from typing import Protocol
from xml.sax.saxutils import escape

import httpx
from lxml import etree

from armkrok.core.protection.errors import RegisterSilent
from armkrok.core.protection.models import Marking

Kind = Marking.Kind
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
NAVET = "http://xmls.skatteverket.se/se/skatteverket/folkbokforing/na/epersondata/V1"
PATIENCE = 10.0
MOST = 1_000_000
MARKS = {"Sekretessmarkering": Kind.SECRECY, "SkyddadFolkbokforing": Kind.REGISTRATION}
TERMS = {"01003": Kind.SECRECY, "01020": Kind.REGISTRATION}
YES, NO = {"J", "JA", "1", "TRUE"}, {"N", "NEJ", "0", "FALSE"}
STRENGTH = (Kind.NONE, Kind.SECRECY, Kind.REGISTRATION)

ASKED = """<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="{soap}" xmlns:v1="{navet}"><soapenv:Header/><soapenv:Body>
<v1:PersonpostRequest><v1:Bestallning><v1:OrgNr>{customer}</v1:OrgNr>
<v1:BestallningsId>{order}</v1:BestallningsId></v1:Bestallning>
<v1:PersonId>{number}</v1:PersonId></v1:PersonpostRequest></soapenv:Body></soapenv:Envelope>"""


class PopulationRegister(Protocol):
    """Whoever can say which marking a number has."""

    def ask(self, number: str) -> str:
        """A Marking.Kind, never UNKNOWN; raises RegisterSilent when there is no answer to trust."""


@dataclass(frozen=True)
class Navet:
    """Navet, or the simulator, at `url`. Without certificate files it is asked as the URL says."""

    url: str
    customer: str
    order: str
    tls_root: str = ""
    certificate: str = ""
    key: str = ""

    def ask(self, number: str) -> str:
        """One call; the number is in the body only, and no error repeats it."""
        body = ASKED.format(
            soap=SOAP, navet=NAVET, customer=escape(self.customer), order=escape(self.order), number=number
        )
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
        try:
            with httpx.Client(verify=self._tls(), timeout=PATIENCE, trust_env=False) as client:
                answer = client.post(self.url, content=body.encode(), headers=headers)
        except (httpx.HTTPError, OSError, ssl.SSLError) as error:
            raise RegisterSilent(type(error).__name__) from None
        if answer.status_code != 200 or len(answer.content) > MOST:
            raise RegisterSilent(f"HTTP {answer.status_code}")
        return read_answer(answer.content, number)

    def _tls(self) -> ssl.SSLContext | bool:
        if not self.certificate:
            return True
        context = ssl.create_default_context(cafile=self.tls_root or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.certificate, self.key)
        return context


def read_answer(content: bytes, number: str) -> str:
    """The strongest mark of the one record in the answer; it must be the number's own."""
    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, safe)
    except etree.XMLSyntaxError:
        raise RegisterSilent("not XML") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise RegisterSilent("a document type")
    records = _called(root, "Folkbokforingspost")
    if len(records) != 1:
        raise RegisterSilent(f"{len(records)} records")
    if [_text(one) for one in _called(records[0], "PersonNr")][:1] != [number]:
        raise RegisterSilent("somebody else's record")
    kinds = [*_marks(records[0]), *_terms(records[0])]
    return max(kinds, key=STRENGTH.index, default=Kind.NONE)


def _marks(record: etree._Element) -> list[str]:
    """Marks that are elements of their own; one without a plain no is a yes."""
    found: list[str] = []
    for name, kind in MARKS.items():
        found += [kind for one in _called(record, name) if _text(one).upper() not in NO]
    return found


def _terms(record: etree._Element) -> list[str]:
    """Marks that are given by term code, as in Navet's deliveries of files."""
    found: list[str] = []
    for one in record.iter("{*}Term"):
        kind = TERMS.get(str(one.get("kod", "")))
        if kind and _text(one).upper() not in NO:
            found.append(kind)
    return found


def _called(root: etree._Element, name: str) -> list[etree._Element]:
    return list(root.iter(name, f"{{*}}{name}"))


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()
