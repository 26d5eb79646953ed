"""The phone as web pages: choose who holds it, scan a code, read, and answer."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from django.template import Context
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from armkrok.simulators.bankid.orders import Order, Refused
from armkrok.simulators.bankid.people import NobodyKnown, Person
from armkrok.simulators.bankid.phone import Action
from armkrok.simulators.bankid.simulator import Simulator
from armkrok.simulators.frame import engine, static

HERE: Final = Path(__file__).parent
COOKIE: Final = "bankid_simulator_person"
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; media-src blob:; "
        "img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
    ),
}
_engine = engine(HERE)

Page = Callable[["Phone", Request, dict[str, str]], Response]


@dataclass(frozen=True, slots=True)
class Phone:
    """What the pages work with: the simulator, and who holds this browser's phone."""

    simulator: Simulator
    person: Person | None


def routes(simulator: Simulator) -> list[Route | Mount]:
    """The pages and their style sheet and script."""
    return [
        Route("/", _endpoint(simulator, home), methods=["GET"]),
        Route("/person", _endpoint(simulator, choose), methods=["POST"]),
        Route("/scan", _endpoint(simulator, scan_page), methods=["GET"]),
        Route("/scan", _endpoint(simulator, scanned), methods=["POST"]),
        Route("/app", _endpoint(simulator, opened), methods=["GET"]),
        Route("/answer", _endpoint(simulator, answered), methods=["POST"]),
        *static(HERE),
    ]


def home(phone: Phone, request: Request, form: dict[str, str]) -> Response:
    """Who holds the phone, and what waits for her."""
    waiting = phone.simulator.book.waiting_for(phone.person.personal_number) if phone.person else None
    return _page("home.html", phone, people=phone.simulator.people.listed, next="/", waiting=_shown(waiting))


def choose(phone: Phone, request: Request, form: dict[str, str]) -> Response:
    """Take another person's phone."""
    person = phone.simulator.people.find(form.get("person", ""))
    phone.simulator.phone.chosen = person
    response = RedirectResponse(_local(form.get("next", "/")), 303)
    response.set_cookie(COOKIE, person.key, httponly=True, samesite="lax")
    return response


def scan_page(phone: Phone, request: Request, form: dict[str, str]) -> Response:
    """Scan with the camera, from a picture, or by pasting the text."""
    return _page("scan.html", phone, next="/scan", people=phone.simulator.people.listed)


def scanned(phone: Phone, request: Request, form: dict[str, str]) -> Response:
    """Open the order of the scanned code; without a text, of the code some web page shows now."""
    text = form.get("qr") or phone.simulator.book.code_on_screen()
    order = phone.simulator.book.by_qr(text)
    return RedirectResponse("/app?" + urlencode({"autostarttoken": order.auto_start_token}), 303)


def opened(phone: Phone, request: Request, form: dict[str, str]) -> Response:
    """The order that a link or a scan has opened; `person` in the query answers without a page."""
    query = request.query_params
    token, back = query.get("autostarttoken", ""), query.get("redirect", "")
    order = phone.simulator.book.by_token(token)
    if who := query.get("person"):
        phone = Phone(phone.simulator, phone.simulator.people.find(who))
    elif not phone.person and order.wish.personal_number:
        phone = Phone(phone.simulator, phone.simulator.people.by_number(order.wish.personal_number))
    if phone.person is None:
        phone.simulator.book.touch(order)
        again = "/app?" + urlencode({"autostarttoken": token, "redirect": back})
        return _page("home.html", phone, people=phone.simulator.people.listed, next=again, waiting=None)
    if who or phone.simulator.phone.auto:
        phone.simulator.phone.do(order, phone.person, Action.APPROVE, _ip(request))
        return _done(phone, order, back)
    phone.simulator.phone.do(order, phone.person, Action.OPEN, _ip(request))
    return _page("order.html", phone, order=_shown(order), back=back, error="")


def answered(phone: Phone, request: Request, form: dict[str, str]) -> Response:
    """The buttons under an order. Any six digits will do as security code."""
    order = phone.simulator.book.by_token(form.get("token", ""))
    back, code = form.get("redirect", ""), form.get("code", "")
    action = Action.CANCEL if form.get("action") == "cancel" else Action.APPROVE
    if order.holder is None:
        raise Refused("notOpen", "Ordern är inte öppen på någon telefon.")
    holder = Phone(phone.simulator, order.holder)
    if action is Action.APPROVE and not (len(code) == 6 and code.isdecimal()):
        error = "Skriv säkerhetskoden med sex siffror"
        return _page("order.html", holder, order=_shown(order), back=back, error=error, status=422)
    phone.simulator.phone.do(order, order.holder, action, _ip(request))
    return _done(holder, order, back)


def _done(phone: Phone, order: Order, back: str) -> Response:
    """Back to the web site on the same device, or a closing page when it is on another."""
    target = order.wish.return_url or back
    if back and back != "null" and urlsplit(target).scheme in ("http", "https"):
        return RedirectResponse(target, 303)
    return _page("done.html", phone, order=_shown(order))


@dataclass(frozen=True, slots=True)
class Shown:
    """An order as the app shows it."""

    token: str
    deed: str
    heading: str
    text: str
    formatted: bool
    ending: str


def _shown(order: Order | None) -> Shown | None:
    if order is None:
        return None
    signing = order.wish.kind.is_signing
    text = base64.b64decode(order.wish.visible).decode("utf-8") if order.wish.visible else ""
    return Shown(
        token=order.auto_start_token,
        deed="Skriv under" if signing else "Legitimera",
        heading="Jag skriver under" if signing else "Min avsikt",
        text=text,
        formatted=order.wish.visible_format == "simpleMarkdownV1",
        ending=_ending(order),
    )


def _ending(order: Order) -> str:
    """How it went, in one sentence."""
    if order.is_pending:
        return "BankID väntar fortfarande på ett svar."
    if order.status == "complete":
        return "Du har skrivit under." if order.wish.kind.is_signing else "Du har legitimerat dig."
    return {"userCancel": "Du avbröt.", "certificateErr": "Ditt BankID är spärrat."}.get(
        order.hint, "BankID släppte inte igenom försöket."
    )


def _page(template: str, phone: Phone, *, status: int = 200, **values: Any) -> Response:
    """Render; values are texts and objects of texts, since no Django settings are loaded here."""
    values |= {"person": phone.person, "relying_party": phone.simulator.phone.relying_party}
    html = _engine.get_template(template).render(Context(values))
    return HTMLResponse(html, status, HEADERS)


def _local(path: str) -> str:
    """A path on this server only."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


def _ip(request: Request) -> str:
    return request.client.host if request.client else "127.0.0.1"


def _endpoint(simulator: Simulator, page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        phone = Phone(simulator, _holder(simulator, request))
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        try:
            return page(phone, request, form)
        except Refused as refusal:
            return _page("refused.html", phone, message=_sentence(refusal), status=409)
        except NobodyKnown:
            message = "Ingen med det namnet eller numret har ett simulerat BankID."
            return _page("refused.html", phone, message=message, status=404)

    return endpoint


def _holder(simulator: Simulator, request: Request) -> Person | None:
    try:
        return simulator.people.find(request.cookies[COOKIE])
    except LookupError:
        return None


def _sentence(refusal: Refused) -> str:
    known = {"invalidParameters": "Ordern finns inte längre. Börja om på webbplatsen."}
    return known.get(refusal.code, refusal.details)
