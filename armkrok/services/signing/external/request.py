"""A SignRequest: what we ask an external service to sign, for whom, and how the browser carries it there."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from armkrok.services.signing.external import names
from armkrok.services.signing.external.names import csig, dss, saml
from armkrok.services.signing.external.service import SignService
from armkrok.services.signing.external.xml_signature import signed

LONGEST_MESSAGE: Final = 8_000
_ATTRIBUTES: Final = (
    ("2.5.4.5", "serialNumber", names.PERSONAL_NUMBER, True, ""),
    ("2.5.4.42", "givenName", names.GIVEN_NAME, True, ""),
    ("2.5.4.4", "sn", names.SURNAME, True, ""),
    ("2.5.4.3", "commonName", names.DISPLAY_NAME, False, ""),
    ("2.5.4.6", "country", "", True, "SE"),
)
"""Certificate attribute, its name, the source, whether it is required, and a default."""


@dataclass(frozen=True)
class Task:
    """One document: its id within the request, and the signed attributes (DER)."""

    task_id: str
    attributes: bytes


@dataclass(frozen=True)
class SentRequest:
    """What was asked, to be held against the answer. ``personal_number`` has twelve digits."""

    request_id: str
    personal_number: str
    tasks: tuple[Task, ...]
    asked_at: datetime
    return_url: str
    xml: bytes = b""

    def form(self) -> Mapping[str, str]:
        """The fields that the browser posts to the service."""
        return {
            "Binding": names.BINDING,
            "RelayState": self.request_id,
            "EidSignRequest": base64.b64encode(self.xml).decode(),
        }


def new_request_id() -> str:
    """160 random bits; the profile asks for 128 in at least 20 characters (2.1)."""
    return f"_{secrets.token_hex(20)}"


def sign_request(
    service: SignService,
    personal_number: str,
    tasks: Sequence[Task],
    *,
    return_url: str,
    message: str,
    request_id: str = "",
    now: datetime | None = None,
) -> SentRequest:
    """A signed request for one person's signature on each task, by one key and one certificate.

    ``message`` is plain text that she must be shown. Raises ValueError for a too long message or no tasks.
    """
    if not tasks or len({one.task_id for one in tasks}) != len(tasks):
        raise ValueError("every task needs an id of its own, and there must be one")
    if len(message.encode()) > LONGEST_MESSAGE:
        raise ValueError("the message is too long")
    moment = (now or datetime.now(UTC)).replace(microsecond=0)
    asked = SentRequest(request_id or new_request_id(), personal_number, tuple(tasks), moment, return_url)
    root = etree.Element(
        dss("SignRequest"), RequestID=asked.request_id, Profile=names.PROFILE, nsmap=names.PREFIXES
    )
    inputs = etree.SubElement(root, dss("OptionalInputs"))
    _extension(inputs, service, asked, message)
    _tasks(root, tasks)
    content = signed(root, inputs, service.own)
    return SentRequest(asked.request_id, personal_number, asked.tasks, moment, return_url, content)


def _extension(inputs: etree._Element, service: SignService, asked: SentRequest, message: str) -> None:
    """The SignRequestExtension; the order of its children is the schema's."""
    extension = etree.SubElement(inputs, csig("SignRequestExtension"), Version=names.VERSION)
    _text(extension, csig("RequestTime"), written(asked.asked_at))
    conditions = etree.SubElement(extension, saml("Conditions"))
    restriction = etree.SubElement(conditions, saml("AudienceRestriction"))
    _text(restriction, saml("Audience"), asked.return_url)
    signer = etree.SubElement(extension, csig("Signer"))
    attribute = etree.SubElement(
        signer, saml("Attribute"), Name=names.PERSONAL_NUMBER, NameFormat=names.URI_FORMAT
    )
    number = _text(attribute, saml("AttributeValue"), asked.personal_number)
    number.set(f"{{{names.XSI}}}type", "xs:string")
    for tag, value in (
        ("IdentityProvider", service.identity_provider),
        ("SignRequester", service.requester_id),
        ("SignService", service.service_id),
    ):
        _text(extension, csig(tag), value).set("Format", names.ENTITY)
    _text(extension, csig("RequestedSignatureAlgorithm"), names.ECDSA_SHA256)
    _certificate(extension, service)
    shown = etree.SubElement(extension, csig("SignMessage"), MustShow="true", MimeType="text")
    shown.set("DisplayEntity", service.identity_provider)
    _text(shown, csig("Message"), base64.b64encode(message.encode()).decode())


def _certificate(extension: etree._Element, service: SignService) -> None:
    """What the certificate shall show, and how surely the person must be identified."""
    wanted = etree.SubElement(extension, csig("CertRequestProperties"), CertType="PKC")
    for level in service.levels:
        _text(wanted, saml("AuthnContextClassRef"), level)
    attributes = etree.SubElement(wanted, csig("RequestedCertAttributes"))
    for reference, friendly, source, required, default in _ATTRIBUTES:
        one = etree.SubElement(
            attributes,
            csig("RequestedCertAttribute"),
            CertAttributeRef=reference,
            CertNameType="rdn",
            FriendlyName=friendly,
            Required=str(required).lower(),
        )
        if default:
            one.set("DefaultValue", default)
        if source:
            _text(one, csig("SamlAttributeName"), source)


def _tasks(root: etree._Element, tasks: Sequence[Task]) -> None:
    documents = etree.SubElement(etree.SubElement(root, dss("InputDocuments")), dss("Other"))
    holder = etree.SubElement(documents, csig("SignTasks"))
    for task in tasks:
        one = etree.SubElement(
            holder, csig("SignTaskData"), SignTaskId=task.task_id, SigType="PDF", AdESType="BES"
        )
        _text(one, csig("ToBeSignedBytes"), base64.b64encode(task.attributes).decode())


def _text(parent: etree._Element, tag: str, value: str) -> etree._Element:
    child = etree.SubElement(parent, tag)
    child.text = value
    return child


def written(moment: datetime) -> str:
    """A time as the protocol has it: UTC, in milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
