"""What an answer will say, before it is XML. The truth, until a lie changes it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from lxml import etree
from saml2 import saml, samlp
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

from armkrok.simulators.saml.asking import Asked
from armkrok.simulators.saml.people import Person

BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
PERSISTENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
TRANSIENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
URI: Final = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
GCM: Final = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
OAEP: Final = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
TIMES: Final = {
    "response": 0,
    "assertion": 0,
    "conditions_start": 0,
    "conditions_end": 300,
    "confirmation_end": 300,
    "login": 0,
}
"""Seconds from now for each time in an answer."""


@dataclass(slots=True)
class Signing:
    """How an element is signed, if at all; `by` is `provider` or `stranger`."""

    is_done: bool = True
    by: str = "provider"
    method: str = SIG_RSA_SHA256
    digest: str = DIGEST_SHA256


@dataclass(slots=True)
class Encrypting:
    """How the assertion is encrypted, if at all. An empty certificate stands for the relying party's."""

    is_done: bool = True
    cipher: str = GCM
    session_key: str = "aes-256"
    key_transport: str = OAEP
    certificate: str = ""


@dataclass(slots=True)
class Draft:
    """Everything in an answer that can be right or wrong."""

    issuer: str
    assertion_issuer: str
    in_response_to: str | None
    confirmed_request: str | None
    destination: str
    recipient: str
    audience: str | None
    relay_state: str
    level: str
    authority: str
    attributes: list[tuple[str, list[str]]]
    name_id: str
    name_format: str = PERSISTENT
    method: str = BEARER
    version: str = "2.0"
    status: tuple[str, str] | None = None
    is_encoded: bool = True
    times: dict[str, float] = field(default_factory=lambda: dict(TIMES))
    response: Signing = field(default_factory=Signing)
    assertion: Signing = field(default_factory=Signing)
    encrypting: Encrypting = field(default_factory=Encrypting)
    response_id: str = field(default_factory=lambda: f"_{secrets.token_hex(16)}")
    assertion_id: str = field(default_factory=lambda: f"_{secrets.token_hex(16)}")

    @classmethod
    def about(cls, person: Person, asked: Asked, issuer: str) -> Draft:
        """A true answer about the person."""
        return cls(
            issuer=issuer,
            assertion_issuer=issuer,
            in_response_to=asked.request_id,
            confirmed_request=asked.request_id,
            destination=asked.acs_url,
            recipient=asked.acs_url,
            audience=asked.sp_entity_id,
            relay_state=asked.relay_state,
            level=person.level,
            authority=person.authority,
            attributes=[(name, [value]) for name, value in person.attributes.items()],
            name_id=f"id-{person.key}",
        )

    def moment(self, name: str) -> str:
        """One of TIMES as an xs:dateTime in UTC."""
        when = datetime.now(UTC) + timedelta(seconds=self.times[name])
        return when.strftime("%Y-%m-%dT%H:%M:%SZ")

    def response_xml(self) -> etree._Element:
        """The Response without assertion and signature."""
        code = self.status or (SUCCESS, "")
        inner = samlp.StatusCode(value=code[1]) if code[1] else None
        return _xml(
            samlp.Response(
                id=self.response_id,
                version=self.version,
                issue_instant=self.moment("response"),
                in_response_to=self.in_response_to,
                destination=self.destination,
                issuer=saml.Issuer(text=self.issuer),
                status=samlp.Status(status_code=samlp.StatusCode(value=code[0], status_code=inner)),
            )
        )

    def assertion_xml(self) -> etree._Element:
        """The Assertion without signature."""
        return _xml(
            saml.Assertion(
                id=self.assertion_id,
                version="2.0",
                issue_instant=self.moment("assertion"),
                issuer=saml.Issuer(text=self.assertion_issuer),
                subject=self._subject(),
                conditions=self._conditions(),
                authn_statement=[self._statement()],
                attribute_statement=[saml.AttributeStatement(attribute=self._attributes())],
            )
        )

    def _subject(self) -> Any:
        data = saml.SubjectConfirmationData(
            in_response_to=self.confirmed_request,
            recipient=self.recipient,
            not_on_or_after=self.moment("confirmation_end"),
        )
        return saml.Subject(
            name_id=saml.NameID(text=self.name_id, format=self.name_format),
            subject_confirmation=[
                saml.SubjectConfirmation(method=self.method, subject_confirmation_data=data)
            ],
        )

    def _conditions(self) -> Any:
        audience = [saml.Audience(text=self.audience)] if self.audience else None
        return saml.Conditions(
            not_before=self.moment("conditions_start"),
            not_on_or_after=self.moment("conditions_end"),
            audience_restriction=[saml.AudienceRestriction(audience=audience)] if audience else None,
        )

    def _statement(self) -> Any:
        authority = [saml.AuthenticatingAuthority(text=self.authority)] if self.authority else None
        context = saml.AuthnContext(
            authn_context_class_ref=saml.AuthnContextClassRef(text=self.level),
            authenticating_authority=authority,
        )
        return saml.AuthnStatement(authn_instant=self.moment("login"), authn_context=context)

    def _attributes(self) -> list[Any]:
        return [
            saml.Attribute(
                name=name,
                name_format=URI,
                attribute_value=[saml.AttributeValue(text=value) for value in values],
            )
            for name, values in self.attributes
        ]


def _xml(thing: Any) -> etree._Element:
    return etree.fromstring(thing.to_string())
