"""What a case-handling system does: asks for signatures, is told when they are there, keeps the document.

    python case_system.py CASE FILE PEOPLE STORE --port 8090

CASE is the number of the case, FILE a PDF, PEOPLE a JSON file with name, email and personal_number of each
person, and STORE the folder where the signed document ends up as CASE.pdf. Settings, in the environment:

    ARMKROK_URL             where Armkrok answers, such as https://armkrok.example
    ARMKROK_ORGANISATION    your organisation's name in the addresses, such as sundby
    ARMKROK_CLIENT_ID       from Inställningar › System
    ARMKROK_CLIENT_SECRET   shown there once
    ARMKROK_WEBHOOK_SECRET  from Inställningar › Aviseringar, where you register this program's address and
                            choose the event "Det färdiga dokumentet är arkivstämplat"

Copy what you need. A real system keeps its cases and the ids of the messages it has seen in a database.
"""

import argparse
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event as Signal

from armkrok_client import Armkrok, Event, Forged, opened

FINISHED = "signing.request.sealed"
LONGEST = 100_000


class Cases:
    """The cases that wait for signatures, by the id of their request, kept in a file."""

    def __init__(self, armkrok: Armkrok, store: Path) -> None:
        self.armkrok = armkrok
        self.store = store
        self.path = store / "cases.json"
        self.stored = Signal()

    def ask(self, case: str, file: Path, people: Path) -> str:
        """Ask for signatures. The case's number as key: asked twice, it is still one request."""
        made = self.armkrok.create_request(
            file=(file.name, file.read_bytes()),
            people=json.loads(people.read_text("utf-8")),
            title=file.stem,
            idempotency_key=case,
        )
        self._save({**self._waiting(), made["id"]: case})
        return made["id"]

    def told(self, event: Event) -> None:
        """Something has happened. Told twice, this does the same thing again and no harm."""
        case = self._waiting().get(str(event["data"].get("id")))
        if event["type"] != FINISHED or case is None:
            return
        request = self.armkrok.read_request(str(event["data"]["id"]))
        if request["state"] != "completed":
            return
        signed = self.armkrok.download_document(request["id"], 1)
        _write(self.store / f"{case}.pdf", signed)
        self.stored.set()

    def _waiting(self) -> dict[str, str]:
        return dict(json.loads(self.path.read_text("utf-8"))) if self.path.exists() else {}

    def _save(self, waiting: dict[str, str]) -> None:
        _write(self.path, json.dumps(waiting, indent=1).encode())


def _write(path: Path, content: bytes) -> None:
    """All of the file or nothing."""
    half = path.with_suffix(".half")
    half.write_bytes(content)
    half.replace(path)


def receiver(cases: Cases, secret: str, port: int) -> ThreadingHTTPServer:
    """Where Armkrok's webhooks come in. Answer 2xx when the message is taken care of, else it comes again."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LONGEST))
            try:
                event = opened(secret, dict(self.headers), body)
            except Forged as problem:
                self.send_error(400, str(problem))
                return
            cases.told(event)
            self.send_response(204)
            self.end_headers()

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def main() -> None:
    """Ask, then listen until the signed document is in the store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("case")
    parser.add_argument("file", type=Path)
    parser.add_argument("people", type=Path)
    parser.add_argument("store", type=Path)
    parser.add_argument("--port", type=int, default=8090)
    wanted = parser.parse_args()
    names = ("ARMKROK_URL", "ARMKROK_ORGANISATION", "ARMKROK_CLIENT_ID", "ARMKROK_CLIENT_SECRET")
    cases = Cases(Armkrok(*(os.environ[name] for name in names)), wanted.store)
    server = receiver(cases, os.environ["ARMKROK_WEBHOOK_SECRET"], wanted.port)
    request_id = cases.ask(wanted.case, wanted.file, wanted.people)
    print(f"Asked: {request_id}", flush=True)  # noqa: T201
    server.timeout = 1
    while not cases.stored.is_set():
        server.handle_request()
    server.server_close()
    print(f"Stored: {wanted.store / wanted.case}.pdf", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
