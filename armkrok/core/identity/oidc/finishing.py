"""Judging what the person comes back with: nothing is believed before every check has passed.

Sources: OpenID Connect Core 1.0 sections 3.1.2.5-3.1.3.7 and 5.3.4; RFC 9207; ASVS 5.0 chapters 6.8 and 10.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from armkrok.core.identity.oidc.config import SKEW, OidcConfig, Userinfo
from armkrok.core.identity.oidc.errors import Refused, Unavailable
from armkrok.core.identity.oidc.evidence import evidence_of
from armkrok.core.identity.oidc.exchanging import UserinfoAnswer, ask_userinfo, exchange
from armkrok.core.identity.oidc.judging import Moment, audiences_of, judge_id_token, seconds, subject_of
from armkrok.core.identity.oidc.published import Metadata, demand, published_by
from armkrok.core.identity.oidc.reading import birth_date_of, level_of, numbers_of, text_of
from armkrok.core.identity.oidc.tokens import Signed, read_token
from armkrok.core.identity.proof import NotProved, Proof

LONGEST_CODE: Final = 4_000
LONGEST_QUERY: Final = 10_000
ERRORS: Final = frozenset(
    {
        "access_denied", "login_required", "interaction_required", "consent_required", "invalid_request",
        "unauthorized_client", "invalid_scope", "unsupported_response_type", "account_selection_required",
        "unmet_authentication_requirements", "request_not_supported", "invalid_request_object",
    }
)  # fmt: skip
TROUBLE: Final = frozenset({"server_error", "temporarily_unavailable"})
EVENT_CLAIMS: Final = frozenset({"acr", "amr", "acrs"})
"""What is said of the log-in itself is believed in the ID token alone."""


def anything(number: str) -> bool:
    """Every number may be used."""
    return True


def only_once(query: str) -> dict[str, str]:
    """The parameters of a query; raises NotProved when one stands twice (RFC 6749 section 3.1)."""
    if len(query) > LONGEST_QUERY:
        raise NotProved("parameters")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=50, errors="strict")
    except ValueError as error:
        raise NotProved("parameters") from error
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotProved("parameters")
    return found


def finish(
    config: OidcConfig,
    remember: Mapping[str, Any],
    params: Mapping[str, str],
    *,
    redirect_uri: str,
    now: datetime,
    may_use_number: Callable[[str], bool] = anything,
) -> Proof:
    """What the provider has proved of the person who comes back with `params`.

    Raises NotProved for every check that fails, Refused when the provider says no, Unavailable when it does
    not answer. The caller sees to it that what begin() gave to remember is used once, and by the browser that
    left. `may_use_number` tells whether a number is one that may be used at all (published test numbers).
    """
    if remember.get("issuer") != config.issuer or remember.get("redirect_uri") != redirect_uri:
        raise NotProved("provider_changed")
    _judge_state(remember, params)
    metadata = _metadata(config)
    code = _code(config, metadata, params)
    publications = published_by(config)
    tokens = exchange(config, metadata.token_endpoint, code, remember)
    signed = read_token(tokens.id_token, config, publications)
    subject = judge_id_token(
        signed, config, Moment(float(remember["started"]), now.timestamp()),
        nonce=remember["nonce"], access_token=tokens.access_token,
        forced="login" in config.prompt or "sign" in remember,
    )  # fmt: skip
    userinfo = None
    if config.userinfo is not Userinfo.NEVER:
        userinfo = ask_userinfo(config, metadata.userinfo_endpoint, tokens.access_token, publications)
        _judge_userinfo(userinfo, config, subject, now)
    claims = _together(signed.claims, userinfo.claims if userinfo else {}, config)
    evidence = evidence_of(config, remember, tokens.id_token, signed, userinfo)
    return _proof(config, subject, signed, claims, evidence, now, may_use_number)


def _metadata(config: OidcConfig) -> Metadata:
    metadata = published_by(config).metadata()
    demand(config, metadata)
    return metadata


def _judge_state(remember: Mapping[str, Any], params: Mapping[str, str]) -> None:
    """Before anybody is called: a stranger's answer costs nothing."""
    state = params.get("state", "").encode("utf-8", "backslashreplace")
    if not hmac.compare_digest(state, str(remember["state"]).encode()):
        raise NotProved("state")


def _code(config: OidcConfig, metadata: Metadata, params: Mapping[str, str]) -> str:
    """The code, when it comes from the provider that we asked; raises NotProved, Refused or Unavailable."""
    issuer = params.get("iss")
    if issuer is None and (config.response_iss or metadata.response_iss):
        raise NotProved("response_iss_missing")
    if issuer is not None and issuer != config.issuer:
        raise NotProved("response_iss")
    if "error" in params:
        _raise_for(params["error"])
    code = params.get("code", "")
    if not 0 < len(code) <= LONGEST_CODE or not code.isascii() or not code.isprintable():
        raise NotProved("code")
    return code


def _raise_for(error: str) -> None:
    if error in TROUBLE:
        raise Unavailable(error)
    raise Refused(error if error in ERRORS else "unknown")


def _judge_userinfo(answer: UserinfoAnswer, config: OidcConfig, subject: str, now: datetime) -> None:
    """It is about the same person, and when signed, from the same provider to us."""
    claims = answer.claims
    if subject_of(claims, "userinfo_sub") != subject:
        raise NotProved("userinfo_sub")
    if answer.text.startswith("{"):
        return
    if claims.get("iss") != config.issuer:
        raise NotProved("userinfo_iss")
    if config.client_id not in audiences_of(claims, "userinfo_aud"):
        raise NotProved("userinfo_aud")
    if "exp" in claims and seconds(claims, "exp", "userinfo_exp") + SKEW < now.timestamp():
        raise NotProved("userinfo_exp")


def _together(token: Mapping[str, Any], userinfo: Mapping[str, Any], config: OidcConfig) -> dict[str, Any]:
    """The claims of both; what both say they must say alike."""
    read = {*config.claims.asked_for, *config.conditions, config.level_claim} - {""}
    for name in read:
        if name in token and name in userinfo and token[name] != userinfo[name]:
            raise NotProved("claims_conflict")
    rest = {name: value for name, value in userinfo.items() if name not in EVENT_CLAIMS}
    return {**rest, **token}


def _proof(
    config: OidcConfig,
    subject: str,
    signed: Signed,
    claims: Mapping[str, Any],
    evidence: dict[str, str],
    now: datetime,
    may_use_number: Callable[[str], bool],
) -> Proof:
    names = config.claims
    authenticated = seconds(signed.claims, "auth_time", "auth_time") if "auth_time" in signed.claims else None
    return Proof(
        issuer=config.issuer,
        subject=subject,
        loa=level_of(claims, config),
        method=config.method,
        authenticated_at=datetime.fromtimestamp(authenticated, UTC) if authenticated else now,
        numbers=numbers_of(claims, config, may_use_number),
        given_name=text_of(claims, names.given_name),
        surname=text_of(claims, names.surname),
        name=text_of(claims, names.name),
        birth_date=birth_date_of(claims, config),
        employee_id=text_of(claims, names.employee_id),
        evidence=evidence,
    )
