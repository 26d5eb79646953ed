"""Reading a SignRequest as the service must: signed by the requester over the whole, and meant for us."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from lxml import etree
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

NS: Final = {
    "dss": "urn:oasis:names:tc:dss:1.0:core:schema",
    "csig": "http://id.elegnamnden.se/csig/1.1/dss-ext/ns",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
PROFILE: Final = "http://id.elegnamnden.se/csig/1.1/dss-ext/profile"
PERSONAL_NUMBER: Final = "urn:oid:1.2.752.29.4.13"
OLDEST: Final = timedelta(minutes=3)
SHORTEST_ID: Final = 20
_EXTENSION: Final = "dss:OptionalInputs/csig:SignRequestExtension"


class BadRequest(Exception):
    """The request is not answered at all; the text says why."""


@dataclass(frozen=True, slots=True)
class Task:
    """One document to sign."""

    task_id: str
    attributes: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is in order."""

    request_id: str
    return_url: str
    personal_number: str
    identity_provider: str
    level: str
    version: str
    message: str
    requester: str
    tasks: tuple[Task, ...]
    is_late: bool
    xml: bytes


def read_request(content: bytes, relay_state: str, service_id: str, certificate: x509.Certificate) -> Asked:
    """Parse and judge a SignRequest; raises BadRequest."""
    root = _signed(content, certificate)
    request_id = root.get("RequestID", "")
    _demand(root.tag == f"{{{NS['dss']}}}SignRequest" and root.get("Profile") == PROFILE, "not the profile's")
    _demand(len(request_id) >= SHORTEST_ID and request_id == relay_state, "RequestID or RelayState")
    _demand(_text(root, f"{_EXTENSION}/csig:SignService") == service_id, "meant for another service")
    asked_at = datetime.fromisoformat(_text(root, f"{_EXTENSION}/csig:RequestTime"))
    shown = _text(root, f"{_EXTENSION}/csig:SignMessage/csig:Message")
    attribute = f"{_EXTENSION}/csig:Signer/saml:Attribute[@Name='{PERSONAL_NUMBER}']/saml:AttributeValue"
    extension = root.find(_EXTENSION, NS)
    return Asked(
        request_id=request_id,
        return_url=_text(root, f"{_EXTENSION}/saml:Conditions/saml:AudienceRestriction/saml:Audience"),
        personal_number=_text(root, attribute),
        identity_provider=_text(root, f"{_EXTENSION}/csig:IdentityProvider"),
        level=_text(root, f"{_EXTENSION}/csig:CertRequestProperties/saml:AuthnContextClassRef"),
        version=extension.get("Version", "1.1") if extension is not None else "",
        message=base64.b64decode(shown).decode("utf-8"),
        requester=_text(root, f"{_EXTENSION}/csig:SignRequester"),
        tasks=_tasks(root),
        is_late=datetime.now(UTC) - asked_at > OLDEST,
        xml=content,
    )


def _signed(content: bytes, certificate: x509.Certificate) -> etree._Element:
    """The part that the requester signed, which must be the whole."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    expected = SignatureConfiguration(location=f"./{{{NS['dss']}}}OptionalInputs/")
    try:
        root = etree.fromstring(content, parser)
        inputs = root.find("dss:OptionalInputs", NS)
        reference = root.find("dss:OptionalInputs/ds:Signature/ds:SignedInfo/ds:Reference", NS)
        _demand(
            reference is not None and reference.get("URI") == "", "the signature does not cover the whole"
        )
        _demand(
            inputs is not None and inputs[-1].tag == f"{{{NS['ds']}}}Signature", "the signature is not last"
        )
        result = XMLVerifier().verify(content, x509_cert=certificate, expect_config=expected, parser=parser)
        return etree.fromstring(result.signed_data, parser)  # type: ignore[union-attr]
    except (SignXMLException, etree.LxmlError, ValueError) as problem:
        raise BadRequest(f"the signature: {type(problem).__name__}") from problem


def _tasks(root: etree._Element) -> tuple[Task, ...]:
    found = root.findall("dss:InputDocuments/dss:Other/csig:SignTasks/csig:SignTaskData", NS)
    tasks = tuple(
        Task(one.get("SignTaskId", ""), base64.b64decode(_text(one, "csig:ToBeSignedBytes"))) for one in found
    )
    _demand(bool(tasks) and len({one.task_id for one in tasks}) == len(tasks), "SignTaskId")
    _demand(all(one.get("SigType") == "PDF" and one.get("AdESType") == "BES" for one in found), "SigType")
    return tasks


def _text(root: etree._Element, path: str) -> str:
    value = root.findtext(path, namespaces=NS)
    _demand(bool(value), path.rpartition(":")[2])
    return str(value)


def _demand(condition: bool, what: str) -> None:
    if not condition:
        raise BadRequest(what)
