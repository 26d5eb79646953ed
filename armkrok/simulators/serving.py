"""Serve an ASGI application in this one process until it is told to stop."""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels
from granian.server.embed import Server
from starlette.applications import Starlette


@dataclass(frozen=True, slots=True)
class MutualTls:
    """PEM files for a listener that only known clients may use."""

    certificate: Path
    key: Path
    client_root: Path


@dataclass(frozen=True, slots=True)
class Listener:
    """An address to listen on; `tls` makes it HTTPS with client certificates."""

    host: str
    port: int
    tls: MutualTls | None = None


def serve(application: Starlette, listeners: Iterable[Listener]) -> None:
    """Serve until SIGINT or SIGTERM. Raises SystemExit with a sentence when a port is taken.

    Afterwards the process can only end, with exit code 0, and the interpreter is not taken down in
    order: now and then a thread of Granian's embedded server still wakes up in the middle of that
    and aborts the process.
    """
    wanted = tuple(listeners)
    for listener in wanted:
        _demand_free(listener)
    asyncio.run(_serve(application, wanted))
    atexit.register(os._exit, 0)


def _demand_free(listener: Listener) -> None:
    """Granian would share a taken port with whoever has it, and each get half of the calls."""
    with socket.socket(socket.AF_INET6 if ":" in listener.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listener.host, listener.port))
        except OSError as problem:
            raise SystemExit(f"Port {listener.port} on {listener.host}: {problem.strerror}") from problem


async def _serve(application: Starlette, listeners: tuple[Listener, ...]) -> None:
    servers = [_server(application, listener) for listener in listeners]
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _stop, servers)
    await asyncio.gather(*(server.serve() for server in servers))


def _server(application: Starlette, listener: Listener) -> Server:
    tls = listener.tls
    return Server(
        application,
        address=listener.host,
        port=listener.port,
        interface=Interfaces.ASGINL,
        websockets=False,
        log_level=LogLevels.error,
        backlog=1024,
        ssl_cert=tls.certificate if tls else None,
        ssl_key=tls.key if tls else None,
        ssl_ca=tls.client_root if tls else None,
        ssl_client_verify=tls is not None,
        ssl_protocol_min=SSLProtocols.tls12,
    )


def _stop(servers: list[Server]) -> None:
    for server in servers:
        server.stop()  # type: ignore[no-untyped-call]
