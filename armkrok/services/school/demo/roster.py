"""Sundby's roster, fetched from the simulated school system as from any other."""

from django.conf import settings

from armkrok.core.tenants.scope import scope
from armkrok.services.school.actions import sources, subscribing
from armkrok.services.school.demo.stage import Stage
from armkrok.services.school.models import Source

FACTS = {
    "name": "Sundbys skolsystem",
    "is_open": True,
    "at_hours": "2,12",
    "limit_count": 50,
    "limit_percent": 10,
    "secret": "demo",
}


def load(stage: Stage) -> None:
    """The source, and its first import."""
    with scope(stage.organisation.pk):
        if Source.objects.exists():
            return
        facts = {**FACTS, "settings": {"url": f"{settings.SIMULATED_SCHOOL}/v2.0"}}
        source = sources.save_source(Source(kind=Source.Kind.SS12000), facts, by=stage.actor("sara"))
        subscribing.subscribe(source, by=stage.actor("sara"))
        run = sources.ask(source, by=stage.actor("sara"))
    sources.import_source(str(stage.organisation.pk), str(run.pk))
