"""A SignResponse: believed only where it answers exactly what was asked, by whom and of whom."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from lxml import etree

from armkrok.services.signing.engine.cms import ECDSA_SHA256, RSA_SHA256
from armkrok.services.signing.engine.errors import CannotSign
from armkrok.services.signing.engine.signed_attributes import demand_good_for
from armkrok.services.signing.engine.two_step import Value, Values
from armkrok.services.signing.external import names
from armkrok.services.signing.external.certificates import demand_chain, demand_person
from armkrok.services.signing.external.errors import ExternalRefused, Refused
from armkrok.services.signing.external.names import csig, dss, saml
from armkrok.services.signing.external.request import SentRequest
from armkrok.services.signing.external.service import SignService
from armkrok.services.signing.external.xml_signature import LARGEST, RESPONSE, verified

SKEW: Final = timedelta(seconds=60)
_ALGORITHMS: Final = {names.ECDSA_SHA256: ECDSA_SHA256, names.RSA_SHA256: RSA_SHA256}
_STATUSES: Final = {
    f"{names.STATUS_1_0}{code}": Refused(code)
    for code in ("req-expired", "user-mismatch", "unsupported-loa", "sigmessage-error", "user-cancel")
} | {f"{names.STATUS_1_1}{code}": Refused(code) for code in ("authn-failed", "security-violation")}


@dataclass(frozen=True)
class Signer:
    """How the service identified the person; ``level`` is one of those asked for."""

    given_name: str
    surname: str
    identity_provider: str
    level: str
    authenticated_at: datetime
    reference: str


@dataclass(frozen=True)
class SignAnswer:
    """A believed answer: who signed, and one value for each task. It is a ``SignatureSource``."""

    signer: Signer
    answered_at: datetime
    chain: tuple[x509.Certificate, ...]
    values: Mapping[bytes, Value]
    xml: bytes

    def sign(self, attributes: Sequence[bytes]) -> Values:
        """The values for the attributes that were asked about; raises ExternalRefused("wrong-tasks")."""
        try:
            return Values(self.chain, tuple(self.values[one] for one in attributes))
        except KeyError as error:
            raise ExternalRefused(Refused.WRONG_TASKS) from error


def read_answer(
    service: SignService, sent: SentRequest, form: Mapping[str, str], *, now: datetime | None = None
) -> SignAnswer:
    """Judge what the browser posted back against what was asked.

    ``form`` has ``Binding``, ``RelayState`` and ``EidSignResponse``. That an answer is used only once is the
    caller's to see to. Raises ExternalRefused: with the service's own code when it says that nothing was
    signed, else with what is wrong.
    """
    content = _posted(sent, form)
    root = verified(content, *RESPONSE, service.certificates)
    if root.get("Profile") != names.PROFILE:
        raise ExternalRefused(Refused.NOT_A_RESPONSE, "another profile")
    if not hmac.compare_digest(root.get("RequestID", "").encode(), sent.request_id.encode()):
        raise ExternalRefused(Refused.WRONG_REQUEST)
    _demand_success(root)
    extension = _only(root, dss("OptionalOutputs"), csig("SignResponseExtension"))
    answered_at = _demand_fresh(extension, service, sent, now or datetime.now(UTC))
    chain = _chain(extension)
    demand_chain(chain, service.roots, now or datetime.now(UTC))
    signer = _signer(extension, service, sent, answered_at)
    demand_person(chain[0], sent.personal_number, signer.given_name, signer.surname)
    return SignAnswer(signer, answered_at, chain, _values(root, sent, chain[0]), content)


def _posted(sent: SentRequest, form: Mapping[str, str]) -> bytes:
    if form.get("Binding") != names.BINDING:
        raise ExternalRefused(Refused.NOT_A_RESPONSE, "another binding")
    if not hmac.compare_digest(form.get("RelayState", "").encode(), sent.request_id.encode()):
        raise ExternalRefused(Refused.WRONG_REQUEST, "RelayState")
    posted = form.get("EidSignResponse", "")
    if len(posted) > LARGEST * 2:
        raise ExternalRefused(Refused.NOT_A_RESPONSE, "too large")
    return _decoded("".join(posted.split()), Refused.NOT_A_RESPONSE)


def _demand_success(root: etree._Element) -> None:
    """Raise with the service's code unless it says that everything went well."""
    result = _only(root, dss("Result"))
    if _text(result, dss("ResultMajor")) == names.SUCCESS:
        return
    minor = result.findtext(dss("ResultMinor")) or ""
    raise ExternalRefused(_STATUSES.get(minor.strip(), Refused.SERVICE_REFUSED), minor.strip()[-40:])


def _demand_fresh(
    extension: etree._Element, service: SignService, sent: SentRequest, now: datetime
) -> datetime:
    """The answer is of our version, made after the question, and not long ago; includes our own request."""
    if extension.get("Version", "1.1") != names.VERSION:
        raise ExternalRefused(Refused.NOT_A_RESPONSE, "another version")
    moment = _time(_text(extension, csig("ResponseTime")))
    age = timedelta(seconds=service.message_age)
    if not sent.asked_at - SKEW <= moment <= now + SKEW or now - moment > age:
        raise ExternalRefused(Refused.TOO_OLD)
    repeated = extension.findtext(csig("Request"))
    if repeated is not None and _decoded("".join(repeated.split()), Refused.WRONG_REQUEST) != sent.xml:
        raise ExternalRefused(Refused.WRONG_REQUEST, "another request is repeated")
    return moment


