"""The identity provider's answer, from the posted form to a Proof.

The order matters: first that it is one message to us, in answer to our request, from the right provider and
signed; then what it says. Source: SAML 2.0 profiles clause 4.1.4.3 and core clause 3.2.2; ASVS 5.0
requirements 6.8.2-6.8.4.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from lxml import etree

from armkrok.core.identity.proof import NotProved, Proof
from armkrok.core.identity.saml import assertions, encryption, signatures
from armkrok.core.identity.saml.config import SamlConfig
from armkrok.core.identity.saml.documents import DS, SAML, SAMLP, alone, decoded, moment, only, parse, text_of
from armkrok.core.identity.saml.errors import Check, Refused, Unavailable
from armkrok.core.identity.saml.expected import Expected

_STATUS: Final = "urn:oasis:names:tc:SAML:2.0:status:"
_DIGG: Final = "http://id.elegnamnden.se/status/1.0/"
_REFUSALS: Final = {
    f"{_DIGG}cancel": "cancel",
    f"{_DIGG}fraud": "fraud",
    f"{_DIGG}possibleFraud": "fraud",
    f"{_STATUS}NoAuthnContext": "level",
    f"{_STATUS}AuthnFailed": "failed",
}


def proof(
    config: SamlConfig, remember: Mapping[str, Any], *, saml_response: str, relay_state: str, now: datetime
) -> Proof:
    """Check everything and say who answered; raises NotProved, Refused or Unavailable."""
    if not hmac.compare_digest(str(remember["state"]).encode(), relay_state.encode()):
        raise NotProved(Check.RELAY_STATE)
    sent_at = datetime.fromisoformat(remember["sent_at"])
    expected = Expected(config, remember["request_id"], remember["acs_url"], sent_at, now)
    if config.idp.valid_until is not None and config.idp.valid_until < now:
        raise Unavailable("metadata_expired")
    response = parse(decoded(saml_response))
    _judge_envelope(response, expected)
    _judge_signature(response, config)
    _judge_status(response)
    return assertions.proof(_assertion(response, config), expected)


def _judge_envelope(response: etree._Element, expected: Expected) -> None:
    if response.tag != f"{SAMLP}Response":
        raise NotProved(Check.STRUCTURE)
    if response.get("Version") != "2.0":
        raise NotProved(Check.VERSION)
    if not response.get("InResponseTo"):
        raise NotProved(Check.UNSOLICITED)
    if response.get("InResponseTo") != expected.request_id:
        raise NotProved(Check.IN_RESPONSE_TO)
    if text_of(only(response, f"{SAML}Issuer", Check.ISSUER)) != expected.config.idp_entity_id:
        raise NotProved(Check.ISSUER)
    if response.get("Destination") != expected.acs_url:
        raise NotProved(Check.DESTINATION)
    issued = moment(response.get("IssueInstant"), Check.ISSUED)
    if expected.is_to_come(issued) or expected.is_before_request(issued):
        raise NotProved(Check.ISSUED)


def _judge_signature(response: etree._Element, config: SamlConfig) -> None:
    if signatures.is_signed(response):
        signatures.verify(response, config.idp.certificates, Check.RESPONSE_SIGNATURE)
    elif config.requires_signed_response:
        raise NotProved(Check.RESPONSE_UNSIGNED)
    inner = [*response.findall(f"{SAML}Assertion"), *response.findall(f"{DS}Signature")]
    allowed = {one for part in inner for one in (part, *part.findall(f"{DS}Signature"))}
    if any(one not in allowed for one in response.iter(f"{DS}Signature")):
        raise NotProved(Check.SIGNATURE_FORM)


def _judge_status(response: etree._Element) -> None:
    """Raises Refused for any status but success, by its second word (SAML core clause 3.2.2.2)."""
    code = only(only(response, f"{SAMLP}Status"), f"{SAMLP}StatusCode")
    if code.get("Value") == f"{_STATUS}Success":
        return
    second = code.find(f"{SAMLP}StatusCode")
    said = second.get("Value", "") if second is not None else ""
    raise Refused(_REFUSALS.get(said, "other"))


def _assertion(response: etree._Element, config: SamlConfig) -> etree._Element:
    """The one assertion, as the root of a document of its own, with its signature checked."""
    plain, hidden = f"{SAML}Assertion", f"{SAML}EncryptedAssertion"
    everywhere = [*response.iter(plain), *response.iter(hidden)]
    if len(everywhere) != 1 or everywhere[0].getparent() is not response:
        raise NotProved(Check.ASSERTIONS)
    if everywhere[0].tag == plain and config.requires_encryption:
        raise NotProved(Check.NOT_ENCRYPTED)
    found = everywhere[0]
    assertion = alone(found) if found.tag == plain else encryption.decrypted(found, config)
    if len(list(assertion.iter(plain, hidden))) != 1:
        raise NotProved(Check.ASSERTIONS)
    if signatures.is_signed(assertion):
        signatures.verify(assertion, config.idp.certificates, Check.ASSERTION_SIGNATURE)
    elif config.requires_signed_assertion or not signatures.is_signed(response):
        raise NotProved(Check.ASSERTION_UNSIGNED)
    if len(list(assertion.iter(f"{DS}Signature"))) > 1:
        raise NotProved(Check.SIGNATURE_FORM)
    return assertion
