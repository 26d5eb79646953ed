"""Start the BankID simulator: `python -m armkrok.simulators.bankid --port N --home DIR`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from armkrok.simulators.bankid.application import application
from armkrok.simulators.bankid.people import InvalidPeopleFile
from armkrok.simulators.bankid.simulator import build
from armkrok.simulators.bankid.transport import open_transport
from armkrok.simulators.serving import Listener, serve


def main() -> int:
    """Read the arguments and serve until told to stop; 2 when the people file is wrong."""
    wanted = _arguments()
    try:
        simulator = build(
            wanted.home, wanted.people, relying_party=wanted.relying_party, auto=wanted.answer == "auto"
        )
    except InvalidPeopleFile as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    listeners = [Listener(wanted.host, wanted.port)]
    if wanted.tls_port:
        listeners.append(Listener(wanted.host, wanted.tls_port, open_transport(wanted.home)))
    serve(application(simulator), listeners)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m armkrok.simulators.bankid", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="where the API and the phone answer")
    parser.add_argument("--home", type=Path, required=True, help="folder for keys and root.pem")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--people", type=Path, help="JSON list of people; without it, one per behaviour")
    parser.add_argument("--relying-party", default="Armkrok", help="the name the app shows")
    parser.add_argument(
        "--answer",
        choices=("ask", "auto"),
        default=os.environ.get("ARMKROK_DEMO_ANSWER") or "ask",
        help="auto: the phone answers by itself for the person chosen",
    )
    parser.add_argument("--tls-port", type=int, help="a second port, with mutual TLS; see DIR/tls")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