def _chain(extension: etree._Element) -> tuple[x509.Certificate, ...]:
    holder = _only(extension, csig("SignatureCertificateChain"))
    try:
        encoded = [_base64(one, Refused.WRONG_CERTIFICATE) for one in holder.findall(csig("X509Certificate"))]
        return tuple(x509.load_der_x509_certificate(one) for one in encoded)
    except ValueError as error:
        raise ExternalRefused(Refused.WRONG_CERTIFICATE, "unreadable") from error


def _signer(
    extension: etree._Element, service: SignService, sent: SentRequest, answered_at: datetime
) -> Signer:
    """The person asked for, identified there and then by whom and as surely as was asked."""
    info = _only(extension, csig("SignerAssertionInfo"))
    context = _only(info, csig("ContextInfo"))
    authenticated_at = _time(_text(context, csig("AuthenticationInstant")))
    level = _text(context, saml("AuthnContextClassRef"))
    provider = _text(context, csig("IdentityProvider"))
    if level not in service.levels or provider != service.identity_provider:
        raise ExternalRefused(Refused.WRONG_AUTHENTICATION, "level or provider")
    if not sent.asked_at - SKEW <= authenticated_at <= answered_at + SKEW:
        raise ExternalRefused(Refused.WRONG_AUTHENTICATION, "not for this signing")
    value = _attributes(_only(info, saml("AttributeStatement")))
    if not hmac.compare_digest(value(names.PERSONAL_NUMBER).encode(), sent.personal_number.encode()):
        raise ExternalRefused(Refused.WRONG_SIGNER)
    return Signer(
        given_name=value(names.GIVEN_NAME),
        surname=value(names.SURNAME),
        identity_provider=provider,
        level=level,
        authenticated_at=authenticated_at,
        reference=_text(context, csig("AssertionRef")),
    )


def _attributes(statement: etree._Element) -> Callable[[str], str]:
    """The one value of an attribute by its name; none or several is a refusal."""
    found: dict[str, list[str]] = {}
    for attribute in statement.findall(saml("Attribute")):
        texts = [(one.text or "").strip() for one in attribute.findall(saml("AttributeValue"))]
        found.setdefault(attribute.get("Name", ""), []).extend(texts)

    def value(name: str) -> str:
        values = found.get(name, [])
        if len(values) != 1:
            raise ExternalRefused(Refused.INCOMPLETE, f"{len(values)} values of an attribute")
        return values[0]

    return value


def _values(root: etree._Element, sent: SentRequest, certificate: x509.Certificate) -> dict[bytes, Value]:
    """Exactly one value for each task, over that task's own attributes."""
    holder = _only(root, dss("SignatureObject"), dss("Other"), csig("SignTasks"))
    answers = holder.findall(csig("SignTaskData"))
    by_id = {one.get("SignTaskId", ""): one for one in answers}
    if len(answers) != len(by_id) or set(by_id) != {one.task_id for one in sent.tasks}:
        raise ExternalRefused(Refused.WRONG_TASKS)
    return {task.attributes: _value(by_id[task.task_id], task.attributes, certificate) for task in sent.tasks}


def _value(answer: etree._Element, asked: bytes, certificate: x509.Certificate) -> Value:
    if answer.get("SigType") != "PDF":
        raise ExternalRefused(Refused.WRONG_TASKS, "another kind of signature")
    signature = _only(answer, csig("Base64Signature"))
    algorithm = _ALGORITHMS.get(signature.get("Type", ""))
    if algorithm is None:
        raise ExternalRefused(Refused.WRONG_SIGNATURE, "another algorithm")
    value = Value(
        attributes=_base64(_only(answer, csig("ToBeSignedBytes")), Refused.WRONG_SIGNATURE),
        value=_base64(signature, Refused.WRONG_SIGNATURE),
        algorithm=algorithm,
    )
    try:
        demand_good_for(value.attributes, value.value, value.algorithm, asked, certificate)
    except CannotSign as error:
        raise ExternalRefused(Refused.WRONG_SIGNATURE, error.code) from error
    return value


def _only(parent: etree._Element, *path: str) -> etree._Element:
    """The one child by that path; none or several is a refusal."""
    for tag in path:
        found = parent.findall(tag)
        if len(found) != 1:
            raise ExternalRefused(Refused.INCOMPLETE, f"{len(found)} of {etree.QName(tag).localname}")
        parent = found[0]
    return parent


def _text(parent: etree._Element, tag: str) -> str:
    return (_only(parent, tag).text or "").strip()


def _base64(element: etree._Element, refused: Refused) -> bytes:
    return _decoded("".join((element.text or "").split()), refused)


def _decoded(text: str, refused: Refused) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ExternalRefused(refused, "not base64") from error


def _time(text: str) -> datetime:
    """A time of the protocol, which is in UTC with or without saying so."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ExternalRefused(Refused.INCOMPLETE, "not a time") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
