"""Start the suppliers: `python -m armkrok.simulators.supplier --port N --tls-port M --home DIR`.

Each supplier has a page at /{slug}/, EGIL at /{slug}/egil/ and orders at /{slug}/orders; on the TLS port the
latter two alone. DIR gets the server's keys, `pins.json` and `entity-{slug}.json`, which the federation
publishes. POST /control/tls {"name": "next"} switches to another of its keys: server, next, or other (whose
issuer is not in the metadata). POST /control/feed has it read the metadata now and not within a second.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import signal
import sys
from pathlib import Path

from armkrok.simulators.federation.keys import issued, issuer
from armkrok.simulators.supplier.application import Application
from armkrok.simulators.supplier.serving import Protocol
from armkrok.simulators.supplier.store import Supplier
from armkrok.simulators.supplier.trust import Members, server_context

DEMO = ("linden=Förlaget Linden", "kunskapsgarden=Kunskapsgården", "norrsken=Norrsken Läromedel")
REFRESHED = 1.0


def main() -> int:
    """Read the arguments and serve until told to stop; 2 when a port is taken."""
    wanted = _arguments()
    keys = dict(reversed(one.split("=", 1)) for one in wanted.key)
    suppliers = {
        slug: Supplier(slug, title, dict(keys))
        for slug, _, title in (one.partition("=") for one in wanted.supplier or DEMO)
    }
    try:
        asyncio.run(_serve(wanted, suppliers))
    except OSError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return 0


async def _serve(wanted: argparse.Namespace, suppliers: dict[str, Supplier]) -> None:
    gc.freeze()
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    tls = None
    if wanted.tls_port:
        _keys(wanted, list(suppliers.values()))
        tls = server_context(wanted.home / "server.pem", wanted.home / "server.key")
    known = Application(suppliers, Members(wanted.feed, tls), wanted.home)
    known.members.refresh()
    servers = [await loop.create_server(lambda: Protocol(known.inner), wanted.host, wanted.port)]
    if tls is not None:
        make = lambda: Protocol(known.outer)  # noqa: E731 - one line for each listener
        servers.append(await loop.create_server(make, wanted.host, wanted.tls_port, ssl=tls, backlog=512))
    while not stopped.is_set():
        known.members.refresh()
        try:
            await asyncio.wait_for(stopped.wait(), REFRESHED)
        except TimeoutError:
            continue
    for server in servers:
        server.close()


def _keys(wanted: argparse.Namespace, suppliers: list[Supplier]) -> None:
    """The server's keys and, for the federation, each supplier's entity."""
    own, stranger = issuer(wanted.home, "issuer"), issuer(wanted.home, "stranger")
    hosts = tuple(dict.fromkeys((wanted.host, "127.0.0.1", "localhost")))
    signers = {"server": own, "next": own, "other": stranger}
    made = {name: issued(wanted.home, name, by, is_server=True, hosts=hosts) for name, by in signers.items()}
    (wanted.home / "pins.json").write_text(json.dumps({name: one.pin for name, one in made.items()}))
    server = made["server"]
    for place, one in enumerate(suppliers):
        entity = {
            "entity_id": f"https://{one.slug}.example",
            "organization": one.title,
            "organization_id": f"SE55600000{place:02}",
            "issuers": [{"x509certificate": own.pem}],
            "servers": [
                {
                    "description": f"{one.title}, konton och grupper",
                    "base_uri": f"https://{wanted.host}:{wanted.tls_port}/{one.slug}/egil",
                    "pins": [{"alg": "sha256", "digest": server.pin}],
                    "tags": ["egilv1", "sandbox"],
                }
            ],
        }
        text = json.dumps(entity, ensure_ascii=False, indent=1)
        scratch = wanted.home / f"new-{one.slug}.json"  # the federation reads the whole file or none
        scratch.write_text(text)
        scratch.replace(wanted.home / f"entity-{one.slug}.json")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m armkrok.simulators.supplier", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="where pages, switches and plain HTTP answer")
    parser.add_argument("--home", type=Path, required=True, help="folder for keys and entities")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--tls-port", type=int, help="where EGIL and orders answer over (mutual) TLS")
    parser.add_argument("--feed", type=Path, help="the federation's feed.jws: who the clients are")
    parser.add_argument("--supplier", action="append", help="SLUG=TITLE; may be repeated; without it, three")
    parser.add_argument("--key", action="append", default=[], help="TENANT=KEY; may be repeated")
    wanted = parser.parse_args()
    wanted.home.mkdir(parents=True, exist_ok=True)
    return wanted


if __name__ == "__main__":
    sys.exit(main())
