"""How the service can answer: yes, each error of the protocol, and each lie."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

_V1_0: Final = "http://id.elegnamnden.se/sig-status/1.0/"
_V1_1: Final = "http://id.swedenconnect.se/sig-status/1.1/"
APPROVE: Final = "approve"


class Error(StrEnum):
    """What the service may answer instead of a signature (registry for identifiers 3.1.7)."""

    REQUEST_EXPIRED = "req-expired"
    USER_MISMATCH = "user-mismatch"
    UNSUPPORTED_LOA = "unsupported-loa"
    SIGN_MESSAGE = "sigmessage-error"
    USER_CANCELLED = "user-cancel"
    AUTHENTICATION_FAILED = "authn-failed"
    SECURITY_VIOLATION = "security-violation"
    GENERAL = "general-error"

    @property
    def minor(self) -> str:
        """The ResultMinor."""
        if self is Error.GENERAL:
            return "urn:oasis:names:tc:dss:1.0:resultminor:GeneralError"
        newer = self in {Error.AUTHENTICATION_FAILED, Error.SECURITY_VIOLATION}
        return (_V1_1 if newer else _V1_0) + self.value

    @property
    def major(self) -> str:
        """The ResultMajor: whose fault it is."""
        blamed = "ResponderError" if self in {Error.GENERAL, Error.SIGN_MESSAGE} else "RequesterError"
        return f"urn:oasis:names:tc:dss:1.0:resultmajor:{blamed}"


class Lie(StrEnum):
    """What an answer can get wrong."""

    # the message
    GARBAGE = "garbage"
    OTHER_BINDING = "otherBinding"
    OTHER_RELAY_STATE = "otherRelayState"
    OTHER_REQUEST = "otherRequest"
    OTHER_PROFILE = "otherProfile"
    OTHER_VERSION = "otherVersion"
    OTHER_MESSAGE = "otherMessage"
    REPEATS_OTHER_REQUEST = "repeatsOtherRequest"
    OLD = "old"
    FROM_THE_FUTURE = "fromTheFuture"
    # the message's signature
    UNSIGNED = "unsigned"
    OTHER_KEY = "otherKey"
    ALTERED = "altered"
    WRAPPED = "wrapped"
    SIGNED_PART_ONLY = "signedPartOnly"
    TWO_SIGNATURES = "twoSignatures"
    ENTITY = "entity"
    # the person
    OTHER_PERSON = "otherPerson"
    TWO_PERSONS = "twoPersons"
    LOW_LEVEL = "lowLevel"
    OTHER_PROVIDER = "otherProvider"
    OLD_AUTHENTICATION = "oldAuthentication"
    NO_ASSERTION = "noAssertion"
    # the certificate
    OTHER_CERTIFICATE_PERSON = "otherCertificatePerson"
    OTHER_CERTIFICATE_NAME = "otherCertificateName"
    OTHER_ROOT = "otherRoot"
    BROKEN_CHAIN = "brokenChain"
    EXPIRED_CERTIFICATE = "expiredCertificate"
    AUTHORITY_SIGNS = "authoritySigns"
    NO_CHAIN = "noChain"
    # the tasks
    MISSING_TASK = "missingTask"
    EXTRA_TASK = "extraTask"
    TASK_TWICE = "taskTwice"
    RENAMED_TASK = "renamedTask"
    # the signatures
    OTHER_DIGEST = "otherDigest"
    NO_CERTIFICATE_REFERENCE = "noCertificateReference"
    OTHER_CERTIFICATE_REFERENCE = "otherCertificateReference"
    SIGNS_MORE = "signsMore"
    BAD_SIGNATURE = "badSignature"
    OTHER_ALGORITHM = "otherAlgorithm"
    SWAPPED_SIGNATURES = "swappedSignatures"


def read_action(text: str) -> Error | Lie | None:
    """What a form or a switch asks for; None is yes. Raises ValueError."""
    if text == APPROVE:
        return None
    if text in Error.__members__.values():
        return Error(text)
    return Lie(text)
