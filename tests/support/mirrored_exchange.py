"""The same agreements and releases in two towns; see mirrored.py."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from armkrok.core.access.actor import Actor
from armkrok.core.documents import files
from armkrok.services.exchange.actions import agreements as deeds
from armkrok.services.exchange.models import Agreement
from armkrok.site.settling import Settled
from tests.support import exchange_ground as ground
from tests.support.papers import minutes
from tests.support.people import inside


def agreements(towns: Settled, slug: str) -> list[object]:
    """One that is signed, with its document, and under which something has been given."""
    with inside(towns, "sara", slug) as sara:
        known = Agreement.objects.filter(state=Agreement.State.SIGNED).first()
        return [(known or _signed(sara)).pk]


def _signed(sara: Actor) -> Agreement:
    made = ground.drafted(None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "avtal.pdf"
        path.write_bytes(minutes(1))
        deeds.add_document(made, files.store(files.measure(path), "application/pdf"), path.name, by=sara)
    deeds.sign(made, "Båda", by=None)
    ground.given(made, "create")
    return made


def subjects(towns: Settled, slug: str) -> list[object]:
    """A pupil about whom something has been given."""
    agreements(towns, slug)
    with inside(towns, "sara", slug):
        return [ground.pupil()]


PROVIDERS: dict[str, Callable[[Settled, str], list[object]]] = {
    "agreement_id": agreements,
    "subject_id": subjects,
}
