"""When sources are read without being asked for."""

from typing import Any

from armkrok.core.jobs import every
from armkrok.core.tenants.places import open_places
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import local, now
from armkrok.services.school.actions.sources import ask, tidy
from armkrok.services.school.models import ImportRun, Source
from armkrok.services.school.queries.hours import hours_of


@every("2 * * * *", "school.import-due")
def import_due() -> None:
    """Read every source whose hour it is, in Swedish time; once in the hour, however often this is called."""
    hour = local(now()).replace(minute=0, second=0, microsecond=0)
    for place in open_places("school"):
        with scope(place.pk):
            tidy()
            for source in Source.objects.filter(is_open=True):
                read = ImportRun.objects.filter(source=source, started_at__gte=hour)
                is_its_hour = hour.hour in hours_of(source.at_hours)
                if is_its_hour and source.settings.get("url") and not read.exists():
                    ask(source)


SCHEDULES: tuple[Any, ...] = (import_due,)
