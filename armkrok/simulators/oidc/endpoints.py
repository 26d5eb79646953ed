"""What clients call behind the person's back: discovery, keys, tokens and userinfo."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final
from urllib.parse import parse_qs, unquote_plus

from joserfc import jwt
from joserfc.errors import JoseError
from starlette.requests import Request as Call
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from armkrok.simulators.oidc import lies
from armkrok.simulators.oidc.asking import ALGORITHMS, keys_of
from armkrok.simulators.oidc.clients import Client
from armkrok.simulators.oidc.minting import id_token, signed_userinfo, userinfo
from armkrok.simulators.oidc.provider import Grant, Issuer, Simulator
from armkrok.simulators.oidc.publishing import discovery_document, key_set

HUGE: Final = "x" * 5_000_000
NO_STORE: Final = {"Cache-Control": "no-store"}

Endpoint = Callable[[Simulator, Issuer, Call], Awaitable[Response]]


def routes(simulator: Simulator) -> list[Route]:
    """Each of them at the path of every issuer."""
    wanted: tuple[tuple[str, Endpoint, list[str]], ...] = (
        (".well-known/openid-configuration", discovery, ["GET"]),
        ("jwks", jwks, ["GET"]),
        ("token", token, ["POST"]),
        ("userinfo", tell, ["GET", "POST"]),
    )
    return [
        Route(f"/{{issuer}}/{path}", _at(simulator, endpoint), methods=methods)
        for path, endpoint, methods in wanted
    ]


async def discovery(simulator: Simulator, issuer: Issuer, call: Call) -> Response:
    """OpenID Connect Discovery 1.0 section 3."""
    told = simulator.lies.one_of(lies.DISCOVERY)
    if spoilt := await _spoilt(told.removeprefix("discovery_") if told.startswith("discovery_") else ""):
        return spoilt
    return JSONResponse(discovery_document(simulator, issuer, told))


async def jwks(simulator: Simulator, issuer: Issuer, call: Call) -> Response:
    """The published keys."""
    told = simulator.lies.one_of(lies.DISCOVERY)
    return await _spoilt(told.removeprefix("jwks_")) or JSONResponse(key_set(simulator, told))


async def token(simulator: Simulator, issuer: Issuer, call: Call) -> Response:
    """A code for tokens (RFC 6749 section 4.1.3; RFC 7636 section 4.6)."""
    told = simulator.lies.one_of(lies.TOKEN_ENDPOINT)
    if spoilt := await _spoilt(told.removeprefix("token_")):
        return spoilt
    form = {name: values[0] for name, values in parse_qs((await call.body()).decode()).items()}
    client = _authenticated(simulator, issuer, call, form)
    if client is None:
        return JSONResponse({"error": "invalid_client"}, 401, NO_STORE)
    grant = simulator.redeem(form.get("code", ""))
    if told == "token_denied" or grant is None or not _fits(grant, client, issuer, form):
        return JSONResponse({"error": "invalid_grant"}, 400, NO_STORE)
    access = secrets.token_urlsafe(24)
    simulator.tokens[access] = grant
    return _tokens(told, access, id_token(simulator, grant, access))


async def tell(simulator: Simulator, issuer: Issuer, call: Call) -> Response:
    """Userinfo (OpenID Connect Core section 5.3), once for each access token."""
    told = simulator.lies.one_of(lies.USERINFO_ENDPOINT)
    if spoilt := await _spoilt(told.removeprefix("userinfo_")):
        return spoilt
    kind, _, access = call.headers.get("Authorization", "").partition(" ")
    grant = simulator.tokens.pop(access, None) if kind == "Bearer" else None
    if grant is None or told == "userinfo_401":
        return Response(status_code=401, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    if grant.request.client.signs_userinfo and told != "userinfo_plain":
        return Response(signed_userinfo(simulator, grant), media_type="application/jwt", headers=NO_STORE)
    return JSONResponse(userinfo(simulator, grant), headers=NO_STORE)


def _tokens(told: str, access: str, made: str) -> Response:
    answer: dict[str, Any] = {
        "access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": made
    }  # fmt: skip
    changes: dict[str, dict[str, Any]] = {
        "token_type": {"token_type": "mac"},
        "token_type_missing": {"token_type": None},
        "id_token_missing": {"id_token": None},
        "access_token_missing": {"access_token": None},
        "access_token_break": {"access_token": "x\r\nX-Injected: 1"},
    }
    answer |= changes.get(told, {})
    answer = {name: value for name, value in answer.items() if value is not None}
    if told == "token_list":
        return JSONResponse([answer])
    if told == "token_duplicate":
        whole = bytes(JSONResponse(answer).body)
        return Response(whole[:-1] + b', "id_token": "x.y.z"}', media_type="application/json")
    return JSONResponse(answer, headers=NO_STORE)


async def _spoilt(how: str) -> Response | None:
    """An answer that is no answer."""
    if how == "slow":
        await asyncio.sleep(30)
    simple: dict[str, Callable[[], Response]] = {
        "html": lambda: HTMLResponse("<!doctype html><title>Proxy</title><h1>Logga in på nätet</h1>"),
        "binary": lambda: Response(b"\xff.\xff.\xff", media_type="application/jwt"),
        "500": lambda: PlainTextResponse("fel", 500),
        "429": lambda: PlainTextResponse("vänta", 429),
        "redirect": lambda: RedirectResponse("http://127.0.0.1:9/inside", 307),
        "huge": lambda: Response(f'{{"x": "{HUGE}"}}', media_type="application/json"),
        "trickle": lambda: StreamingResponse(_drops(), media_type="application/json"),
    }
    return simple[how]() if how in simple else None


async def _drops() -> AsyncIterator[bytes]:
    for _ in range(300):
        yield b" "
        await asyncio.sleep(0.1)


def _fits(grant: Grant, client: Client, issuer: Issuer, form: dict[str, str]) -> bool:
    """The code is this client's, for this address, and asked for by the one who knows the verifier."""
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return (
        form.get("grant_type") == "authorization_code"
        and grant.request.client.client_id == client.client_id
        and grant.request.issuer == issuer
        and grant.request.redirect_uri == form.get("redirect_uri")
        and grant.request.challenge == challenge
    )


