"""What the demo says when everything answers."""

import json
import sys
from pathlib import Path

from armkrok.site.cli.parts import Ports, has_saml
from armkrok.site.cli.ports import HOST
from armkrok.site.towns import NORRVIK, SUNDBY

READY = "Armkrok is ready at http://127.0.0.1:{port}"


def greeting(home: Path, ports: Ports, seconds: float) -> str:
    """Where to go, who can log in, and how to stop. The line that scripts wait for comes last."""
    rows = [
        "",
        f"  {_bold('Armkrok är igång')} (det tog {seconds:.1f} s)".replace(".", ",", 1),
        "",
        f"  Öppna        http://{HOST}:{ports.web}/",
        f"  Telefonen    http://{HOST}:{ports.bankid}/   den låtsade BankID-appen: välj vem du är",
        f"  Brevlådan    http://{HOST}:{ports.mailbox}/   mejlen som Armkrok har skickat",
        f"  Skolsystemet http://{HOST}:{ports.ss12000}/   ändra elever och klasser i Sundby",
        f"  Leverantören http://{HOST}:{ports.supplier}/linden/   det som Förlaget Linden har fått",
        "",
        *_ways(ports),
        *_people(home / "people.json"),
        f"  En lista att läsa in under Medarbetare: {home / 'exempel' / 'medarbetare.csv'}",
        f"  Allt sparas i {home}. Stoppa med Ctrl-C.",
        "",
        READY.format(port=ports.web),
    ]
    return "\n".join(rows)


def _ways(ports: Ports) -> list[str]:
    """How one can log in."""
    login = f"http://{HOST}:{ports.web}/logga-in/?organisation="
    rows = [
        ("BankID", "du väljer vem du är i telefonen"),
        ("Testlegitimation", "för alla, även den som bor utomlands"),
        ("Sundbys inloggning", f"{login}{SUNDBY.slug}"),
        *([("Norrviks inloggning", f"{login}{NORRVIK.slug}")] if has_saml() else []),
        ("Nyckel", f"för driftpersonal, på http://localhost:{ports.web}/ (se docs/manual/logga-in.md)"),
    ]
    width = max(len(name) for name, _ in rows)
    return [
        f"  {_bold('Så kan du logga in')}",
        *(f"    {name.ljust(width)}   {text}" for name, text in rows),
        "",
    ]


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
