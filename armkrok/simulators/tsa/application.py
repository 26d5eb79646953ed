"""The authority's web application: stamping, its revocation list, and switches for tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from armkrok.simulators.tsa.authority import TimeStampAuthority
from armkrok.simulators.tsa.tokens import Failure, Lies, Rejected, Stamper, read_query, rejection

LARGEST_QUERY: Final = 64_000
QUERY_TYPE: Final = "application/timestamp-query"
REPLY_TYPE: Final = "application/timestamp-reply"


class Fault(StrEnum):
    """How the authority misbehaves."""

    DOWN = "down"
    SLOW = "slow"
    WRONG_NONCE = "wrongNonce"
    WRONG_IMPRINT = "wrongImprint"
    REJECT = "reject"
    GARBAGE = "garbage"
    EXPIRED = "expired"
    WRONG_TIME = "wrongTime"


@dataclass(slots=True)
class Switches:
    """The fault in force; `left` is for how many calls more, None for until cleared."""

    fault: Fault | None = None
    seconds: float = 0.0
    left: int | None = None

    def set(self, wanted: Mapping[str, Any]) -> None:
        """Read `{"fault", "seconds", "count"}`; raises ValueError."""
        fault, seconds = Fault(wanted.get("fault", "")), float(wanted.get("seconds", 0))
        left = None if wanted.get("count") is None else int(wanted["count"])
        self.fault, self.seconds, self.left = fault, seconds, left

    def clear(self) -> None:
        """Everything works again."""
        self.fault, self.seconds, self.left = None, 0.0, None

    def take(self) -> tuple[Fault | None, float]:
        """The fault that strikes this call and its seconds, counted down."""
        struck = (self.fault, self.seconds)
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                self.clear()
        return struck


@dataclass(slots=True)
class Service:
    """One running authority."""

    authority: TimeStampAuthority
    switches: Switches = field(default_factory=Switches)
    stamper: Stamper = field(init=False)
    expired: Stamper = field(init=False)

    def __post_init__(self) -> None:
        self.stamper = Stamper(self.authority, self.authority.unit)
        self.expired = Stamper(self.authority, self.authority.expired_unit())

    async def stamp(self, request: Request) -> Response:
        """POST a TimeStampReq, get a TimeStampResp; a refusal is one too, with status 200."""
        fault, seconds = self.switches.take()
        if seconds:
            await asyncio.sleep(seconds)
        if fault is Fault.DOWN:
            return PlainTextResponse("Service unavailable", 503)
        if fault is Fault.GARBAGE:
            return Response(b"<html>Bad gateway</html>", media_type=REPLY_TYPE)
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != QUERY_TYPE:
            return PlainTextResponse(f"Content-Type must be {QUERY_TYPE}", 415)
        return Response(self._answer(await _body(request), fault), media_type=REPLY_TYPE)

    def _answer(self, data: bytes, fault: Fault | None) -> bytes:
        try:
            if fault is Fault.REJECT:
                raise Rejected(Failure.TIME_NOT_AVAILABLE, "the clock is not to be trusted now")
            lies = Lies(
                nonce=fault is Fault.WRONG_NONCE,
                imprint=fault is Fault.WRONG_IMPRINT,
                time=fault is Fault.WRONG_TIME,
            )
            stamper = self.expired if fault is Fault.EXPIRED else self.stamper
            return stamper.stamp(read_query(data), lies)
        except Rejected as rejected:
            return rejection(rejected)

    async def revocation_list(self, request: Request) -> Response:
        """The root's CRL."""
        return Response(self.authority.revocation_list(), media_type="application/pkix-crl")

    async def root(self, request: Request) -> Response:
        """The root's certificate."""
        data = self.authority.root.public_bytes(serialization.Encoding.DER)
        return Response(data, media_type="application/pkix-cert")

    async def set_fault(self, request: Request) -> Response:
        """Let something go wrong."""
        try:
            self.switches.set(json.loads(await request.body()))
        except (ValueError, TypeError, AttributeError) as problem:
            return JSONResponse({"error": "badRequest", "details": str(problem)}, 400)
        return JSONResponse({"fault": self.switches.fault})

    async def clear_fault(self, request: Request) -> Response:
        """Let everything work again."""
        self.switches.clear()
        return JSONResponse({"fault": None})


def application(authority: TimeStampAuthority) -> Starlette:
    """All routes; the stamping address is `/`."""
    service = Service(authority)
    return Starlette(
        routes=[
            Route("/", service.stamp, methods=["POST"]),
            Route("/tsa.crl", service.revocation_list, methods=["GET"]),
            Route("/root.cer", service.root, methods=["GET"]),
            Route("/control/faults", service.set_fault, methods=["POST"]),
            Route("/control/faults", service.clear_fault, methods=["DELETE"]),
            Route("/healthz", _healthy, methods=["GET"]),
        ]
    )


async def _body(request: Request) -> bytes:
    """The body, cut off when it is far larger than any request."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST_QUERY:
            break
    return bytes(data)


async def _healthy(request: Request) -> Response:
    return PlainTextResponse("ok")
