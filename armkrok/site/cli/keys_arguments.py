"""What can be said after `armkrok keys`."""

import argparse
from pathlib import Path
from typing import TypeAlias

REASONS = ("unspecified", "key_compromise", "ca_compromise", "superseded", "cessation_of_operation")
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add(parser: argparse.ArgumentParser) -> None:
    """The five steps."""
    deeds = parser.add_subparsers(title="steg", metavar="STEG", required=True)
    _offline(deeds)
    _on_server(deeds)


def _deed(deeds: Commands, name: str, help_text: str) -> argparse.ArgumentParser:
    deed = deeds.add_parser(name, help=help_text, description=help_text)
    deed.set_defaults(deed=name)
    deed.add_argument("--dry-run", action="store_true", help="visa vad som skulle göras, utan att göra det")
    return deed


def _offline(deeds: Commands) -> None:
    root = _deed(deeds, "root", "Gör en rot. På en dator utan nät.")
    root.add_argument("--name", default="Armkrok rot", help="rotens namn (Armkrok rot)")
    root.add_argument("--owner", default="Armkrok", help="den som äger roten, t.ex. kommunalförbundets namn")
    root.add_argument("--years", type=int, default=25, help="giltighet i år (25)")
    issue = _deed(deeds, "issue", "Skriv under en begäran med roten. På datorn utan nät.")
    issue.add_argument("file", type=Path, metavar="BEGÄRAN", help="filen som armkrok keys request skrev")
    issue.add_argument("--out", type=Path, metavar="FIL", help="certifikatet att skriva")
    issue.add_argument("--years", type=int, default=12, help="giltighet i år (12)")
    crl = _deed(deeds, "crl", "Gör rotens nästa spärrlista. På datorn utan nät.")
    crl.add_argument("--revoke", metavar="SERIENUMMER", help="spärra också detta certifikat")
    crl.add_argument("--reason", choices=REASONS, default="unspecified", help="varför (RFC 5280 5.3.1)")
    for deed in (root, issue, crl):
        deed.add_argument("--folder", type=Path, required=True, metavar="MAPP", help="rotens mapp")
    for deed in (issue, crl):
        deed.add_argument("--yes", action="store_true", help="fråga inte")
    for deed in (root, crl):
        deed.add_argument("--days", type=int, default=365, help="spärrlistans giltighet i dagar (365)")


def _on_server(deeds: Commands) -> None:
    request = _deed(deeds, "request", "Gör en nyckel och en begäran till roten. På servern.")
    about = request.add_mutually_exclusive_group(required=True)
    about.add_argument(
        "--organisation", metavar="NAMN", help="utfärdare för den organisationen, t.ex. sundby"
    )
    about.add_argument("--platform", action="store_true", help="plattformens egen stämpel")
    request.add_argument("--renew", action="store_true", help="nytt certifikat på nyckeln som redan används")
    request.add_argument("--out", type=Path, metavar="FIL", help="begäran att skriva")
    install = _deed(deeds, "install", "Ta emot rot, certifikat eller spärrlista från roten. På servern.")
    install.add_argument("file", type=Path, metavar="FIL", help="filen från datorn utan nät")
    install.add_argument(
        "--organisation", metavar="NAMN", help="vems utfärdare certifikatet är, t.ex. sundby"
    )
