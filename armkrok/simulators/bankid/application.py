"""The simulator's web application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from armkrok.simulators.bankid import control, pages, rp
from armkrok.simulators.bankid.simulator import Simulator


def application(simulator: Simulator) -> Starlette:
    """All routes: BankID's API, the phone, and the switches."""
    return Starlette(
        routes=[
            Route("/healthz", _healthy),
            rp.routes(simulator),
            *control.routes(simulator),
            *pages.routes(simulator),
        ]
    )


async def _healthy(request: Request) -> Response:
    return PlainTextResponse("ok")
