"""The source's API, its page and its switches, as one application."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from armkrok.simulators.frame import static
from armkrok.simulators.ss12000 import api, control, pages
from armkrok.simulators.ss12000.source import Source

HERE: Final = Path(__file__).parent


def application(source: Source) -> Starlette:
    """All routes. Endpoints are plain functions, run in threads: the store may take its time."""
    return Starlette(
        routes=[
            Route("/healthz", _healthy),
            *static(HERE),
            *control.routes(source),
            *api.routes(source),
            *pages.routes(source),
        ],
        middleware=[Middleware(Reading)],
    )


def _healthy(request: Request) -> Response:
    return PlainTextResponse("ok")


class Reading:
    """Reads the whole body before an endpoint runs, since a plain function cannot wait for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put it in the scope as `armkrok.body`."""
        if scope["type"] == "http":
            scope["armkrok.body"] = await Request(scope, receive).body()
        await self.app(scope, receive, send)
