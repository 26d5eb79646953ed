"""The arguments of `armkrok passkey`, apart from what it does, so that the other commands start quickly."""

from argparse import ArgumentParser
from uuid import UUID


def add(parser: ArgumentParser) -> None:
    """Arguments of `armkrok passkey`."""
    deeds = parser.add_subparsers(title="kommandon", metavar="KOMMANDO", required=True)
    invite = deeds.add_parser("invite", help="Skriv ut en länk som gäller i 24 timmar och en gång.")
    invite.add_argument("--organisation", required=True, metavar="NAMN", help="t.ex. armkrok")
    who = invite.add_mutually_exclusive_group(required=True)
    who.add_argument("--person-id", type=UUID, metavar="ID", help="medarbetarens id")
    who.add_argument("--email", metavar="ADRESS", help="medarbetarens e-postadress")
    invite.add_argument(
        "--name", metavar="NAMN",
        help="lägg till en ny administratör med det namnet och adressen; bara hos den som driver plattformen",
    )  # fmt: skip
