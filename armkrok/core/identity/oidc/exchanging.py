"""The two calls made behind the person's back: the code for tokens, and the access token for userinfo.

Sources: RFC 6749 sections 2.3.1, 4.1.3 and 5; RFC 7523; OpenID Connect Core 1.0 sections 3.1.3 and 5.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import quote, urlencode

from authlib.oauth2.auth import ClientAuth as Authenticator
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oauth2.rfc7523 import private_key_jwt_sign
from authlib.oauth2.rfc7523.client import ASSERTION_TYPE

from armkrok.core.identity.oidc.config import ClientAuth, OidcConfig, Userinfo
from armkrok.core.identity.oidc.errors import Unavailable
from armkrok.core.identity.oidc.keys import algorithm_of, client_key
from armkrok.core.identity.oidc.published import Publications
from armkrok.core.identity.oidc.strict_json import NotStrict, read_object
from armkrok.core.identity.oidc.tokens import read_token
from armkrok.core.identity.proof import NotProved
from armkrok.core.outgoing import Fetched, NotDelivered, TooLarge, Why, fetch

SECONDS: Final = 10.0
LARGEST: Final = 300_000
ASSERTION_LIFETIME: Final = 60
ERRORS: Final = ("invalid_grant", "invalid_client", "invalid_request", "unauthorized_client", "invalid_scope")


@dataclass(frozen=True)
class Tokens:
    """What the token endpoint gave."""

    id_token: str
    access_token: str


@dataclass(frozen=True)
class UserinfoAnswer:
    """The claims of userinfo, and the answer as it came."""

    claims: dict[str, Any]
    text: str


def exchange(config: OidcConfig, address: str, code: str, remember: Mapping[str, Any]) -> Tokens:
    """Give the code and get the tokens; raises NotProved or Unavailable."""
    body = prepare_token_request(
        "authorization_code",
        redirect_uri=remember["redirect_uri"],
        code=code,
        code_verifier=remember["verifier"],
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    _, headers, body = _authenticator(config).prepare("POST", address, headers, body)
    answer = _call(config, "POST", address, headers, body.encode("ascii"), "token")
    claims = _object(answer, "token")
    if answer.status != 200:
        error = claims.get("error")
        raise NotProved(f"token_{error}" if error in ERRORS else "token_refused")
    kind, id_token, access = claims.get("token_type"), claims.get("id_token"), claims.get("access_token")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise NotProved("token_type")
    if not isinstance(id_token, str):
        raise NotProved("id_token_missing")
    if not isinstance(access, str) or not access.isascii() or not access.isprintable():
        raise NotProved("access_token")
    return Tokens(id_token, access)


def ask_userinfo(
    config: OidcConfig, address: str, access_token: str, publications: Publications
) -> UserinfoAnswer:
    """The person's claims, in the form that the settings accept; raises NotProved or Unavailable."""
    wanted = {Userinfo.PLAIN: "application/json", Userinfo.SIGNED: "application/jwt"}.get(
        config.userinfo, "application/jwt, application/json;q=0.9"
    )
    headers = {"Authorization": f"Bearer {access_token}", "Accept": wanted}
    answer = _call(config, "GET", address, headers, b"", "userinfo")
    if answer.status != 200:
        raise NotProved("userinfo_refused")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_signed = kind == "application/jwt"
    if config.userinfo is not Userinfo.EITHER and is_signed != (config.userinfo is Userinfo.SIGNED):
        raise NotProved("userinfo_form")
    if not is_signed:
        return UserinfoAnswer(_object(answer, "userinfo"), answer.body.decode("utf-8"))
    try:
        text = answer.body.decode("ascii").strip()
    except UnicodeDecodeError as error:
        raise NotProved("userinfo_shape") from error
    return UserinfoAnswer(read_token(text, config, publications, what="userinfo").claims, text)


def _authenticator(config: OidcConfig) -> Authenticator:
    """Who we are, put into the request; in the header both parts are escaped (RFC 6749 section 2.3.1)."""
    if config.client_auth is ClientAuth.PRIVATE_KEY:
        return Authenticator(config.client_id, None, partial(_asserted, key_text=config.secret))
    if config.client_auth is ClientAuth.BASIC:
        return Authenticator(
            quote(config.client_id, safe=""), quote(config.secret, safe=""), "client_secret_basic"
        )
    return Authenticator(config.client_id, config.secret, "client_secret_post")


def _asserted(
    client: Authenticator, method: str, uri: str, headers: dict[str, str], body: str, *, key_text: str
) -> tuple[str, dict[str, str], str]:
    """A token of our own that says who we are, good for a minute and once."""
    key = client_key(key_text)
    assertion = private_key_jwt_sign(
        key, client_id=client.client_id, token_endpoint=uri, alg=algorithm_of(key),
        header={"kid": key.kid}, expires_in=ASSERTION_LIFETIME,
    )  # fmt: skip
    who = {
        "client_id": client.client_id, "client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion
    }  # fmt: skip
    return uri, headers, f"{body}&{urlencode(who)}"


def _call(
    config: OidcConfig, method: str, address: str, headers: dict[str, str], body: bytes, what: str
) -> Fetched:
    """One call, no redirects. No answer, or a fault at the provider's, is Unavailable."""
    try:
        answer = fetch(
            method,
            address,
            body=body,
            headers=headers,
            seconds=SECONDS,
            largest=LARGEST,
            roots=config.tls_root,
        )
    except TooLarge as error:
        raise NotProved(f"{what}_size") from error
    except NotDelivered as error:
        if error.why in (Why.CERTIFICATE, Why.ADDRESS):
            raise NotProved(f"{what}_{error.why.value}") from error
        raise Unavailable(f"{what}_{error.why.value}") from error
    if answer.status >= 500 or answer.status == 429:
        raise Unavailable(f"{what}_status_{answer.status}")
    if 300 <= answer.status < 400:
        raise NotProved(f"{what}_redirect")
    return answer


def _object(answer: Fetched, what: str) -> dict[str, Any]:
    try:
        return read_object(answer.body)
    except NotStrict as error:
        raise NotProved(f"{what}_json") from error
