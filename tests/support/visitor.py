"""A person at a browser, who looks hard at every page she gets."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from armkrok.core.identity.models import Person, Session
from armkrok.core.identity.sessions import digest
from tests.support import page_rules

BANKID_LOA = "http://id.elegnamnden.se/loa/1.0/loa3"


@dataclass
class Page:
    """What came back."""

    response: Any
    tree: Any = None

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(self.response.status_code)

    @property
    def leads_to(self) -> str:
        """Where a redirect leads; empty for a page."""
        return str(self.response.headers.get("Location", ""))

    @property
    def html(self) -> str:
        """The body as text."""
        return str(self.response.content.decode())

    @property
    def text(self) -> str:
        """The words inside main, as one line."""
        found = self.find("//main")
        return page_rules.words(found[0]) if found else page_rules.words(self.tree)

    @property
    def h1(self) -> str:
        """The heading."""
        return page_rules.words(self.find("//h1")[0])

    @property
    def title(self) -> str:
        """The title."""
        return page_rules.words(self.find("//head/title")[0])

    @property
    def messages(self) -> list[str]:
        """The toasts."""
        return [page_rules.words(one) for one in self.find("//*[contains(@class, 'ak-toast')]")]

    @property
    def problems(self) -> list[str]:
        """The lines of the error summary."""
        return [page_rules.words(one) for one in self.find("//*[@class='ds-error-summary']//li")]

    def find(self, xpath: str) -> list[Any]:
        """Elements by XPath."""
        return list(self.tree.xpath(xpath)) if self.tree is not None else []

    def rows(self) -> list[str]:
        """The rows of the page's tables, each as one line."""
        return [page_rules.words(row) for row in self.find("//tbody/tr")]

    def form(self, address: str = "", fields: Iterable[str] = ()) -> Any:
        """The one post form in main whose address ends so (or that has none) and that has these fields."""
        forms = [
            form
            for form in self.find("//main//form[translate(@method, 'POST', 'post')='post']")
            if (form.get("action") or "").endswith(address)
            and (address or not form.get("action"))
            and set(fields) <= set(form.xpath(".//@name"))
        ]
        assert len(forms) == 1, f"{len(forms)} forms lead to {address!r} and have {sorted(fields)}"
        return forms[0]


class Visitor:
    """Django's test client, logged in as `person` or as nobody, over CSRF checks like everybody else.

    Every whole page is parsed and judged by page_rules; a fault fails the test at once.
    """

    def __init__(self, person: Person | None = None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.person = person
        self.token = secrets.token_hex(16)
        self.client.cookies[settings.CSRF_COOKIE_NAME] = self.token
        if person is not None:
            self.log_in(person)

    def log_in(self, person: Person) -> Session:
        """A session as armkrok.core.identity.sessions.begin() makes it."""
        token = secrets.token_urlsafe(32)
        session = Session.objects.create(
            person=person, token_hash=digest(token), method="bankid", loa=BANKID_LOA, ip="127.0.0.1"
        )
        self.client.cookies[settings.LOGIN_COOKIE] = token
        return session

    def get(self, url: str, *, status: int = 200, htmx: bool = False, **query: Any) -> Page:
        """Fetch a page and demand its status."""
        headers = {"HX-Request": "true"} if htmx else {}
        return self.looked_at(self.client.get(url, query or None, headers=headers), status, fragment=htmx)

    def statements(self, url: str) -> int:
        """How many statements the page takes, when it is not the first page after a start."""
        self.get(url)
        with CaptureQueriesContext(connection) as seen:
            self.get(url)
        return len(seen)

    def post(self, url: str, data: dict[str, Any] | None = None, *, status: int = 302) -> Page:
        """Send a form, by default one that leads on. The page it leads to is not fetched."""
        sent = {"csrfmiddlewaretoken": self.token, **(data or {})}
        return self.looked_at(self.client.post(url, sent), status)

    def submit(
        self, page: Page, address: str = "", /, *, status: int = 302, press: str = "", **values: Any
    ) -> Page:
        """Fill in the page's form and send it, as a browser does. `press` is "name=value" of the button."""
        form = page.form(address, [*values, *([press.partition("=")[0]] if press else [])])
        data = {**_filled(form), **values}
        if press:
            name, _, value = press.partition("=")
            data[name] = value
        url = form.get("action") or page.response.request["PATH_INFO"]
        return self.looked_at(self.client.post(url, data), status)

    def confirm(self, page: Page, address: str = "", /, *, press: str = "", **values: Any) -> Page:
        """Fill in the page's form, look at the review that comes back, and say yes to it."""
        return self.submit(self.submit(page, address, status=200, press=press, **values))

    def follow(self, page: Page) -> Page:
        """The page that a redirect leads to."""
        assert page.leads_to, f"no redirect but {page.status}"
        return self.get(page.leads_to)

    def looked_at(self, response: Any, status: int, *, fragment: bool = False) -> Page:
        """The page that came, judged; fails when the status is another."""
        page = Page(response)
        found = response.status_code
        if response.headers.get("Content-Type", "").startswith("text/html") and response.content:
            page.tree, faults = page_rules.parse(page.html, fragment=fragment)
            if not fragment:
                faults += page_rules.faults(page.tree)
            where = response.request["PATH_INFO"]
            assert not faults, f"{where}:\n" + "\n".join(faults)
        assert found == status, (
            f"{found} instead of {status} at {response.request['PATH_INFO']}: {_said(page)}"
        )
        return page


def _said(page: Page) -> str:
    return (page.leads_to or "; ".join(page.problems) or (page.text if page.tree is not None else ""))[:400]


def _filled(form: Any) -> dict[str, Any]:
    """What the browser would send if nothing were changed."""
    data: dict[str, Any] = {}
    for control in form.xpath(".//input[@name] | .//textarea[@name]"):
        kind = control.get("type", "text") if control.tag == "input" else "textarea"
        if kind in {"submit", "button", "file"}:
            continue
        if kind in {"checkbox", "radio"}:
            if control.get("checked") is not None:
                data.setdefault(control.get("name"), []).append(control.get("value", "on"))
            continue
        value = control.text or "" if kind == "textarea" else control.get("value", "")
        before = data.get(control.get("name"))
        data[control.get("name")] = value if before is None else [*_several(before), value]
    for select in form.xpath(".//select[@name]"):
        options = select.xpath(".//option")
        chosen = [o for o in options if o.get("selected") is not None] or (
            options[:1] if not select.get("multiple") else []
        )
        data[select.get("name")] = [_value(option) for option in chosen]
    return data


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _value(option: Any) -> str:
    return str(option.get("value", page_rules.words(option)))
