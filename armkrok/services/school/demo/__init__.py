"""The demo's own examples: schools, classes, suppliers, titles, budgets and orders, in Sundby."""

from armkrok.core.tenants.models import Organisation
from armkrok.services.school.demo import money, orders, roster, suppliers, titles
from armkrok.services.school.demo.stage import set_up


def load() -> None:
    """Every example, once; what exists is left alone. The simulated school system must answer."""
    sundby = Organisation.objects.filter(slug="sundby").first()
    stage = set_up(sundby) if sundby else None
    if stage is None:
        return
    for story in (roster, suppliers, titles, money, orders):
        story.load(stage)
