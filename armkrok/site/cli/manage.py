"""`armkrok manage …`: Django's own commands."""

import os
from argparse import Namespace

from armkrok.site.cli.database import database


def command(wanted: Namespace) -> int:
    """Hand the rest of the line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armkrok.site.settings")
    with database():
        from django.core.management import execute_from_command_line

        execute_from_command_line(["armkrok manage", *wanted.rest])
    return 0
