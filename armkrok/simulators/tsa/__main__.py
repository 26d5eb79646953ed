"""Start the time-stamp authority: `python -m armkrok.simulators.tsa --port N --home DIR`."""

from __future__ import annotations

import argparse
from pathlib import Path

from armkrok.simulators.serving import Listener, serve
from armkrok.simulators.tsa.application import application
from armkrok.simulators.tsa.authority import TimeStampAuthority


def main() -> None:
    """Read the arguments and serve until told to stop."""
    wanted = _arguments()
    public_url = wanted.public_url or f"http://{wanted.host}:{wanted.port}"
    authority = TimeStampAuthority.open(wanted.home, public_url.rstrip("/"))
    serve(application(authority), [Listener(wanted.host, wanted.port)])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m armkrok.simulators.tsa", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="where the authority answers")
    parser.add_argument("--home", type=Path, required=True, help="folder for keys and root.pem")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--public-url", help="how others reach it, for the CRL's address in the certificate")
    return parser.parse_args()


if __name__ == "__main__":
    main()
