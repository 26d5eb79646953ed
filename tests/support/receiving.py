"""Another system's receiver of webhooks: `python -m tests.support.receiving PORT [CERTIFICATE]`.

A process of its own, which can misbehave in every way that receivers do. `POST /control` with JSON sets how
it answers from then on; `GET /control` tells what it has received. It speaks TLS when it is given a file
with certificate and key.
"""

import json
import socket
import ssl
import struct
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class State:
    """How to answer, and what has come."""

    how: dict[str, Any] = {"status": 204}
    received: list[dict[str, Any]] = []
    at_once = most_at_once = 0


class Handler(BaseHTTPRequestHandler):
    """One call."""

    def do_GET(self) -> None:
        """What has been received; /healthz when it is up."""
        self._answer(200, json.dumps({"received": State.received, "most": State.most_at_once}).encode())

    def do_POST(self) -> None:
        """A message, or an instruction."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/control":
            State.how = json.loads(body)
            self._answer(204)
            return
        State.received.append(
            {
                "path": self.path,
                "body": body.decode(),
                "headers": {name.lower(): value for name, value in self.headers.items()},
            }
        )
        State.at_once += 1
        State.most_at_once = max(State.most_at_once, State.at_once)
        try:
            self._misbehave(State.how)
        finally:
            State.at_once -= 1

    def _misbehave(self, how: dict[str, Any]) -> None:
        time.sleep(how.get("seconds", 0))
        if how.get("reset"):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif how.get("trickle"):
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 600:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.1)
        elif how.get("nonsense"):
            self.wfile.write(b"\x00\x01 this is not HTTP\r\n\r\n")
        elif how.get("huge"):
            self.send_response(200)
            self.end_headers()
            for _ in range(int(how["huge"])):
                self.wfile.write(b"x" * 1_000_000)
        else:
            self._answer(int(how.get("status", 204)), headers=how.get("headers", {}))

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Silence."""


def main() -> None:
    """Serve until killed."""
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
