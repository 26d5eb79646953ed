"""What a signed assertion says, and whether it says it to us, now, about this log-in.

Source: SAML 2.0 core clauses 2.3.3, 2.4.1, 2.5 and 2.7.2; profiles clause 4.1.4.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from lxml import etree

from armkrok.core.identity.loa import is_accepted
from armkrok.core.identity.proof import NotProved, Proof
from armkrok.core.identity.saml import attributes
from armkrok.core.identity.saml.documents import SAML, moment, only, text_of
from armkrok.core.identity.saml.errors import Check
from armkrok.core.identity.saml.expected import SKEW, Expected

BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
PERSISTENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
_KNOWN_CONDITIONS: Final = frozenset(
    {f"{SAML}AudienceRestriction", f"{SAML}OneTimeUse", f"{SAML}ProxyRestriction"}
)


def proof(assertion: etree._Element, expected: Expected) -> Proof:
    """Check an assertion whose signature holds, and say who it is about; raises NotProved."""
    _judge_origin(assertion, expected)
    subject = only(assertion, f"{SAML}Subject", Check.CONFIRMATION)
    _judge_confirmation(only(subject, f"{SAML}SubjectConfirmation", Check.CONFIRMATION), expected)
    _judge_conditions(only(assertion, f"{SAML}Conditions", Check.CONDITIONS), expected)
    statement = only(assertion, f"{SAML}AuthnStatement", Check.AUTHN_STATEMENT)
    authenticated_at = _authenticated_at(statement, expected)
    context = only(statement, f"{SAML}AuthnContext", Check.AUTHN_STATEMENT)
    said = attributes.said(assertion, expected.config)
    return attributes.proof(
        said,
        expected.config,
        loa=_level(context, expected),
        subject=said.get("subject") or _persistent_name(subject),
        authenticated_at=authenticated_at,
        evidence=_evidence(assertion, context, said),
    )


def _judge_origin(assertion: etree._Element, expected: Expected) -> None:
    if assertion.get("Version") != "2.0" or not assertion.get("ID"):
        raise NotProved(Check.VERSION)
    if text_of(only(assertion, f"{SAML}Issuer", Check.ASSERTION_ISSUER)) != expected.config.idp_entity_id:
        raise NotProved(Check.ASSERTION_ISSUER)
    issued = moment(assertion.get("IssueInstant"), Check.ASSERTION_ISSUED)
    if expected.is_to_come(issued) or expected.is_before_request(issued):
        raise NotProved(Check.ASSERTION_ISSUED)


def _judge_confirmation(confirmation: etree._Element, expected: Expected) -> None:
    """That whoever bears this is the one who asked: by our request's id, at our address, in time."""
    if confirmation.get("Method") != BEARER:
        raise NotProved(Check.CONFIRMATION)
    data = only(confirmation, f"{SAML}SubjectConfirmationData", Check.CONFIRMATION)
    if data.get("InResponseTo") != expected.request_id:
        raise NotProved(Check.CONFIRMATION_IN_RESPONSE_TO)
    if data.get("Recipient") != expected.acs_url:
        raise NotProved(Check.RECIPIENT)
    if expected.is_past(moment(data.get("NotOnOrAfter"), Check.CONFIRMATION_TIME)):
        raise NotProved(Check.CONFIRMATION_TIME)
    start = data.get("NotBefore")
    if start is not None and expected.is_to_come(moment(start, Check.CONFIRMATION_TIME)):
        raise NotProved(Check.CONFIRMATION_TIME)


def _judge_conditions(conditions: etree._Element, expected: Expected) -> None:
    """Conditions that we do not know make the assertion worth nothing (core clause 2.5.1)."""
    if any(one.tag not in _KNOWN_CONDITIONS for one in conditions):
        raise NotProved(Check.CONDITIONS)
    restrictions = conditions.findall(f"{SAML}AudienceRestriction")
    audiences = [{text_of(one) for one in each.findall(f"{SAML}Audience")} for each in restrictions]
    if not audiences or any(expected.config.sp_entity_id not in each for each in audiences):
        raise NotProved(Check.AUDIENCE)
    start, end = conditions.get("NotBefore"), conditions.get("NotOnOrAfter")
    if start is not None and expected.is_to_come(moment(start, Check.CONDITIONS)):
        raise NotProved(Check.TOO_EARLY)
    if end is not None and expected.is_past(moment(end, Check.CONDITIONS)):
        raise NotProved(Check.EXPIRED)


def _authenticated_at(statement: etree._Element, expected: Expected) -> datetime:
    """When the person logged in at the provider: after we asked, or not too long ago."""
    instant = moment(statement.get("AuthnInstant"), Check.AUTHN_INSTANT)
    if expected.config.forces_login:
        is_stale = expected.is_before_request(instant)
    else:
        is_stale = expected.now - instant >= SKEW + timedelta(seconds=expected.config.max_age)
    if is_stale or expected.is_to_come(instant):
        raise NotProved(Check.AUTHN_INSTANT)
    end = statement.get("SessionNotOnOrAfter")
    if end is not None and expected.is_past(moment(end, Check.AUTHN_STATEMENT)):
        raise NotProved(Check.AUTHN_STATEMENT)
    return instant


def _level(context: etree._Element, expected: Expected) -> str:
    """The level that came, never the one asked for; raises NotProved when it is not accepted."""
    returned = text_of(only(context, f"{SAML}AuthnContextClassRef", Check.LEVEL), Check.LEVEL)
    level = expected.config.level(returned)
    if not is_accepted(level, expected.config.accepted_levels):
        raise NotProved(Check.LEVEL)
    return level


def _persistent_name(subject: etree._Element) -> str:
    """The provider's own name for the person; empty when it is a new one each time."""
    name = subject.find(f"{SAML}NameID")
    if name is None or name.get("Format") != PERSISTENT:
        return ""
    return text_of(name, Check.ATTRIBUTE)


def _evidence(assertion: etree._Element, context: etree._Element, said: dict[str, str]) -> dict[str, str]:
    """The assertion itself, its id for one-time use, and who stood behind a proxy."""
    authority = context.find(f"{SAML}AuthenticatingAuthority")
    known = {
        "assertion": etree.tostring(assertion, encoding="unicode"),
        "assertion_id": assertion.get("ID", ""),
        "authority": text_of(authority) if authority is not None else "",
        "transaction": said.get("transaction", ""),
        "parameters": said.get("parameters", ""),
        "affiliation": said.get("affiliation", ""),
    }
    return {name: text for name, text in known.items() if text}
