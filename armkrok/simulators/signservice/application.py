"""The service's web application: a request comes by POST, a person answers, and it goes back by POST."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from django.template import Context
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from armkrok.simulators.frame import engine, static
from armkrok.simulators.signservice.answering import answer
from armkrok.simulators.signservice.asked import Asked, BadRequest, read_request
from armkrok.simulators.signservice.authority import Authority
from armkrok.simulators.signservice.behaviour import APPROVE, Error, Lie, read_action
from armkrok.simulators.signservice.person import Person, known_people, somebody

HERE: Final = Path(__file__).parent
LARGEST: Final = 8_000_000
MOST_WAITING: Final = 200
_engine = engine(HERE)


@dataclass(slots=True)
class Service:
    """One running service; ``waiting`` holds the requests that nobody has answered."""

    authority: Authority
    public_url: str
    people_file: Path | None = None
    waiting: dict[str, Asked] = field(default_factory=dict)

    async def home(self, request: Request) -> Response:
        """What this is."""
        return self._page("home.html")

    async def ask(self, request: Request) -> Response:
        """POST of a SignRequest: keep it and show it."""
        form = await _form(request)
        if form.get("Binding") != "POST/XML/1.0":
            return self._page("refused.html", status=400, why="Binding")
        try:
            content = base64.b64decode(form.get("EidSignRequest", ""), validate=True)
            asked = read_request(
                content,
                form.get("RelayState", ""),
                f"{self.public_url}/entity",
                self.authority.requester.certificate,
            )
        except (BadRequest, binascii.Error, ValueError) as problem:
            return self._page("refused.html", status=400, why=str(problem))
        token = secrets.token_urlsafe(16)
        while len(self.waiting) >= MOST_WAITING:
            self.waiting.pop(next(iter(self.waiting)))
        self.waiting[token] = asked
        return RedirectResponse(f"/sign/{token}", 303)

    async def show(self, request: Request) -> Response:
        """The page where a person answers."""
        asked = self.waiting.get(request.path_params["token"])
        if asked is None:
            return self._page("refused.html", status=404, why="Underskriften finns inte längre.")
        return self._page(
            "order.html",
            asked=asked,
            person=self._person(asked),
            token=request.path_params["token"],
            requester=urlsplit(asked.return_url).netloc,
            errors=list(Error),
            lies=list(Lie),
        )

    async def answer(self, request: Request) -> Response:
        """The person has answered: give the browser the form that carries the answer back."""
        form = await _form(request)
        token = request.path_params["token"]
        asked = self.waiting.get(token)
        try:
            action = read_action(form.get("action", APPROVE))
        except ValueError:
            return self._page("refused.html", status=400, why="Okänt svar")
        if asked is None:
            return self._page("refused.html", status=404, why="Underskriften finns inte längre.")
        del self.waiting[token]
        if asked.is_late:
            action = Error.REQUEST_EXPIRED
        given = answer(self.authority, asked, self._person(asked), action)
        return self._page("back.html", url=asked.return_url, fields=given.form())

    async def revocation_list(self, request: Request) -> Response:
        """The list of the root or of the issuing authority."""
        data = self.authority.revocation_list(request.path_params["name"])
        return Response(data, media_type="application/pkix-crl")

    async def pending(self, request: Request) -> Response:
        """For tests: the tokens of what waits, oldest first."""
        return JSONResponse({"tokens": list(self.waiting)})

    def _person(self, asked: Asked) -> Person:
        try:
            people = known_people(self.people_file)
        except (OSError, ValueError, KeyError, json.JSONDecodeError):
            people = {}
        return somebody(people, asked.personal_number)

    def _page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        text = _engine.get_template(template).render(Context(values, use_l10n=False))
        target = urlsplit(values.get("url", ""))
        goes_to = f" {target.scheme}://{target.netloc}" if target.netloc else ""
        policy = (
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self'{goes_to}"
        )
        headers = {
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "Content-Security-Policy": policy,
        }
        return HTMLResponse(text, status, headers)


def application(authority: Authority, public_url: str, people_file: Path | None = None) -> Starlette:
    """All routes; requests are posted to `/request`."""
    service = Service(authority, public_url, people_file)
    return Starlette(
        routes=[
            Route("/", service.home, methods=["GET"]),
            Route("/request", service.ask, methods=["POST"]),
            Route("/sign/{token}", service.show, methods=["GET"]),
            Route("/sign/{token}", service.answer, methods=["POST"]),
            Route("/{name:str}.crl", service.revocation_list, methods=["GET"]),
            Route("/control/pending", service.pending, methods=["GET"]),
            Route("/healthz", _healthy, methods=["GET"]),
            *static(HERE),
        ]
    )


async def _form(request: Request) -> dict[str, str]:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST:
            return {}
    text = bytes(data).decode("utf-8", "replace")
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}


async def _healthy(request: Request) -> Response:
    return PlainTextResponse("ok")
