"""`armkrok manage seed --size large`."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from armkrok.site.schema import migrate
from armkrok.site.seeding.seeding import analyse, seed
from armkrok.site.seeding.sizes import SIZES
from armkrok.site.settling import settle


class Command(BaseCommand):
    """Migrates, settles the two towns, and fills the database."""

    help = "Fyll databasen med påhittade personer och begäranden. Kan avbrytas och köras igen."

    def add_arguments(self, parser: CommandParser) -> None:
        """The size."""
        parser.add_argument("--size", choices=sorted(SIZES), default="large")

    def handle(self, *_args: Any, size: str, **_options: Any) -> None:
        """Do it, and say how it goes."""
        if settings.PRODUCTION:
            raise CommandError("Påhittade personer hör inte hemma i drift.")
        began = time.monotonic()

        def say(text: str) -> None:
            self.stdout.write(f"{time.monotonic() - began:6.1f} s  {text}")

        migrate()
        settle()
        seed(SIZES[size], say)
        analyse()
        say("klart")