def _authenticated(simulator: Simulator, issuer: Issuer, call: Call, form: dict[str, str]) -> Client | None:
    """The client that shows who it is: by header, by form, or by a signed assertion (RFC 7523)."""
    if "client_assertion" in form:
        return _asserted(simulator, issuer, form)
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    kind, _, value = call.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        first, _, last = base64.b64decode(value).decode().partition(":")
        client_id, secret = unquote_plus(first), unquote_plus(last)
    client = simulator.clients.find(client_id)
    is_right = client and client.secret and secrets.compare_digest(client.secret.encode(), secret.encode())
    return client if is_right else None


def _asserted(simulator: Simulator, issuer: Issuer, form: dict[str, str]) -> Client | None:
    client = simulator.clients.find(form.get("client_id", ""))
    if client is None or not client.jwks:
        return None
    try:
        claims = jwt.decode(form["client_assertion"], keys_of(client), algorithms=ALGORITHMS).claims
    except (JoseError, ValueError):
        return None
    own = simulator.address(issuer)
    is_right = (
        claims.get("iss") == claims.get("sub") == client.client_id
        and claims.get("aud") in (own, f"{own}/token")
        and claims.get("exp", 0) > simulator.now() - 120
        and claims.get("jti") not in simulator.assertions
    )
    simulator.assertions.add(str(claims.get("jti")))
    return client if is_right else None


def _at(simulator: Simulator, endpoint: Endpoint) -> Callable[[Call], Awaitable[Response]]:
    async def answer(call: Call) -> Response:
        issuer = simulator.issuer(call.path_params["issuer"])
        return await endpoint(simulator, issuer, call) if issuer else PlainTextResponse("", 404)

    return answer
