"""Start the register: `python -m armkrok.simulators.mandates --port N --home DIR --people people.json`."""

from __future__ import annotations

import argparse
from pathlib import Path

from armkrok.kit.days import today
from armkrok.simulators.bankid.transport import open_transport
from armkrok.simulators.mandates.application import application
from armkrok.simulators.mandates.people import from_people
from armkrok.simulators.mandates.register import Register
from armkrok.simulators.serving import Listener, serve


def main() -> None:
    """Read the arguments and serve until told to stop."""
    wanted = _arguments()
    wanted.home.mkdir(parents=True, exist_ok=True)
    register = Register(from_people(wanted.people, today()) if wanted.people else [])
    listeners = [Listener(wanted.host, wanted.port)]
    if wanted.tls_port:
        listeners.append(Listener(wanted.host, wanted.tls_port, open_transport(wanted.home)))
    serve(application(register), listeners)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m armkrok.simulators.mandates", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="where the register and its switches answer")
    parser.add_argument("--home", type=Path, required=True, help="folder for the keys of --tls-port")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--people", type=Path, help="JSON list of people; without it nobody has a mandate")
    parser.add_argument("--tls-port", type=int, help="a second port, with mutual TLS; see DIR/tls")
    return parser.parse_args()


if __name__ == "__main__":
    main()
