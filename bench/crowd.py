"""`python -m bench.crowd login|sign WEB BANKID FILE RESULT`: many people at their browsers, in one process.

Each does what the pages make a browser do: reads the document (with the pictures of its pages), presses the
button, lets htmx ask for the state once a second, follows it to the last page. Style sheets, scripts and
fonts are in the browser's cache since the log-in, and are not fetched.
"""

import asyncio
import json
import re
import sys
import time
from dataclasses import asdict, dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench.http_client import Answer, Browser

LOGINS_AT_ONCE = 12
POLL_SECONDS = 1.0
GIVE_UP_AFTER = 240.0
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
PICTURE = re.compile(rb'src="([^"]+/sida/\d+\.webp)"')
STATE = re.compile(rb'hx-get="([^"]+)"')
APP = re.compile(rb'href="([^"]*autostarttoken=[^"]+)"')
DONE = b"Du har skrivit under"


@dataclass
class Outcome:
    """How it went for one person. Times are in seconds since the crowd began."""

    began: float = 0.0
    ended: float = 0.0
    error: str = ""
    asked: int = 0
    polls: int = 0
    slowest: float = 0.0
    cookies: dict[str, str] = field(default_factory=dict)


class Visit:
    """A person at the browser; every answer is judged and timed."""

    def __init__(self, web: str, cookies: dict[str, str]) -> None:
        place = urlsplit(web)
        self.browser = Browser(place.hostname or "", place.port or 80, cookies)
        self.outcome = Outcome()

    async def get(self, path: str, status: tuple[int, ...] = (200,), **headers: str) -> Answer:
        """GET; any other status ends the visit."""
        return await self._judged(self.browser.get(path, **headers), path, status)

    async def post(self, path: str, form: dict[str, str]) -> Answer:
        """POST; anything but a redirect ends the visit."""
        return await self._judged(self.browser.post(path, form), path, (302,))

    async def _judged(self, coming: Any, path: str, status: tuple[int, ...]) -> Answer:
        began = time.perf_counter()
        answer: Answer = await coming
        self.outcome.asked += 1
        self.outcome.slowest = max(self.outcome.slowest, time.perf_counter() - began)
        if answer.status not in status:
            raise LookupError(f"{answer.status} at {_shape(path)}")
        return answer

    async def until_answered(self, address: str) -> str:
        """The page of an e-ID order, until it leads on; where to."""
        page = await self.get(address, (200, 302))
        return page.headers.get("location") or await self.until_redirected(page.body)

    async def until_redirected(self, page: bytes) -> str:
        """Ask for the state once a second, as htmx does, until it says where to go."""
        path = found(STATE, page)
        end = time.perf_counter() + GIVE_UP_AFTER
        while time.perf_counter() < end:
            await asyncio.sleep(POLL_SECONDS)
            self.outcome.polls += 1
            answer = await self.get(path, HX_Request="true", HX_Current_URL="/")
            if target := answer.headers.get("hx-redirect"):
                return target
            if "hx-refresh" in answer.headers:
                raise LookupError("the order failed")
            path = found(STATE, answer.body)
        raise LookupError("the order never ended")


async def sign(web: str, waiting: dict[str, Any], began: float) -> Outcome:
    """One person signs one document."""
    visit = Visit(web, waiting["cookies"])
    visit.outcome.began = time.perf_counter() - began
    try:
        page = await visit.get(waiting["address"])
        for picture in PICTURE.findall(page.body):
            await visit.get(picture.decode())
        token = found(TOKEN, page.body)
        order = (await visit.post(waiting["address"] + "bankid/", {"csrfmiddlewaretoken": token})).headers
        page = await visit.get(await visit.until_answered(order["location"]))
        if DONE not in page.body:
            raise LookupError("the last page does not say that one has signed")
    except (LookupError, OSError, asyncio.IncompleteReadError) as error:
        visit.outcome.error = f"{type(error).__name__}: {error}"
    visit.outcome.ended = time.perf_counter() - began
    visit.browser.close()
    return visit.outcome


async def log_in(
    web: str, bankid: str, waiting: dict[str, Any], gate: asyncio.Semaphore, began: float
) -> Outcome:
    """One person logs in; her cookies are kept for the signing."""
    async with gate:
        visit = Visit(web, {})
        visit.outcome.began = time.perf_counter() - began
        try:
            token = found(TOKEN, (await visit.get("/logga-in/")).body)
            order = (await visit.post("/logga-in/bankid/", {"csrfmiddlewaretoken": token})).headers
            page = await visit.get(order["location"])
            await answer(bankid, page.body, waiting["number"])
            await visit.get(await visit.until_redirected(page.body))
        except (LookupError, OSError, asyncio.IncompleteReadError) as error:
            visit.outcome.error = f"{type(error).__name__}: {error}"
        visit.outcome.ended = time.perf_counter() - began
        visit.outcome.cookies = visit.browser.cookies
        visit.browser.close()
        return visit.outcome


async def answer(bankid: str, page: bytes, number: str) -> None:
    """The person's phone answers the order on the page; LookupError when BankID does not take it."""
    link = found(APP, page)
    token = parse_qs(urlsplit(link).query)["autostarttoken"][0]
    place = urlsplit(bankid)
    body = json.dumps({"autoStartToken": token, "personalNumber": number})
    phone = Browser(place.hostname or "", place.port or 80)
    said = await phone.send("/phone/answer", body.encode(), "application/json")
    phone.close()
    if said.status != 200:
        raise LookupError(f"the phone said {said.status}")


async def crowd(deed: str, web: str, bankid: str, people: list[dict[str, Any]]) -> list[Outcome]:
    """Everybody at once; log-ins a few at a time."""
    began = time.perf_counter()
    if deed == "sign":
        return list(await asyncio.gather(*(sign(web, one, began) for one in people)))
    gate = asyncio.Semaphore(LOGINS_AT_ONCE)
    return list(await asyncio.gather(*(log_in(web, bankid, one, gate, began) for one in people)))


def found(pattern: "re.Pattern[bytes]", page: bytes) -> str:
    """What the pattern finds on the page, as text; raises LookupError when there is nothing."""
    hit = pattern.search(page)
    if hit is None:
        raise LookupError(f"nothing like {pattern.pattern.decode()} on the page")
    return unescape(hit.group(1).decode())


def _shape(path: str) -> str:
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", path)


def main() -> int:
    """Read who they are, let them loose, write how it went (and, after a log-in, their cookies)."""
    deed, web, bankid, people_file, result_file = sys.argv[1:]
    people = json.loads(Path(people_file).read_text())
    wall = time.time()
    outcomes = asyncio.run(crowd(deed, web, bankid, people))
    if deed == "login":
        known = [{**one, "cookies": out.cookies} for one, out in zip(people, outcomes, strict=True)]
        Path(people_file).write_text(json.dumps(known))
    rows = [{**asdict(one), "cookies": None} for one in outcomes]
    Path(result_file).write_text(json.dumps({"wall": wall, "cpu": time.process_time(), "outcomes": rows}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
