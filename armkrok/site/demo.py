"""What the demo shows: the two towns, each service's own examples, and those of identity and access."""

from pathlib import Path

from django.conf import settings

from armkrok.core import registry
from armkrok.core.identity.people import find_or_add
from armkrok.core.mandates.sources import source
from armkrok.core.protection.refreshing import refresh
from armkrok.site import demo_agreements, demo_identity, demo_providers, towns
from armkrok.site.settling import settle


def load() -> None:
    """Settle the towns and run the services' demos, with the simulators that the settings name.

    May be run again; what exists is left alone.
    """
    settle()
    _add_those_acted_for()
    refresh()  # nobody in the towns is hidden while the examples are made
    demo_providers.offer()
    _open_folders()
    for service in registry.services():
        if service.demo:
            service.demo()
    demo_agreements.load()
    demo_identity.load()
    refresh()


def _add_those_acted_for() -> None:
    """Children and others of whom the register of mandates will tell are known from the start."""
    asked = source()
    if asked is None:
        return
    for row in towns.PEOPLE:
        for right in asked.rights_of(row.number):
            if right.is_person:
                find_or_add(right.number, right.name)


def _open_folders() -> None:
    """The towns' watched folders; see docs/manual/api.md."""
    if settings.IMPORT_FOLDER:
        for town in towns.TOWNS:
            (Path(settings.IMPORT_FOLDER) / town.slug).mkdir(parents=True, exist_ok=True)
