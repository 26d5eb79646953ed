"""The simulator's web application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from armkrok.simulators.oidc import control, endpoints, pages
from armkrok.simulators.oidc.provider import Simulator


def application(simulator: Simulator) -> Starlette:
    """All routes: OpenID Connect, the log-in page, and the switches."""
    return Starlette(
        routes=[
            Route("/healthz", _healthy),
            *control.routes(simulator),
            *pages.routes(simulator),
            *endpoints.routes(simulator),
        ]
    )


async def _healthy(request: Request) -> Response:
    return PlainTextResponse("ok")
