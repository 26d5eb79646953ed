"""What can go wrong with a SAML identity provider: settings, checks that fail, refusals, and silence."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise

from armkrok.core.identity.proof import Refused, Unavailable

__all__ = ["Check", "ConfigFault", "Refused", "Unavailable"]


class Check(StrEnum):
    """The code of NotProved: one value per check; stable, since it is kept in logs."""

    TOO_LARGE = "too_large"
    NOT_BASE64 = "not_base64"
    NOT_XML = "not_xml"
    DTD = "dtd"
    COMMENT = "comment"
    INSTRUCTION = "instruction"
    STRUCTURE = "structure"
    VERSION = "version"
    DUPLICATE_ID = "duplicate_id"
    RELAY_STATE = "relay_state"
    UNSOLICITED = "unsolicited"
    IN_RESPONSE_TO = "in_response_to"
    ISSUER = "issuer"
    DESTINATION = "destination"
    ISSUED = "issued"
    RESPONSE_UNSIGNED = "response_unsigned"
    RESPONSE_SIGNATURE = "response_signature"
    SIGNATURE_FORM = "signature_form"
    ALGORITHM = "algorithm"
    ASSERTIONS = "assertions"
    NOT_ENCRYPTED = "not_encrypted"
    ENCRYPTION_FORM = "encryption_form"
    ENCRYPTION_ALGORITHM = "encryption_algorithm"
    DECRYPTION = "decryption"
    ASSERTION_UNSIGNED = "assertion_unsigned"
    ASSERTION_SIGNATURE = "assertion_signature"
    ASSERTION_ISSUER = "assertion_issuer"
    ASSERTION_ISSUED = "assertion_issued"
    CONFIRMATION = "confirmation"
    CONFIRMATION_IN_RESPONSE_TO = "confirmation_in_response_to"
    CONFIRMATION_TIME = "confirmation_time"
    RECIPIENT = "recipient"
    CONDITIONS = "conditions"
    AUDIENCE = "audience"
    TOO_EARLY = "too_early"
    EXPIRED = "expired"
    AUTHN_STATEMENT = "authn_statement"
    AUTHN_INSTANT = "authn_instant"
    LEVEL = "level"
    DUPLICATE_ATTRIBUTE = "duplicate_attribute"
    ATTRIBUTE = "attribute"
    NUMBER = "number"
    COORDINATION_NUMBER = "coordination_number"
    PRID = "prid"
    MAPPED_NUMBER = "mapped_number"
    NOBODY = "nobody"


class ConfigFault(ValueError):
    """A setting cannot be used. `field` is its name in the settings; `text` tells the administrator why."""

    def __init__(self, field: str, text: str | Promise) -> None:
        super().__init__(f"{field}: {text}")
        self.field = field
        self.text = text
