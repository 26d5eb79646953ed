"""Why nothing was signed at an external service. Every code is stable, and has a sentence in ``wording``."""

from __future__ import annotations

from enum import StrEnum


class Refused(StrEnum):
    """What went wrong: first what the service may answer, then what we refuse in an answer."""

    # the service's own answers (registry for identifiers 3.1.7, and OASIS DSS 2.6)
    REQUEST_EXPIRED = "req-expired"
    USER_MISMATCH = "user-mismatch"
    UNSUPPORTED_LOA = "unsupported-loa"
    SIGN_MESSAGE = "sigmessage-error"
    USER_CANCELLED = "user-cancel"
    AUTHENTICATION_FAILED = "authn-failed"
    SECURITY_VIOLATION = "security-violation"
    SERVICE_REFUSED = "service-refused"
    # answers that are not believed
    NOT_A_RESPONSE = "not-a-response"
    NOT_AUTHENTIC = "not-authentic"
    WRONG_REQUEST = "wrong-request"
    TOO_OLD = "too-old"
    INCOMPLETE = "incomplete"
    WRONG_SIGNER = "wrong-signer"
    WRONG_AUTHENTICATION = "wrong-authentication"
    WRONG_CERTIFICATE = "wrong-certificate"
    WRONG_TASKS = "wrong-tasks"
    WRONG_SIGNATURE = "wrong-signature"


IS_ANSWER = frozenset(list(Refused)[: list(Refused).index(Refused.NOT_A_RESPONSE)])
"""The codes that an honest service answers with; the others mean that the answer was not believed."""


class ExternalRefused(Exception):
    """Nothing may be signed. ``detail`` is for the log and never holds what came from the person."""

    def __init__(self, code: Refused, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code
