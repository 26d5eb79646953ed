"""Start the OpenID provider simulator: `python -m armkrok.simulators.oidc --port N --home DIR`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from armkrok.simulators.oidc.application import application
from armkrok.simulators.oidc.clients import InvalidClientsFile
from armkrok.simulators.oidc.people import InvalidPeopleFile
from armkrok.simulators.oidc.provider import build
from armkrok.simulators.serving import Listener, serve


def main() -> int:
    """Read the arguments and serve until told to stop; 2 when a file is wrong."""
    wanted = _arguments()
    url = wanted.url or f"http://{wanted.host}:{wanted.port}"
    try:
        simulator = build(wanted.home, wanted.people, wanted.clients, url=url, auto=wanted.answer == "auto")
    except (InvalidPeopleFile, InvalidClientsFile) as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    serve(application(simulator), [Listener(wanted.host, wanted.port)])
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m armkrok.simulators.oidc", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="where it answers")
    parser.add_argument("--home", type=Path, required=True, help="folder for its keys")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--url", default="", help="how others reach it; by default http://HOST:PORT")
    parser.add_argument("--people", type=Path, help="JSON list of people; without it, a few of our own")
    parser.add_argument("--clients", type=Path, help="JSON list of services that may send people here")
    parser.add_argument(
        "--answer",
        choices=("ask", "auto"),
        default=os.environ.get("ARMKROK_DEMO_ANSWER") or "ask",
        help="auto: it answers by itself for the person chosen",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
