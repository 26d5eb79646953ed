"""A person at a browser, whose console is watched."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

from tests.journeys.over_http import logged_in, token_of
from tests.journeys.server import Place

LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@dataclass
class Complaints:
    """What the browser found wrong: errors in the console, scripts that failed, answers of 400 and above."""

    found: list[str] = field(default_factory=list)
    allowed: set[int] = field(default_factory=set)

    def heard(self, message: ConsoleMessage) -> None:
        """An answer with an error status is heard of twice; `answered` judges it."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.found.append(message.text)

    def failed(self, error: Any) -> None:
        """A script threw."""
        self.found.append(str(error))

    def answered(self, response: Response) -> None:
        """A status nobody expected."""
        if response.status >= 400 and response.status not in self.allowed:
            self.found.append(f"{response.status} at {urlsplit(response.url).path}")


class Somebody:
    """One person, one browser context, one tab."""

    def __init__(self, place: Place, context: BrowserContext, key: str = "") -> None:
        self.place = place
        self.context = context
        self.key = key
        self.complaints = Complaints()
        context.set_default_timeout(PATIENCE)
        if key:
            context.add_cookies(logged_in(place, key).cookies())  # type: ignore[arg-type]
        self.page: Page = context.new_page()
        self.page.on("console", self.complaints.heard)
        self.page.on("pageerror", self.complaints.failed)
        self.page.on("response", self.complaints.answered)

    def goto(self, address: str, status: int = 200) -> Page:
        """Open an address of Armkrok's."""
        self.complaints.allowed.add(status)
        response = self.page.goto(self.place.web + address if address.startswith("/") else address)
        assert response
        assert response.status == status, f"{response.status} at {address}"
        return self.page

    def press(self, name: str) -> None:
        """The button, or the link that looks like one."""
        button = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        button.filter(visible=True).first.click()

    def heading(self, text: str) -> None:
        """Wait for the page with this heading."""
        expect(self.page.locator("h1")).to_have_text(text)

    def path(self) -> str:
        """Where one is."""
        return urlsplit(self.page.url).path

    def answer(self, action: str = "approve", person: str = "") -> None:
        """The phone, somewhere else, answers the order on the page."""
        link = self.page.get_by_role("link", name="Öppna BankID").get_attribute("href")
        self.place.answer(token_of(link or ""), person or self.key, action)


def opened(browser: Browser, place: Place, key: str = "", **options: Any) -> Somebody:
    """A new context: a laptop unless `viewport` says otherwise."""
    options = {"viewport": LAPTOP, "locale": "sv-SE", "reduced_motion": "reduce"} | options
    return Somebody(place, browser.new_context(**options), key)


def pdf(name: str, content: bytes) -> Any:
    """A file for the browser to choose."""
    return {"name": name, "mimeType": "application/pdf", "buffer": content}
