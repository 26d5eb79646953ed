"""Ports on this machine."""

import socket
from collections.abc import Iterator

from armkrok.site.cli.place import Stop

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


def choose(first: int, count: int) -> tuple[int, ...]:
    """The wanted port and `count` more: those that follow when they are free, else any that are."""
    if not is_free(first):
        raise Stop(f"Porten {first} är upptagen. Välj en annan: make demo PORT={first + 100}")
    others = _others(first)
    return (first, *(next(others) for _ in range(count)))


def _others(first: int) -> Iterator[int]:
    taken = {first}
    for port in range(first + 1, min(first + 20, 65536)):
        if is_free(port):
            taken.add(port)
            yield port
    while True:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = probe.getsockname()[1]
        if port not in taken:
            taken.add(port)
            yield port
