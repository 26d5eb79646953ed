"""Sundby's roster, fetched from the simulated school system as from any other."""


from armkrok.core.tenants.scope import scope
from armkrok.services.school.demo.stage import Stage
from armkrok.services.school.models import Source

NAME, KEY = "Sundbys skolsystem", "demo"


def load(stage: Stage) -> None:
    """The source, and its first import."""
    with scope(stage.organisation.pk):
        if Source.objects.exists():
            return
