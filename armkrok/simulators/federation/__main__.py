"""Start the operator: `python -m armkrok.simulators.federation --port N --home DIR --member SUPPLIERS`.

GET /feed is the signed metadata, /jwks.json its keys. DIR gets both as files, and clients/{name}.pem and .key
for each --client. POST /control/feed takes the fields of feed.Wishes; DELETE makes the feed right again.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from armkrok.simulators.federation.feed import Operator, Wishes
from armkrok.simulators.serving import Listener, serve


def application(operator: Operator) -> Starlette:
    """All routes."""
    return Starlette(
        routes=[
            Route("/feed", _feed(operator)),
            Route("/jwks.json", _jwks(operator)),
            Route("/control/feed", _control(operator), methods=["GET", "POST", "DELETE"]),
            Route("/healthz", _healthy),
        ]
    )


def main() -> None:
    """Read the arguments and serve until told to stop."""
    wanted = _arguments()
    operator = Operator(wanted.home, wanted.member, wanted.client or ["sundby", "norrvik"])
    operator.publish()
    serve(application(operator), [Listener(wanted.host, wanted.port)])


def _feed(operator: Operator) -> Callable[[Request], Awaitable[Response]]:
    async def feed(request: Request) -> Response:
        return Response(operator.publish(), media_type="application/jose+json")

    return feed


def _jwks(operator: Operator) -> Callable[[Request], Awaitable[Response]]:
    async def jwks(request: Request) -> Response:
        return JSONResponse(operator.jwks)

    return jwks


def _control(operator: Operator) -> Callable[[Request], Awaitable[Response]]:
    async def control(request: Request) -> Response:
        if request.method == "DELETE":
            operator.wishes = Wishes()
        if request.method == "POST":
            try:
                operator.wishes.change(json.loads(await request.body()))
            except (ValueError, TypeError, AttributeError) as error:
                return JSONResponse({"error": str(error)}, 400)
        operator.publish()
        return JSONResponse(asdict(operator.wishes))

    return control


async def _healthy(request: Request) -> Response:
    return PlainTextResponse("ok")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m armkrok.simulators.federation", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="where the feed and its switches answer")
    parser.add_argument("--home", type=Path, required=True, help="folder for keys, feed.jws and clients")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--member",
        type=Path,
        action="append",
        default=[],
        help="a folder with entity-*.json; may be repeated",
    )
    parser.add_argument("--client", action="append", help="name of a client; without it: sundby and norrvik")
    wanted = parser.parse_args()
    wanted.home.mkdir(parents=True, exist_ok=True)
    return wanted


if __name__ == "__main__":
    main()
