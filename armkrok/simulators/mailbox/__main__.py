"""Start the mailbox: `python -m armkrok.simulators.mailbox --port N --smtp-port M --home DIR`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from armkrok.simulators.mailbox.application import application
from armkrok.simulators.mailbox.receiving import Receiver
from armkrok.simulators.mailbox.store import Store
from armkrok.simulators.serving import Listener, serve


def main() -> int:
    """Read the arguments and serve until told to stop; 2 when the SMTP port is taken."""
    wanted = _arguments()
    store = Store(wanted.home / "mails")
    receiver = Receiver(store, wanted.host, wanted.smtp_port)
    try:
        receiver.open()
    except OSError as problem:
        sys.stderr.write(f"SMTP on port {wanted.smtp_port}: {problem.strerror}\n")
        return 2
    serve(application(store, receiver), [Listener(wanted.host, wanted.port)])
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m armkrok.simulators.mailbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="where the page answers")
    parser.add_argument("--smtp-port", type=int, required=True, help="where mail is handed in")
    parser.add_argument("--home", type=Path, required=True, help="folder for the mails")
    parser.add_argument("--host", default="127.0.0.1")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
