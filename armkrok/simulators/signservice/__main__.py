"""Start the signing service: `python -m armkrok.simulators.signservice --port N --home DIR`."""

from __future__ import annotations

import argparse
from pathlib import Path

from armkrok.simulators.serving import Listener, serve
from armkrok.simulators.signservice.application import application
from armkrok.simulators.signservice.authority import Authority


def main() -> None:
    """Read the arguments and serve until told to stop."""
    wanted = _arguments()
    public_url = (wanted.public_url or f"http://{wanted.host}:{wanted.port}").rstrip("/")
    authority = Authority.open(wanted.home, public_url)
    serve(application(authority, public_url, wanted.people), [Listener(wanted.host, wanted.port)])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m armkrok.simulators.signservice", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="where the service answers")
    parser.add_argument("--home", type=Path, required=True, help="folder for keys and services.toml")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--public-url", help="how browsers reach it")
    parser.add_argument("--people", type=Path, help="JSON list of people, as for the BankID simulator")
    return parser.parse_args()


if __name__ == "__main__":
    main()
