"""Reading an authentication request, and sending the person back."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from armkrok.simulators.oidc import lies
from armkrok.simulators.oidc.clients import Client
from armkrok.simulators.oidc.people import Person
from armkrok.simulators.oidc.provider import Issuer, Request, Simulator

MESSAGE: Final = "https://id.oidc.se/param/userMessage"
SIGN_REQUEST: Final = "https://id.oidc.se/param/signRequest"
SIGN: Final = "https://id.oidc.se/scope/sign"
APPROVAL: Final = "https://id.oidc.se/scope/signApproval"
ALGORITHMS: Final = ["RS256", "PS256", "ES256"]


class NotKnown(Exception):
    """The client or its address is not known, so there is nowhere safe to send the person."""


class Wrong(Exception):
    """The request is wrong; the client is told."""

    def __init__(self, request: Request, error: str, why: str) -> None:
        super().__init__(why)
        self.request, self.error, self.why = request, error, why


def read_request(simulator: Simulator, issuer: Issuer, query: Mapping[str, str]) -> Request:
    """The request that stands in the query; raises NotKnown or Wrong."""
    client = simulator.clients.find(query.get("client_id", ""))
    redirect_uri = query.get("redirect_uri", "")
    if client is None:
        raise NotKnown("Tjänsten är inte registrerad här.")
    if redirect_uri not in client.redirect_uris:
        raise NotKnown("Tjänstens återadress är inte registrerad här.")
    bare = Request(issuer, client, redirect_uri, query.get("state", ""), query.get("nonce", ""), "")
    _demand(bare, query)
    message, data = _to_sign(simulator, bare, query)
    return Request(
        issuer, client, redirect_uri, bare.state, bare.nonce, query["code_challenge"],
        message or _message(bare, query.get(MESSAGE, "")), bool(message), data,
    )  # fmt: skip


def back(simulator: Simulator, request: Request, person: Person) -> str:
    """The address that the person goes back to with a code, unless a lie is told."""
    told = simulator.lies.one_of(lies.ANSWER)
    parameters = {
        "code": simulator.grant(request, person),
        "state": request.state,
        "iss": simulator.address(request.issuer),
    }
    if told == "code_used" and simulator.used:
        parameters["code"] = simulator.used[-1]
    changes: dict[str, dict[str, str | None]] = {
        "state": {"state": "somebody-elses"},
        "state_missing": {"state": None},
        "response_iss": {"iss": "https://impostor.example"},
        "response_iss_missing": {"iss": None},
        "code_missing": {"code": None},
        "code_unknown": {"code": "unknown"},
        "error": {"code": None, "error": "access_denied"},
        "error_unknown": {"code": None, "error": "<script>"},
        "trouble": {"code": None, "error": "temporarily_unavailable"},
    }
    whole = parameters | changes.get(told, {})
    query = urlencode({name: value for name, value in whole.items() if value is not None})
    return f"{request.redirect_uri}?{query}{'&state=' + request.state if told == 'twice' else ''}"


def refused(simulator: Simulator, request: Request, error: str, why: str = "") -> str:
    """The address that the person goes back to without a code."""
    parameters = {"error": error, "state": request.state, "iss": simulator.address(request.issuer)}
    if why:
        parameters["error_description"] = why
    return f"{request.redirect_uri}?{urlencode(parameters)}"


def keys_of(client: Client) -> KeySet:
    """The client's public keys; raises JoseError or ValueError."""
    return KeySet.import_key_set(dict(client.jwks))  # type: ignore[arg-type]


def _demand(request: Request, query: Mapping[str, str]) -> None:
    rules = {
        "response_type": query.get("response_type") == "code",
        "scope": "openid" in query.get("scope", "").split(),
        "state": len(request.state) >= 22,  # 128 bits, the Swedish profile section 2.1
        "nonce": len(request.nonce) >= 22,
        "code_challenge_method": query.get("code_challenge_method") == "S256",
        "code_challenge": len(query.get("code_challenge", "")) == 43,
    }
    for name, holds in rules.items():
        if not holds:
            raise Wrong(request, "invalid_request", name)


def _message(request: Request, text: str) -> str:
    """The user message: JSON with the text in base64."""
    if not text:
        return ""
    try:
        return _shown(json.loads(text))
    except (ValueError, KeyError, TypeError, binascii.Error) as problem:
        raise Wrong(request, "invalid_request", "userMessage") from problem


def _shown(message: Mapping[str, Any]) -> str:
    if message.get("mime_type", "text/plain") != "text/plain":
        raise ValueError("mime_type")
    return base64.b64decode(message.get("message#sv") or message["message"], validate=True).decode("utf-8")


def _to_sign(simulator: Simulator, request: Request, query: Mapping[str, str]) -> tuple[str, bytes]:
    """The text and the data of a signature request (Signature Extension 1.1 section 5.1)."""
    scopes = set(query.get("scope", "").split())
    if not scopes & {SIGN, APPROVAL}:
        return "", b""
    if not {"login", "consent"} <= set(query.get("prompt", "").split()):
        raise Wrong(request, "invalid_request", "prompt")
    try:
        key = keys_of(request.client)
        claims = jwt.decode(query.get(SIGN_REQUEST, ""), key, algorithms=ALGORITHMS).claims
        message = _shown(claims["sign_message"])
        data = base64.b64decode(claims["tbs_data"], validate=True) if SIGN in scopes else b""
    except (JoseError, ValueError, KeyError, TypeError, binascii.Error) as problem:
        raise Wrong(request, "invalid_request", "signRequest") from problem
    whose = (claims.get("iss"), claims.get("aud"), claims.get("exp", 0) > simulator.now())
    if whose != (request.client.client_id, simulator.address(request.issuer), True):
        raise Wrong(request, "invalid_request", "signRequest")
    if (SIGN in scopes) == ("tbs_data" not in claims):
        raise Wrong(request, "invalid_request", "tbs_data")
    return message, data
