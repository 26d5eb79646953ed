"""SS 12000:2020 over HTTP, below /v2.0."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from armkrok.simulators.ss12000.asking import COLLECTIONS, Question, Wrong, asked, expandable
from armkrok.simulators.ss12000.ground import Json
from armkrok.simulators.ss12000.misbehaving import LOOP, broken
from armkrok.simulators.ss12000.showing import shown
from armkrok.simulators.ss12000.source import CLIENT, Source
from armkrok.simulators.ss12000.store import seconds

BASE: Final = "/v2.0"
LARGEST: Final = 50
SLOW: Final = 3.0
DELETED_NAMES: Final = {"activities": "activitites"}
"""The standard's own spelling."""
Answering = Callable[[Source, Request, str], Response]


def routes(source: Source) -> list[Route]:
    """Every operation that there is."""
    return [
        Route("/oauth2/token", _token(source), methods=["POST"]),
        _route(source, "/deletedEntities", _deleted, "GET"),
        _route(source, "/log", _log, "POST"),
        _route(source, "/statistics", _statistics, "POST"),
        _route(source, "/subscriptions", _subscriptions, "GET", "POST"),
        _route(source, "/subscriptions/{id}", _subscription, "GET", "PATCH", "DELETE"),
        _route(source, "/{kind}/lookup", _lookup, "POST"),
        _route(source, "/{kind}/{id}", _one, "GET"),
        _route(source, "/{kind}", _listing, "GET"),
    ]


def _route(source: Source, path: str, answering: Answering, *methods: str) -> Route:
    def endpoint(request: Request) -> Response:
        kind = request.path_params.get("kind", path.split("/")[1])
        source.note(f"{request.method} {request.url.path}?{request.url.query}".rstrip("?"))
        if not source.knows(request.headers.get("authorization", "")):
            return error(401, "A Bearer token is needed")
        fault = source.behaviour.next(kind)
        if fault.isdecimal():
            headers = {"Retry-After": "1"} if fault in {"429", "503"} else None
            return error(int(fault), "As you wished", headers)
        if fault == "slow":
            time.sleep(SLOW)
        if request.query_params.get("pageToken") == LOOP:
            return JSONResponse({"data": [], "pageToken": LOOP})
        try:
            return broken(fault, answering(source, request, kind))
        except Wrong as wrong:
            return error(wrong.status, wrong.message)

    return Route(BASE + path, endpoint, methods=list(methods))


