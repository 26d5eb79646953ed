"""Reads the command line and calls the command."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from armkrok.site.cli import incident, keys_arguments, passkey_arguments
from armkrok.site.cli.place import Stop

DESCRIPTION = "Armkrok: kommunernas gemensamma digitala plattform."
EPILOG = "Inställningarna ges som miljövariabler; de beskrivs i docs/settings.md."
Arguments = argparse.Namespace


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; the answer is the exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["manage"]:
        wanted = Arguments(module="manage", rest=given[1:])
    else:
        wanted = parser().parse_args(given)
    command: Callable[[Arguments], int] = import_module(f"armkrok.site.cli.{wanted.module}").command
    try:
        return command(wanted)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments and help."""
    whole = argparse.ArgumentParser(prog="armkrok", description=DESCRIPTION, epilog=EPILOG)
    commands = whole.add_subparsers(title="kommandon", metavar="KOMMANDO", required=True)
    _serving(commands)
    _checking(commands)
    _keeping(commands)
    return whole


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, help_text: str
) -> argparse.ArgumentParser:
    added = commands.add_parser(name, help=help_text, description=help_text)
    added.set_defaults(module=name)
    return added


def _serving(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = _add(commands, "demo", "Starta allt på den här datorn, med två påhittade kommuner.")
    demo.add_argument(
        "--port", type=int, default=8000, help="porten för webben (8000); de andra väljs intill"
    )
    demo.add_argument("--answer", choices=("ask", "auto"), help="auto: den låtsade telefonen svarar själv")
    run = _add(commands, "run", "Starta webbservern.")
    run.add_argument("--host", help="adressen att lyssna på (ARMKROK_HOST, 127.0.0.1)")
    run.add_argument("--port", type=int, help="porten att lyssna på (ARMKROK_PORT, 8000)")
    worker = _add(commands, "worker", "Starta en arbetare som gör jobben i kön.")
    worker.add_argument("--name", help="arbetarens namn i loggen; annars datorns namn och processnumret")
    _add(commands, "migrate", "För databasen till kodens form. Ofarligt att köra flera gånger.")


def _checking(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = _add(commands, "check", "Kontrollera kod, databas och inställningar.")
    check.add_argument(
        "--deploy", action="store_true", help="kontrollera också att inställningarna duger i drift"
    )
    verify = _add(
        commands, "verify",
        "Kontrollera underskrivna dokument. Svarar 0 om allt är giltigt, 1 om något är ändrat "
        "eller ogiltigt och 2 om det inte går att avgöra. För flera filer: det sämsta svaret.",
    )  # fmt: skip
    verify.add_argument("files", type=Path, nargs="+", metavar="FIL", help="ett dokument i PDF, eller flera")
    verify.add_argument(
        "--json", action="store_true", dest="as_json", help="svara i JSON; för flera filer en lista"
    )
    verify.add_argument("--trust", type=Path, metavar="MAPP", help="mapp med fler rotcertifikat att lita på")
    audit = _add(commands, "audit", "Granska händelseloggen och läsloggen.")
    deeds = audit.add_subparsers(title="kommandon", metavar="KOMMANDO", required=True)
    whole = deeds.add_parser("verify", help="Visa att loggens kedja är hel.")
    whole.add_argument("--organisation", metavar="NAMN", help="bara den organisationen, t.ex. sundby")
    incident.add(
        _add(commands, "incident", "Berätta vilka organisationer, personer och uppgifter en incident nådde.")
    )


def _keeping(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = _add(commands, "backup", "Spara databasen och filerna i en enda fil.")
    backup.add_argument("file", type=Path, metavar="FIL", help="filen att skriva, t.ex. armkrok.tar.gz")
    backup.add_argument("--with-keys", action="store_true", help="ta med nycklarna, okrypterade")
    restore = _add(commands, "restore", "Läs tillbaka en säkerhetskopia.")
    restore.add_argument("file", type=Path, metavar="FIL", help="filen som armkrok backup skrev")
    restore.add_argument("--replace", action="store_true", help="skriv över det som finns i databasen")
    keys_arguments.add(
        _add(commands, "keys", "Nycklar och certifikat för underskrifter: roten, utfärdarna och stämpeln.")
    )
    passkey_arguments.add(
        _add(commands, "passkey", "Nycklar för inloggning: bjud in den första som sköter driften.")
    )
    _add(commands, "manage", "Kör ett av Djangos kommandon, t.ex. armkrok manage shell.")


if __name__ == "__main__":
    sys.exit(main())
