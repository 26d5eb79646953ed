"""The provider's web application: a request comes by the browser, a person is chosen, and it goes back by
POST.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from django.template import Context
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from armkrok.simulators.frame import engine, static
from armkrok.simulators.saml.answering import APPROVE, Wish, answer
from armkrok.simulators.saml.asking import Asked, BadRequest, RelyingParties, read
from armkrok.simulators.saml.authority import Authority
from armkrok.simulators.saml.building import Given
from armkrok.simulators.saml.lies import NAMES, REFUSALS
from armkrok.simulators.saml.people import InvalidPeopleFile, Person, known_people

HERE: Final = Path(__file__).parent
MOST_WAITING: Final = 200
_engine = engine(HERE)
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class Provider:
    """One running provider; `waiting` holds the requests that nobody has answered.

    `is_automatic`: whoever comes is logged in at once as `chosen`, or as the first of the people.
    """

    authority: Authority
    parties: RelyingParties
    people_file: Path | None
    is_automatic: bool = False
    chosen: str = ""
    waiting: dict[str, Asked] = field(default_factory=dict)

    def people(self) -> dict[str, Person]:
        """Everybody by key. Read each time, since the file may come after us; a broken one is as none."""
        try:
            return known_people(self.people_file)
        except InvalidPeopleFile:
            return known_people(None)

    def person(self, key: str) -> Person:
        """Somebody by key or full name, else the chosen one, else the first; raises KeyError."""
        people = self.people()
        wanted = key or self.chosen or next(iter(people))
        by_name = {one.name: one for one in people.values()}
        return people.get(wanted) or by_name[wanted]

    def keep(self, asked: Asked) -> str:
        """Remember a request until somebody answers it; gives its name."""
        token = secrets.token_urlsafe(16)
        while len(self.waiting) >= MOST_WAITING:
            self.waiting.pop(next(iter(self.waiting)))
        self.waiting[token] = asked
        return token


def application(provider: Provider) -> Starlette:
    """All routes; people are sent to `/sso`, and the metadata is at `/metadata`."""
    return Starlette(
        routes=[
            Route("/", _bound(provider, _home), methods=["GET"]),
            Route("/metadata", _bound(provider, _metadata), methods=["GET"]),
            Route("/sso", _bound(provider, _asked), methods=["GET"]),
            Route("/choose/{token}", _bound(provider, _shown), methods=["GET"]),
            Route("/choose/{token}", _bound(provider, _chosen), methods=["POST"]),
            Route("/control/answer", _bound(provider, _answered), methods=["POST"]),
            Route("/control/mode", _bound(provider, _mode), methods=["POST"]),
            Route("/control/state", _bound(provider, _state), methods=["GET"]),
            Route("/healthz", _healthy, methods=["GET"]),
            *static(HERE),
        ]
    )


async def _home(provider: Provider, request: Request) -> Response:
    return _page("home.html")


async def _metadata(provider: Provider, request: Request) -> Response:
    data = await run_in_threadpool(provider.authority.metadata)
    return Response(data, media_type="application/samlmetadata+xml")


async def _asked(provider: Provider, request: Request) -> Response:
    """A browser brings a request."""
    asked = await _read(provider, str(request.url))
    if provider.is_automatic:
        return await _back(provider, asked, provider.person(""), Wish())
    return RedirectResponse(f"/choose/{provider.keep(asked)}", 303)


async def _shown(provider: Provider, request: Request) -> Response:
    """The page where a person chooses who to be."""
    token = request.path_params["token"]
    if token not in provider.waiting:
        return _page("refused.html", status=404, why="Inloggningen finns inte längre.")
    return _page(
        "choose.html",
        people=list(provider.people().values()),
        token=token,
        requester=provider.waiting[token].requester,
        refusals=list(REFUSALS),
        lies=list(NAMES),
    )


async def _chosen(provider: Provider, request: Request) -> Response:
    """Somebody is chosen, or says no: the browser gets the form that carries the answer back."""
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    token = request.path_params["token"]
    wish, person = Wish(form.get("action", APPROVE)), provider.person(form.get("person", ""))
    if (asked := provider.waiting.pop(token, None)) is None:
        return _page("refused.html", status=404, why="Inloggningen finns inte längre.")
    return await _back(provider, asked, person, wish)


async def _answered(provider: Provider, request: Request) -> Response:
    """For tests: `{"leaveUrl", "person", "action", "signs", "encrypts", "times"}` to the form's fields as
    JSON.
    """
    body = json.loads(await request.body())
    asked = await _read(provider, body.pop("leaveUrl"))
    person = provider.person(body.pop("person", ""))
    given = await run_in_threadpool(answer, provider.authority, asked, person, Wish(**body))
    return JSONResponse(
        {"acsUrl": given.acs_url, "SAMLResponse": given.saml_response, "RelayState": given.relay_state}
    )


async def _mode(provider: Provider, request: Request) -> Response:
    """For tests and demo: `{"answer": "auto"|"ask", "person": key or name}`."""
    body = json.loads(await request.body())
    provider.is_automatic = body.get("answer", "ask") == "auto"
    provider.chosen = provider.person(body["person"]).key if body.get("person") else ""
    return await _state(provider, request)


async def _state(provider: Provider, request: Request) -> Response:
    """The mode, who there is to choose, and every way to answer."""
    return JSONResponse(
        {
            "answer": "auto" if provider.is_automatic else "ask",
            "person": provider.chosen,
            "people": {key: one.name for key, one in provider.people().items()},
            "refusals": list(REFUSALS),
            "lies": list(NAMES),
        }
    )


async def _healthy(request: Request) -> Response:
    return PlainTextResponse("ok")


async def _read(provider: Provider, url: str) -> Asked:
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    return await run_in_threadpool(read, provider.authority, provider.parties, query)


async def _back(provider: Provider, asked: Asked, person: Person, wish: Wish) -> Response:
    given: Given = await run_in_threadpool(answer, provider.authority, asked, person, wish)
    return _page("back.html", given=given)


def _bound(provider: Provider, page: Callable[[Provider, Request], Awaitable[Response]]) -> Endpoint:
    """The endpoint of a page, with its refusals as a page or as JSON."""

    async def endpoint(request: Request) -> Response:
        try:
            return await page(provider, request)
        except (BadRequest, ValueError, KeyError, TypeError) as problem:
            why = str(problem) if isinstance(problem, BadRequest) else "Något i den går inte att förstå."
            if request.url.path.startswith("/control/"):
                return JSONResponse({"error": why, "details": repr(problem)}, 400)
            return _page("refused.html", status=400, why=why)

    return endpoint


def _page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    text = _engine.get_template(template).render(Context(values, use_l10n=False))
    given = values.get("given")
    target = urlsplit(given.acs_url) if given else None
    goes_to = f" {target.scheme}://{target.netloc}" if target else ""
    policy = (
        "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self'{goes_to}"
    )
    headers = {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": policy,
    }
    return HTMLResponse(text, status, headers)
