"""The demo's own examples: something to try of everything that Underskrift does, in Sundby."""

from armkrok.core.tenants.models import Organisation
from armkrok.services.signing.demo import around, earlier, many, meetings, waiting
from armkrok.services.signing.demo.papers import minutes
from armkrok.services.signing.demo.stage import set_up

__all__ = ["load", "minutes"]


def load() -> None:
    """Every example, once; what exists is left alone. BankID and the time-stamp authority must answer."""
    sundby = Organisation.objects.filter(slug="sundby").first()
    stage = set_up(sundby) if sundby else None
    if stage is None:
        return
    for story in (waiting, meetings, many, earlier, around):
        story.load(stage)
