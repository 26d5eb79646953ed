"""A server that answers whatever bytes it is told to, by plain HTTP: `answering(script)`."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Script = Callable[[str, str], Iterable[bytes]]
"""From the method and the target of a request to the bytes of the answer, piece by piece."""


@dataclass
class Hostile:
    """Where it answers, and the requests that have come, as "GET /Users", with their headers."""

    url: str
    asked: list[str] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def answering(script: Script) -> Iterator[Hostile]:
    """Answers every request so, on any number of connections, until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    hostile = Hostile(f"http://127.0.0.1:{listener.getsockname()[1]}")
    threading.Thread(target=_accept, args=(listener, script, hostile), daemon=True).start()
    try:
        yield hostile
    finally:
        listener.close()


def _accept(listener: socket.socket, script: Script, hostile: Hostile) -> None:
    while True:
        try:
            connection, _address = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, script, hostile), daemon=True).start()


def _serve(connection: socket.socket, script: Script, hostile: Hostile) -> None:
    with connection, connection.makefile("rb") as lines:
        try:
            while line := lines.readline():
                method, target, _version = line.decode("latin-1").split()
                head = _head(lines)
                lines.read(int(head.get("content-length", 0)))
                hostile.heads.append(head)
                hostile.asked.append(f"{method} {target}")
                for piece in script(method, target):
                    connection.sendall(piece)
        except OSError:
            return


def _head(lines: Iterable[bytes]) -> dict[str, str]:
    """The headers, by name in lower case."""
    head: dict[str, str] = {}
    for line in lines:
        name, _colon, value = line.decode("latin-1").partition(":")
        if not name.strip():
            break
        head[name.lower()] = value.strip()
    return head


def whole(body: bytes, status: int = 200, *headers: str) -> Iterable[bytes]:
    """One answer with a length."""
    more = "".join(f"{one}\r\n" for one in headers)
    yield f"HTTP/1.1 {status} Whatever\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode("latin-1") + body
