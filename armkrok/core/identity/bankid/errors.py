"""What BankID's service can refuse with, one exception per `errorCode` of the API v6.0."""

from __future__ import annotations

from typing import ClassVar


class BankIdError(Exception):
    """A call that gave no order or answer. `details` is BankID's own text and for the log only."""

    error_code: ClassVar[str] = "unknown"

    def __init__(self, details: str = "", *, http_status: int | None = None, code: str | None = None) -> None:
        super().__init__(f"{code or self.error_code}: {details}" if details else (code or self.error_code))
        self.details = details
        self.http_status = http_status
        self.code = code or self.error_code


class AlreadyInProgress(BankIdError):
    """400: the person already has an order; both are now cancelled. May be fraud, so warn."""

    error_code = "alreadyInProgress"


class InvalidParameters(BankIdError):
    """400: the request is malformed, or the order is unknown, too old or already collected."""

    error_code = "invalidParameters"


class Unauthorized(BankIdError):
    """401 or 403: the client certificate is not accepted for this call."""

    error_code = "unauthorized"


class NotFound(BankIdError):
    """404: the address does not exist."""

    error_code = "notFound"


class MethodNotAllowed(BankIdError):
    """405: only POST is served."""

    error_code = "methodNotAllowed"


class RequestTimeout(BankIdError):
    """408: our request took too long to arrive."""

    error_code = "requestTimeout"


class UnsupportedMediaType(BankIdError):
    """415: the body is not JSON."""

    error_code = "unsupportedMediaType"


class TooManyRequests(BankIdError):
    """429: we asked too often. `retry_after` is in seconds when BankID says when to come back."""

    error_code = "tooManyRequests"

    def __init__(self, details: str = "", *, http_status: int | None = 429, retry_after: float = 1.0) -> None:
        super().__init__(details, http_status=http_status)
        self.retry_after = retry_after


class InternalError(BankIdError):
    """500: a fault at BankID."""

    error_code = "internalError"


class Maintenance(BankIdError):
    """503: BankID is closed for the moment, also after our retries."""

    error_code = "maintenance"


class Unreachable(BankIdError):
    """No answer at all: refused connection, broken TLS, or no reply in time."""

    error_code = "unreachable"


class UnknownAnswer(BankIdError):
    """An answer or error code that the API description does not list."""

    error_code = "unknown"


class TextTooLong(ValueError):
    """What the person should see or sign is longer than BankID takes. Nothing was sent."""


BY_CODE: dict[str, type[BankIdError]] = {
    error.error_code: error
    for error in (
        AlreadyInProgress,
        InvalidParameters,
        Unauthorized,
        NotFound,
        MethodNotAllowed,
        RequestTimeout,
        UnsupportedMediaType,
        InternalError,
        Maintenance,
    )
}
