"""The mailbox's pages, its JSON for scripts, and the switch for tests."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.template import Context
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from armkrok.simulators.frame import engine, static
from armkrok.simulators.mailbox.receiving import Fault, Receiver
from armkrok.simulators.mailbox.store import Mail, Store

HERE: Final = Path(__file__).parent
SHOWN: Final = 200
SYSTEM: Final = "arendesystemet@sundby.example"
MOST_TOLD: Final = 100_000
STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")
LINK: Final = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}
_engine = engine(HERE)
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a mail's text; one with an `href` is a link."""

    text: str
    href: str = ""


def application(store: Store, receiver: Receiver) -> Starlette:
    """All routes."""
    return Starlette(
        routes=[
            Route("/", _home(store)),
            Route("/mejl/{key}", _mail(store)),
            Route("/messages.json", _messages(store), methods=["GET"]),
            Route("/messages.json", _clear(store), methods=["DELETE"]),
            Route("/webhook", _told(store), methods=["POST"]),
            Route("/control/faults", _misbehave(receiver), methods=["POST"]),
            Route("/control/faults", _mend(receiver), methods=["DELETE"]),
            Route("/healthz", _healthy),
            *static(HERE),
        ]
    )


def pieces(text: str) -> list[Piece]:
    """The text cut into plain stretches and web links; nothing else is ever a link."""
    found, end = [], 0
    for match in LINK.finditer(text):
        found += [Piece(text[end : match.start()]), Piece(match.group(), match.group())]
        end = match.end()
    return [*found, Piece(text[end:])]


def _home(store: Store) -> Endpoint:
    async def home(request: Request) -> Response:
        to = request.query_params.get("to", "")
        recipients = [{"address": one, "count": str(count)} for one, count in store.recipients().items()]
        mails = store.newest_first(to)
        rows = [_row(mail) for mail in mails[:SHOWN]]
        more = str(len(mails) - SHOWN) if len(mails) > SHOWN else ""
        return _page("home.html", {"to": to, "recipients": recipients, "mails": rows, "more": more})

    return home


def _mail(store: Store) -> Endpoint:
    async def mail(request: Request) -> Response:
        found = store.find(request.path_params["key"])
        if found is None:
            return _page("gone.html", {}, status=404)
        return _page("mail.html", {"mail": _row(found), "pieces": pieces(found.text)})

    return mail


def _messages(store: Store) -> Endpoint:
    async def messages(request: Request) -> Response:
        mails = store.newest_first(request.query_params.get("to", ""))
        return JSONResponse([_facts(mail) for mail in mails], headers=HEADERS)

    return messages


def _clear(store: Store) -> Endpoint:
    async def clear(request: Request) -> Response:
        store.clear()
        return JSONResponse({})

    return clear


def _misbehave(receiver: Receiver) -> Endpoint:
    async def misbehave(request: Request) -> Response:
        try:
            wanted = json.loads(await request.body())
            fault = Fault(wanted["fault"])
            count = None if wanted.get("count") is None else int(wanted["count"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return JSONResponse({"error": f"fault is one of {', '.join(Fault)}"}, status_code=400)
        receiver.misbehave(fault, count)
        return JSONResponse({"fault": fault})

    return misbehave


def _mend(receiver: Receiver) -> Endpoint:
    async def mend(request: Request) -> Response:
        receiver.mend()
        return JSONResponse({"fault": None})

    return mend


def _told(store: Store) -> Endpoint:
    """A system that is told by webhook; what it was told can be read among the mails."""

    async def told(request: Request) -> Response:
        body = (await request.body())[:MOST_TOLD].decode("utf-8", "replace")
        letter = EmailMessage()
        letter["From"], letter["To"] = "webhook@armkrok.example", SYSTEM
        letter["Subject"] = f"Webhook {' '.join(request.headers.get('webhook-id', '').split())[:80]}"
        letter.set_content(body)
        await run_in_threadpool(store.add, (SYSTEM,), letter.as_bytes())
        return Response(status_code=204)

    return told


async def _healthy(request: Request) -> Response:
    return PlainTextResponse("ok")


def _facts(mail: Mail) -> dict[str, Any]:
    return {
        "id": mail.key,
        "at": mail.at.isoformat(),
        "to": list(mail.recipients),
        "from": mail.sender,
        "subject": mail.subject,
        "text": mail.text,
        "links": [piece.href for piece in pieces(mail.text) if piece.href],
        "attachments": list(mail.attachments),
    }


def _row(mail: Mail) -> dict[str, Any]:
    at = mail.at.astimezone(STOCKHOLM)
    return {
        **_facts(mail),
        "subject": mail.subject or "(utan ämne)",
        "recipients": ", ".join(mail.recipients),
        "time": at.strftime("%Y-%m-%d kl. %H.%M"),
        "machine_time": at.isoformat(timespec="seconds"),
        "beginning": " ".join(mail.text.split())[:120],
    }


def _page(name: str, values: dict[str, Any], status: int = 200) -> Response:
    html = _engine.get_template(name).render(Context(values))
    return HTMLResponse(html, status_code=status, headers=HEADERS)
