"""What the engine refuses or fails with. Every error carries a short code that pages can translate."""

from __future__ import annotations


class EngineError(Exception):
    """Something the engine could not do; ``code`` is stable and never holds personal data."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


class Unacceptable(EngineError):
    """An uploaded file that cannot become a document to sign.

    Codes: ``not_pdf``, ``empty``, ``too_large``, ``encrypted``, ``already_signed``, ``broken``,
    ``too_large_unpacked``, ``too_many_pages``, ``timeout``.
    """


class CannotSign(EngineError):
    """The prepared file refuses a signature.

    Codes: ``no_such_field``, ``already_filled``, ``broken``, ``too_small`` (reserved space), ``not_sealed``
    and ``altered`` (renewal), ``moved`` (the file is not the one that was drafted on), ``wrong_digest``,
    ``wrong_certificate`` and ``bad_signature`` (a signature value made elsewhere).
    """


class KeyUnavailable(EngineError):
    """A private key cannot be used now; nothing was signed, and trying again later does no harm.

    Codes: ``no_such_key``, ``wrong_password`` (of a key file), ``busy`` (every session of the hardware module
    taken), ``no_module``, ``token_away``, ``wrong_pin``, ``pin_locked``, ``ambiguous_key``,
    ``ambiguous_token``, ``expired`` (the authority's certificate).
    """


class TimestampUnavailable(EngineError):
    """The time-stamp authority gave no usable token (RFC 3161).

    Codes: ``unreachable``, ``timeout``, ``http_status``, ``refused``, ``malformed``, ``wrong_imprint``,
    ``wrong_nonce``, ``wrong_purpose``, ``bad_signature``, ``wrong_time``, ``expired`` (the authority's
    certificate), ``untrusted`` (it does not lead to the authority's root).
    """


class Unfinished(EngineError):
    """Bounded work in another process was stopped.

    Codes: ``timeout``, ``crashed``, ``memory``.
    """
