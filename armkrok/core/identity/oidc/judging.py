"""The ID token's own claims, each by its rule.

Source: OpenID Connect Core 1.0 section 3.1.3.7; ASVS 5.0 requirements 6.8.4 and 10.5.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from authlib.oidc.core.util import create_half_hash

from armkrok.core.identity.oidc.config import SKEW, OidcConfig
from armkrok.core.identity.oidc.tokens import Signed
from armkrok.core.identity.proof import NotProved

LONGEST_LIFE: Final = 86_400
LONGEST_SUBJECT: Final = 255


@dataclass(frozen=True)
class Moment:
    """When the person left and when the answer is judged, in seconds since 1970 UTC."""

    started: float
    now: float


def judge_id_token(
    signed: Signed, config: OidcConfig, moment: Moment, *, nonce: str, access_token: str, forced: bool
) -> str:
    """Check every claim that says whose token it is, to whom, and when; gives the subject. Raises NotProved.

    `forced` is when the person was to identify anew, so that an old log-in is not good enough.
    """
    claims = signed.claims
    _judge_parties(claims, config)
    _judge_times(claims, moment)
    _judge_auth_time(claims, config, moment, forced=forced)
    given = claims.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
        raise NotProved("nonce")
    if "at_hash" in claims:
        _judge_hash(claims["at_hash"], access_token, signed.algorithm)
    return subject_of(claims, "sub")


def subject_of(claims: Mapping[str, Any], code: str) -> str:
    """The subject: a text, not empty, at most 255 ASCII characters (section 2)."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotProved(code)
    if not (subject.isascii() and subject.isprintable() and subject.strip()):
        raise NotProved(code)
    return subject


def audiences_of(claims: Mapping[str, Any], code: str) -> list[str]:
    """To whom a token is: one text, or a list of them."""
    audience = claims.get("aud")
    listed = [audience] if isinstance(audience, str) else audience
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise NotProved(code)
    return listed


def seconds(claims: Mapping[str, Any], name: str, code: str) -> float:
    """A time as a number of seconds since 1970; no truth value, nothing infinite."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotProved(code)
    try:
        number = float(value)
    except OverflowError as error:
        raise NotProved(code) from error
    if not math.isfinite(number) or not 0 < number < 1e11:
        raise NotProved(code)
    return number


def _judge_parties(claims: Mapping[str, Any], config: OidcConfig) -> None:
    if claims.get("iss") != config.issuer:
        raise NotProved("iss")
    audiences = audiences_of(claims, "aud")
    if config.client_id not in audiences:
        raise NotProved("aud")
    must_say = "azp" in claims or len(set(audiences)) > 1
    if must_say and claims.get("azp") != config.client_id:
        raise NotProved("azp")


def _judge_times(claims: Mapping[str, Any], moment: Moment) -> None:
    expires, issued = seconds(claims, "exp", "exp"), seconds(claims, "iat", "iat")
    if moment.now > expires + SKEW:
        raise NotProved("expired")
    if issued > moment.now + SKEW:
        raise NotProved("issued_in_future")
    if issued < moment.started - SKEW:
        raise NotProved("issued_before_request")
    if not 0 < expires - issued <= LONGEST_LIFE:
        raise NotProved("lifetime")
    if "nbf" in claims and seconds(claims, "nbf", "nbf") > moment.now + SKEW:
        raise NotProved("not_yet_valid")


def _judge_auth_time(claims: Mapping[str, Any], config: OidcConfig, moment: Moment, *, forced: bool) -> None:
    if "auth_time" not in claims:
        if config.max_age is not None or config.requires_auth_time:
            raise NotProved("auth_time_missing")
        return
    authenticated = seconds(claims, "auth_time", "auth_time")
    if authenticated > moment.now + SKEW:
        raise NotProved("auth_time_future")
    if forced and authenticated < moment.started - SKEW:
        raise NotProved("auth_time_old")
    if config.max_age is not None and authenticated < moment.started - config.max_age - SKEW:
        raise NotProved("auth_time_old")


def _judge_hash(given: object, access_token: str, algorithm: str) -> None:
    expected = create_half_hash(access_token, algorithm)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), expected):
        raise NotProved("at_hash")
