"""The register over HTTP: tokens, questions, and switches under /control/."""

from __future__ import annotations

import asyncio
import json
import secrets
from datetime import date
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from armkrok.simulators.mandates.register import FAULTS, Mandate, Party, Register

BASE = "/dfm/formedlare/v1"
SLOW = 30.0
LIFETIME = 300


class Application:
    """Answers as the register; whoever fetched a token may ask."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.tokens: set[str] = set()

    async def token(self, request: Request) -> Response:
        """POST /oauth2/token: any client with a name and a secret."""
        if not request.headers.get("Authorization", "").startswith("Basic "):
            return JSONResponse({"error": "invalid_client"}, 401)
        if "grant_type=client_credentials" not in (await request.body()).decode("ascii", "replace"):
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        token = secrets.token_urlsafe(24)
        self.tokens.add(token)
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": LIFETIME})

    async def search(self, request: Request) -> Response:
        """POST /sok/behorigheter."""
        if refused := await self._refused(request):
            return refused
        try:
            return JSONResponse(self.register.search(json.loads(await request.body())))
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"error": "felaktig fråga"}, 400)

    async def mandate(self, request: Request) -> Response:
        """GET /tredjeman/{number}/fullmakter/{id}."""
        if refused := await self._refused(request):
            return refused
        found = self.register.fetch(request.path_params["number"], request.path_params["id"])
        return JSONResponse(found) if found else JSONResponse({"error": "finns inte"}, 404)

    async def _refused(self, request: Request) -> Response | None:
        fault = self.register.fault
        if fault == "down":
            return PlainTextResponse("Tjänsten är stängd", 503)
        if fault == "slow":
            await asyncio.sleep(SLOW)
        if fault == "garbage":
            return PlainTextResponse("<html>Tillfälligt avbrott", 200)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if fault == "unauthorized" or token not in self.tokens:
            return JSONResponse({"error": "invalid_token"}, 401)
        if not request.headers.get("X-Service-Name"):
            return JSONResponse({"error": "X-Service-Name saknas"}, 400)
        return None

    async def fault(self, request: Request) -> Response:
        """POST /control/faults {"fault": …} or DELETE."""
        wanted = "" if request.method == "DELETE" else str((await request.json()).get("fault", ""))
        if wanted and wanted not in FAULTS:
            return JSONResponse({"error": f"fault: one of {FAULTS}"}, 422)
        self.register.fault = wanted
        return JSONResponse({"fault": wanted})

    async def withdraw(self, request: Request) -> Response:
        """POST /control/withdraw {"reference": …}; DELETE: none is withdrawn."""
        if request.method == "DELETE":
            self.register.withdrawn.clear()
            return JSONResponse({})
        reference = str((await request.json()).get("reference", ""))
        return JSONResponse({}, 200 if self.register.withdraw(reference) else 404)

    async def put(self, request: Request) -> Response:
        """POST /control/mandates: a Mandate's fields; the same id takes the place of the one before."""
        wanted = await request.json()
        made = Mandate(
            **{name: str(wanted[name]) for name in ("id", "reference", "code")},
            holder=Party(**wanted["holder"]), principal=Party(**wanted["principal"]),
            begins=date.fromisoformat(wanted["begins"]), ends=_day(wanted.get("ends")),
            level=wanted.get("level", "aktiv"),
        )  # fmt: skip
        kept = [one for one in self.register.mandates if one.id != made.id]
        self.register.mandates = [*kept, made]
        self.register.withdrawn.pop(made.id, None)
        return JSONResponse({"reference": made.reference})

    async def health(self, _request: Request) -> Response:
        """How many times anybody has asked."""
        return JSONResponse({"asked": self.register.asked, "mandates": len(self.register.mandates)})


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def application(register: Register) -> Starlette:
    """The register's own addresses at BASE and /oauth2/token, and the switches."""
    known = Application(register)
    return Starlette(
        routes=[
            Route("/oauth2/token", known.token, methods=["POST"]),
            Route(f"{BASE}/sok/behorigheter", known.search, methods=["POST"]),
            Route(f"{BASE}/tredjeman/{{number}}/fullmakter/{{id}}", known.mandate),
            Route("/control/faults", known.fault, methods=["POST", "DELETE"]),
            Route("/control/withdraw", known.withdraw, methods=["POST", "DELETE"]),
            Route("/control/mandates", known.put, methods=["POST"]),
            Route("/healthz", known.health),
        ]
    )
