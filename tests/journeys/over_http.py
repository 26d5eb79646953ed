"""A person without a browser: fills in the pages' forms over HTTP, and answers on the phone at once."""

import re
import time
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import lxml.html

from armkrok.kit.days import today
from armkrok.site import towns
from tests.journeys.server import Place
from tests.support.papers import minutes

PATIENCE = 60.0
TOWN = "/sundby/underskrift/"


class Caller:
    """Keeps cookies and the page at hand."""

    def __init__(self, place: Place, key: str) -> None:
        self.place = place
        self.key = key
        self.http = httpx.Client(base_url=place.web, follow_redirects=True, timeout=PATIENCE)
        self.tree: Any = None
        self.path = ""

    def get(self, address: str) -> httpx.Response:
        """Fetch a page."""
        return self._took(self.http.get(address))

    def submit(self, ending: str, files: Any = None, **values: Any) -> httpx.Response:
        """Send the page's first form whose address ends so, filled in as it stands and with `values`."""
        form = next(
            form
            for form in self.tree.forms
            if form.method == "POST" and urlsplit(form.action or self.path).path.endswith(ending)
        )
        data = filled_in(form) | values
        return self._took(self.http.post(form.action or self.path, data=data, files=files))

    def submit_here(self, address: str, files: Any = None, **values: Any) -> httpx.Response:
        """Send the form of the page at hand, which has no address of its own, back to where it came from."""
        form = next(one for one in self.tree.forms if one.method == "POST" and not one.action)
        return self._took(self.http.post(address, data=filled_in(form) | values, files=files))

    def log_in(self) -> "Caller":
        """With BankID."""
        self.get("/logga-in/")
        self.submit("/logga-in/bankid/")
        self._answer()
        return self

    def sign(self, request_id: str, town: str = TOWN) -> None:
        """Read, press the button, answer on the phone; ends on the page that says so."""
        self.get(f"{town}{request_id}/skriv-under/")
        self.submit("/skriv-under/bankid/")
        self._answer()
        assert self.path.endswith("/klart/"), self.path

    def sign_many(self, *titles: str, town: str = TOWN) -> str:
        """Tick what waits with these titles, sign it with one act; the address of what became of it."""
        self.get(f"{town}flera/")
        form = next(form for form in self.tree.forms if form.xpath(".//input[@name='party']"))
        rows = [row for row in form.xpath(".//tbody/tr") if any(one in row.text_content() for one in titles)]
        data = filled_in(form) | {"party": [row.xpath(".//input/@value")[0] for row in rows]}
        self._took(self.http.post(form.action or self.path, data=data))
        self._answer()
        return self.path

    def draft(self, title: str, content: bytes = b"") -> str:
        """Upload minutes; gives the request's id."""
        self.get(f"{TOWN}ny/")
        file = ("Protokoll 17 november.pdf", content or minutes(), "application/pdf")
        self.submit("/ny/", files={"file": file})
        request_id = self.path.split("/")[-3]
        self.submit("/dokument/", title=title)
        assert self.path.endswith("/personer/"), self.path
        return request_id

    def ask(self, title: str, *keys: str, group: bool = False) -> str:
        """Let people sign; gives the request's id."""
        request_id = self.draft(title)
        if group:
            self._add("group", {"group": self._choice(towns.COOPERATION_GROUP)})
        self.finish(*keys)
        return request_id

    def finish(self, *keys: str) -> None:
        """From the page of people to the draft sent."""
        for key in keys:
            self.add_outsider(towns.person(key))
        self.submit("/personer/", deed="next")
        sign_by = (today() + timedelta(days=6)).isoformat()
        self.submit("/meddelande/", sign_by=sign_by, message="Läs gärna § 3 en extra gång.")
        self.submit("/skicka/")
        assert self.path.endswith("/skickad/"), self.path

    def add_outsider(self, row: towns.PersonData) -> None:
        """One more who is to sign the draft at hand."""
        self._add("outsider", {"name": row.name, "email": row.email, "number": row.number})

    def cookies(self) -> list[dict[str, Any]]:
        """For a browser that goes on as the same person."""
        return [{"name": c.name, "value": c.value, "url": self.place.web} for c in self.http.cookies.jar]

    def _add(self, deed: str, values: dict[str, str]) -> None:
        form = next(form for form in self.tree.forms if form.fields.get("deed") == deed)
        data = filled_in(form) | {f"{deed}-{name}": value for name, value in values.items()}
        self._took(self.http.post(form.action, data=data))
        assert not self.tree.xpath("//*[@class='ds-error-summary']"), self.tree.text_content()

    def _choice(self, text: str) -> str:
        """The value of what a list of the page calls so."""
        (value,) = self.tree.xpath("//option[starts-with(normalize-space(), $text)]/@value", text=text)
        return str(value)

    def _answer(self) -> None:
        """Approve the order of the page, then ask the page again until it leads on."""
        link = self.tree.xpath("//a[contains(@href, 'autostarttoken=')]/@href")[0]
        self.place.answer(parse_qs(urlsplit(link).query)["autostarttoken"][0], self.key)
        waiting, end = self.path, time.monotonic() + PATIENCE
        while self.path == waiting and time.monotonic() < end:
            time.sleep(0.3)
            self.get(waiting)
        assert self.path != waiting, "BankID's answer led nowhere"

    def _took(self, response: httpx.Response) -> httpx.Response:
        assert response.status_code == 200, f"{response.status_code} at {response.url.path}"
        self.path = response.url.path
        if response.headers["Content-Type"].startswith("text/html"):
            self.tree = lxml.html.fromstring(response.text)
        return response


def filled_in(form: Any) -> dict[str, Any]:
    """What the form sends as it stands; a name that stands there several times keeps every value."""
    found: dict[str, Any] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return found


def logged_in(place: Place, key: str) -> Caller:
    """The person, logged in; the session is kept for the place's lifetime."""
    caller = Caller(place, key)
    if key not in place.cookies:
        caller.log_in()
        place.cookies[key] = caller.cookies()
    for cookie in place.cookies[key]:
        caller.http.cookies.set(cookie["name"], cookie["value"])
    return caller


def token_of(address: str) -> str:
    """The auto start token in a link that opens BankID."""
    found = re.search(r"autostarttoken=([0-9a-f-]+)", urljoin("http://x/", address))
    assert found, address
    return found.group(1)
