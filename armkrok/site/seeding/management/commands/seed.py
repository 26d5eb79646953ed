"""`armkrok manage seed --size large`."""

import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from armkrok.site.schema import migrate
from armkrok.site.seeding.seeding import add_people, add_requests, analyse
from armkrok.site.seeding.sizes import SIZES
from armkrok.site.settling import settle


class Command(BaseCommand):
    """Migrates, settles the two towns, and fills the database."""

    help = "Fyll databasen med påhittade personer och begäranden. Kan avbrytas och köras igen."

    def add_arguments(self, parser: CommandParser) -> None:
        """The size, and how many processes share the work."""
        parser.add_argument("--size", choices=sorted(SIZES), default="large")
        parser.add_argument("--processes", type=int, default=2, help="så många delar på arbetet")
        parser.add_argument("--part", type=int, help="gör bara en av processernas del; nummer från 0")

    def handle(self, *_args: Any, size: str, processes: int, part: int | None, **_options: Any) -> None:
        """Do it, and say how it goes."""
        if settings.PRODUCTION:
            raise CommandError("Påhittade personer hör inte hemma i drift.")
        if part is not None:
            add_requests(SIZES[size], self.say, part, processes)
            return
        began = time.monotonic()
        migrate()
        settle()
        add_people(SIZES[size], self.say)
        _share_requests(size, processes)
        analyse()
        self.say(f"Klart på {time.monotonic() - began:.0f} sekunder.")

    def say(self, text: str) -> None:
        """One line at once, also through a pipe."""
        self.stdout.write(text)
        self.stdout.flush()


def _share_requests(size: str, processes: int) -> None:
    command = [sys.executable, "-m", "django", "seed", "--size", size, "--processes", str(processes)]
    working = [subprocess.Popen([*command, "--part", str(part)]) for part in range(processes)]  # noqa: S603
    if any([process.wait() for process in working]):  # noqa: C419  (wait for every one)
        raise CommandError("Alla begäranden kom inte in. Kör kommandot igen.")
