"""Answers that are broken on purpose."""

from __future__ import annotations

import json

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

LOOP = "again-and-again"
PAGE = "<!doctype html><title>Underhåll</title><p>Vi är snart tillbaka."


class Cut(Response):
    """An answer whose connection ends before it does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As starlette's, but halfway."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        raise ConnectionAbortedError("on purpose")


def broken(fault: str, answer: Response) -> Response:
    """The answer with a fault in it; as it was when the fault is none of these."""
    body = bytes(answer.body)
    if fault == "cut":
        return Cut(body, media_type="application/json")
    if fault == "torn":
        return Response(body[: len(body) // 2], media_type="application/json")
    if fault == "page":
        return HTMLResponse(PAGE)
    said = json.loads(body) if fault in {"half", "empty", "loop"} else None
    if not isinstance(said, dict) or not isinstance(said.get("data"), list):
        return answer
    if fault == "half":
        said["data"] = said["data"][::2]
    elif fault == "empty":
        said.update(data=[], pageToken=None)
    else:
        said["pageToken"] = LOOP
    return JSONResponse(said)