def error(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """The standard's form."""
    return JSONResponse({"code": str(status), "message": message}, status, headers)


def _listing(source: Source, request: Request, kind: str) -> Response:
    _demand(kind)
    question, limit = asked(kind, request.query_params)
    oddities = source.behaviour.oddities
    if "large_refused" in oddities and limit > LARGEST:
        raise Wrong(503, "The answer would be too large")
    found, token = question.page(source.store, limit)
    if "twice" in oddities:
        found = found[:1] + found
    key = "organisations" if kind == "organisations" and "organisations_key" in oddities else "data"
    told = _all_shown(source, question, found)
    if "misshapen" in oddities:
        told[:1] = [
            {name: str(v) if isinstance(v, list) else v for name, v in one.items()} for one in told[:1]
        ]
    return JSONResponse({key: told, "pageToken": token})


def _all_shown(source: Source, question: Question, found: list[Json]) -> list[Json]:
    kind, expand, names = question.kind, question.expand, question.names
    return [shown(source.store, kind, one, expand, names=names) for one in found]


def _one(source: Source, request: Request, kind: str) -> Response:
    _demand(kind)
    found = source.store.find(kind, request.path_params["id"])
    if found is None:
        raise Wrong(404, "There is no such object")
    given = request.query_params
    expand = tuple(expandable(kind, given.getlist("expand")))
    names = given.get("expandReferenceNames") == "true"
    return JSONResponse(shown(source.store, kind, found, expand, names=names))


def _lookup(source: Source, request: Request, kind: str) -> Response:
    """By `ids`; persons by `civicNos` too."""
    _demand(kind)
    body = _json(request)
    ids = [str(one) for one in body.get("ids", [])]
    found = [one for key in ids if (one := source.store.find(kind, key))]
    if kind == "persons":
        for number in body.get("civicNos", []):
            sql = "SELECT body FROM object WHERE kind = ? AND json_extract(body, '$.civicNo.value') = ?"
            found += [json.loads(row[0]) for row in source.store.rows(sql, [kind, str(number)])]
    given = request.query_params
    expand = tuple(expandable(kind, given.getlist("expand")))
    names = given.get("expandReferenceNames") == "true"
    data = [shown(source.store, kind, one, expand, names=names) for one in found]
    return JSONResponse({"data": data, "pageToken": None})


def _deleted(source: Source, request: Request, _kind: str) -> Response:
    if "no_deleted" in source.behaviour.oddities:
        raise Wrong(404, "Not offered")
    given = request.query_params
    wanted = [part for one in given.getlist("entities") for part in one.split(",")]
    try:
        after = seconds(given["after"]) if "after" in given else 0.0
    except ValueError as problem:
        raise Wrong(400, "after must be a moment by RFC 3339, with an offset") from problem
    data: dict[str, list[str]] = {}
    for kind, object_id in source.store.rows("SELECT kind, id FROM deleted WHERE at > ? ORDER BY n", [after]):
        if not wanted or kind in wanted:
            data.setdefault(DELETED_NAMES.get(kind, kind), []).append(object_id)
    return JSONResponse({"data": data, "pageToken": None})


def _log(source: Source, request: Request, _kind: str) -> Response:
    said = _json(request)
    if not said.get("message") or said.get("severityLevel") not in {"Info", "Warning", "Error"}:
        raise Wrong(400, "message and severityLevel are required")
    source.log = [*source.log, said][-200:]
    return Response(status_code=201)


def _statistics(source: Source, request: Request, _kind: str) -> Response:
    source.statistics = [*source.statistics, _json(request)][-200:]
    return Response(status_code=201)


def _subscriptions(source: Source, request: Request, _kind: str) -> Response:
    _demand_subscriptions(source)
    if request.method == "GET":
        return JSONResponse({"data": source.school.subscribers.all(), "pageToken": None})
    try:
        return JSONResponse(source.school.subscribers.add(_json(request)), 201)
    except ValueError as problem:
        raise Wrong(400, str(problem)) from problem


def _subscription(source: Source, request: Request, _kind: str) -> Response:
    _demand_subscriptions(source)
    subscribers = source.school.subscribers
    row = subscribers.find(request.path_params["id"])
    if row is None:
        raise Wrong(404, "There is no such subscription")
    if request.method == "DELETE":
        subscribers.end(row["id"])
        return Response(status_code=204)
    return JSONResponse(row if request.method == "GET" else subscribers.renew(row, _json(request)))


def _token(source: Source) -> Callable[[Request], Response]:
    def token(request: Request) -> Response:
        """OAuth 2 client credentials (RFC 6749 section 4.4)."""
        source.note("POST /oauth2/token")
        form = {name: values[0] for name, values in parse_qs(_body(request).decode()).items()}
        if form.get("client_id") != CLIENT or form.get("client_secret") != source.key:
            return JSONResponse({"error": "invalid_client"}, 401)
        if form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        return JSONResponse({"access_token": source.new_token(), "token_type": "Bearer", "expires_in": 3600})

    return token


def _demand(kind: str) -> None:
    if kind not in COLLECTIONS:
        raise Wrong(404, "There is no such collection")


def _demand_subscriptions(source: Source) -> None:
    if "no_subscriptions" in source.behaviour.oddities:
        raise Wrong(404, "Not offered")


def _json(request: Request) -> dict[str, Any]:
    try:
        said = json.loads(_body(request) or b"{}")
    except ValueError as problem:
        raise Wrong(400, "The body is not JSON") from problem
    if not isinstance(said, dict):
        raise Wrong(400, "The body is not an object")
    return said


def _body(request: Request) -> bytes:
    """The body, which `reading` has put there: these endpoints run in threads and cannot wait for it."""
    body: bytes = request.scope["armkrok.body"]
    return body
