"""The log-in page: who asks, what for, and who answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from django.template import Context
from starlette.requests import Request as Call
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from armkrok.simulators.frame import engine, static
from armkrok.simulators.oidc.asking import NotKnown, Wrong, back, read_request, refused
from armkrok.simulators.oidc.people import NobodyKnown, Person
from armkrok.simulators.oidc.provider import Issuer, Request, Simulator

HERE: Final = Path(__file__).parent
COOKIE: Final = "oidc_simulator_person"
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    # no form-action: the form's answer leads back to the service that asked
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
_engine = engine(HERE)


def routes(simulator: Simulator) -> list[Route | Mount]:
    """The page, what its buttons do, and its style sheet."""
    return [
        *static(HERE),
        Route("/", _home(simulator), methods=["GET"]),
        Route("/{issuer}/authorize", _asked(simulator), methods=["GET"]),
        Route("/{issuer}/answer", _answered(simulator), methods=["POST"]),
    ]


def _home(simulator: Simulator) -> Callable[[Call], Awaitable[Response]]:
    async def answer(call: Call) -> Response:
        listed = [(simulator.address(issuer), issuer.name) for issuer in simulator.issuers]
        return _page("home.html", None, issuers=listed)

    return answer


def _asked(simulator: Simulator) -> Callable[[Call], Awaitable[Response]]:
    """Show the page. `person` or `answer=cancel` in the query, or auto mode, answers without it."""

    async def answer(call: Call) -> Response:
        issuer = simulator.issuer(call.path_params["issuer"])
        query = dict(call.query_params)
        try:
            request = _read(simulator, issuer, query)
            if query.get("answer") == "cancel":
                return _to(refused(simulator, request, "access_denied"))
            at_once = _at_once(simulator, query)
        except Wrong as wrong:
            return _to(refused(simulator, wrong.request, wrong.error, wrong.why))
        except (NotKnown, NobodyKnown) as unknown:
            return _page("refused.html", issuer, message=_sentence(unknown), status=400)
        if at_once:
            return _to(back(simulator, request, at_once))
        return _choice(simulator, request, str(call.url.query), call.cookies.get(COOKIE, ""))

    return answer


def _answered(simulator: Simulator) -> Callable[[Call], Awaitable[Response]]:
    """Somebody has pressed a button; the request stands in the form as it came, and is read again."""

    async def answer(call: Call) -> Response:
        issuer = simulator.issuer(call.path_params["issuer"])
        form = {name: values[0] for name, values in parse_qs((await call.body()).decode()).items()}
        query = {name: values[0] for name, values in parse_qs(form.get("request", "")).items()}
        try:
            request = _read(simulator, issuer, query)
            if "person" not in form:
                return _to(refused(simulator, request, "access_denied"))
            person = simulator.people.find(form["person"])
        except Wrong as wrong:
            return _to(refused(simulator, wrong.request, wrong.error, wrong.why))
        except (NotKnown, NobodyKnown) as unknown:
            return _page("refused.html", issuer, message=_sentence(unknown), status=400)
        response = _to(back(simulator, request, person))
        response.set_cookie(COOKIE, person.key, httponly=True, samesite="lax")
        return response

    return answer


def _read(simulator: Simulator, issuer: Issuer | None, query: dict[str, str]) -> Request:
    if issuer is None:
        raise NotKnown("Här finns ingen inloggning.")
    return read_request(simulator, issuer, query)


def _at_once(simulator: Simulator, query: dict[str, str]) -> Person | None:
    if "person" in query:
        return simulator.people.find(query["person"])
    return simulator.chosen if simulator.auto else None


def _choice(simulator: Simulator, request: Request, query: str, latest: str) -> Response:
    """The people, whoever was last first."""
    people = sorted(simulator.people.of_town(request.issuer.town), key=lambda person: person.key != latest)
    return _page(
        "choose.html", request.issuer, people=people, client=request.client.name, query=query,
        message=request.message, is_signing=request.is_signing, path=request.issuer.path,
    )  # fmt: skip


def _sentence(unknown: Exception) -> str:
    if isinstance(unknown, NobodyKnown):
        return "Ingen med det namnet finns här."
    return str(unknown)


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def _page(template: str, issuer: Issuer | None, *, status: int = 200, **values: Any) -> Response:
    """Render; values are texts and objects of texts, since no Django settings are loaded here."""
    values |= {
        "name": issuer.name if issuer else "Simulerad e-legitimation",
        "is_staff": bool(issuer and issuer.town),
    }
    return HTMLResponse(_engine.get_template(template).render(Context(values)), status, HEADERS)
