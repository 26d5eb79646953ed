"""Start the SAML identity provider: `python -m armkrok.simulators.saml --port N --home DIR --sp-metadata
FILE`.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from armkrok.simulators.serving import Listener, serve

try:
    from armkrok.simulators.saml.application import Provider, application
    from armkrok.simulators.saml.asking import RelyingParties
    from armkrok.simulators.saml.authority import Authority
except ImportError:
    sys.exit("The SAML simulator needs pysaml2: install armkrok[saml].")


def main() -> None:
    """Read the arguments and serve until told to stop."""
    wanted = _arguments()
    # xmlsec1 would read the machine's root certificates at each start, which is nine tenths of its time.
    os.environ |= {"SSL_CERT_FILE": os.devnull, "SSL_CERT_DIR": os.devnull}
    public_url = (wanted.public_url or f"http://{wanted.host}:{wanted.port}").rstrip("/")
    authority = Authority.open(wanted.home, public_url)
    parties = RelyingParties(tuple(wanted.sp_metadata), wanted.home)
    provider = Provider(authority, parties, wanted.people, is_automatic=wanted.answer == "auto")
    serve(application(provider), [Listener(wanted.host, wanted.port)])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m armkrok.simulators.saml", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="where the provider answers")
    parser.add_argument("--home", type=Path, required=True, help="folder for keys and metadata.xml")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--public-url", help="how browsers reach it")
    parser.add_argument("--people", type=Path, help="JSON list of people, as for the BankID simulator")
    parser.add_argument(
        "--sp-metadata",
        action="append",
        default=[],
        help="a relying party's metadata: a file, a folder of .xml files or an address; may be given again",
    )
    parser.add_argument(
        "--answer",
        choices=("ask", "auto"),
        default=os.environ.get("ARMKROK_DEMO_ANSWER") or "ask",
        help="auto: whoever comes is logged in at once as the person chosen",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
