"""The register over HTTP, and its switches."""

from __future__ import annotations

import asyncio

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from armkrok.simulators.population.records import FAULTS, MARKS, Records

PATH = "/na/na_epersondata/V4/personpostXML"
SLOW = 30.0


def application(records: Records) -> Starlette:
    """Answers at PATH; `/control/marks` and `/control/faults` take JSON."""

    async def ask(request: Request) -> Response:
        if records.fault == "down":
            return PlainTextResponse("Tjänsten är stängd", 503)
        if records.fault == "slow":
            await asyncio.sleep(SLOW)
        status, content = records.answer((await request.body()).decode("utf-8", "replace"))
        return Response(content, status, media_type="text/xml; charset=utf-8")

    async def mark(request: Request) -> Response:
        wanted = await request.json()
        number, kind = str(wanted.get("number", "")), str(wanted.get("kind", ""))
        if len(number) != 12 or not number.isdecimal() or kind not in MARKS:
            return JSONResponse({"error": f"number: twelve digits; kind: one of {MARKS}"}, 422)
        records.mark(number, kind)
        return JSONResponse({"kind": kind})

    async def fault(request: Request) -> Response:
        wanted = "" if request.method == "DELETE" else str((await request.json()).get("fault", ""))
        if wanted and wanted not in FAULTS:
            return JSONResponse({"error": f"fault: one of {FAULTS}"}, 422)
        records.fault = wanted
        return JSONResponse({"fault": wanted})

    async def health(_request: Request) -> Response:
        return JSONResponse({"asked": records.asked})

    return Starlette(
        routes=[
            Route(PATH, ask, methods=["POST"]),
            Route("/control/marks", mark, methods=["POST"]),
            Route("/control/faults", fault, methods=["POST", "DELETE"]),
            Route("/healthz", health),
        ]
    )
