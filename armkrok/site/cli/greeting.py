"""What the demo says when everything answers."""

import json
import sys
from pathlib import Path

from armkrok.site.cli.parts import Ports
from armkrok.site.cli.ports import HOST

READY = "Armkrok is ready at http://127.0.0.1:{port}"


def greeting(home: Path, ports: Ports, seconds: float) -> str:
    """Where to go, who can log in, and how to stop. The line that scripts wait for comes last."""
    rows = [
        "",
        f"  {_bold('Armkrok är igång')} (det tog {seconds:.1f} s)".replace(".", ",", 1),
        "",
        f"  Öppna       http://{HOST}:{ports.web}/",
        f"  Telefonen   http://{HOST}:{ports.bankid}/   den låtsade BankID-appen: välj vem du är",
        f"  Brevlådan   http://{HOST}:{ports.mailbox}/   mejlen som Armkrok har skickat",
        "",
        *_people(home / "people.json"),
        f"  Allt sparas i {home}. Stoppa med Ctrl-C.",
        "",
        READY.format(port=ports.web),
    ]
    return "\n".join(rows)


def _people(path: Path) -> list[str]:
    """Names and roles, never numbers."""
    rows = json.loads(path.read_text("utf-8")) if path.exists() else []
    if not rows:
        return []
    names = [(f"{row['given_name']} {row['surname']}", row.get("role", "")) for row in rows]
    width = max((len(name) for name, _ in names), default=0)
    lines = [f"    {name.ljust(width)}   {role}".rstrip() for name, role in names]
    first = f"  Prova att logga in som {names[0][0]} och låta en grupp skriva under ett protokoll."
    return [f"  {_bold('De här kan logga in')}", *lines, "", first]


def _bold(text: str) -> str:
    return f"\033[1m{text}\033[0m" if sys.stdout.isatty() else text
