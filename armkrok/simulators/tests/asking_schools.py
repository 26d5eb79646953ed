"""What the tests of the simulated school system ask it for, and where they listen to it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import html5lib

from armkrok.simulators.tests.conftest import Running

Json = dict[str, Any]


def everything(school: Running, kind: str, **given: Any) -> list[Json]:
    """All pages of a collection."""
    answer = school.http.get(f"/v2.0/{kind}", params={"limit": 17, **given}).json()
    found: list[Json] = answer["data"]
    while token := answer["pageToken"]:
        answer = school.http.get(f"/v2.0/{kind}", params={"limit": 17, "pageToken": token}).json()
        found += answer["data"]
    return found


def pupils(school: Running) -> list[Json]:
    """Those with an enrolment that runs and an ordinary number."""
    people = everything(school, "persons")
    found = [one for one in people if one.get("enrolments") and "civicNo" in one]
    return [one for one in found if one["civicNo"]["value"].isdecimal()]


def now_there() -> str:
    """A moment before whatever happens next."""
    return datetime.now(UTC).isoformat()


def strictly_read(html: str) -> None:
    """Fails on HTML that is not right."""
    html5lib.HTMLParser(strict=True).parse(html)


def wait_for(happened: Any) -> None:
    """At most half a minute."""
    until = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)


@contextmanager
def listener(heard: list[Json]) -> Iterator[str]:
    """An address that writes down what is posted to it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/prenumeration"
    server.shutdown()
    server.server_close()
