"""A copy that has been asked for is made, and old ones are thrown away."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.identity.guarding import bare
from armkrok.core.me.events import DataExported
from armkrok.core.me.gathering import Part, gathered
from armkrok.core.me.models import KEPT, DataExport
from armkrok.core.me.packing import packed
from armkrok.kit.days import now


@transaction.atomic
def prepare(export_id: UUID) -> None:
    """Gather and keep the copy; each organisation's log tells that its part was given out. Once."""
    wanted = DataExport.objects.select_for_update(of=("self",)).select_related("person")
    export = wanted.filter(pk=export_id, state=DataExport.State.WAITING).first()
    if export is None:
        return

    def tell(part: Part) -> None:
        by = Actor(person=export.person, organisation=part.organisation)
        record(DataExported(export.pk, len(part.areas)), about=export, by=by)

    with override(export.person.language):
        parts = list(gathered(export.person, export.organisation_id, tell))
        person = export.person
        name = str(person.name) if export.organisation_id else bare(person.name)
        export.keep(packed(name, parts))
    export.state, export.ready_at = DataExport.State.READY, now()
    export.save(update_fields=["state", "ready_at", "content", "size"])


def throw_away_old() -> int:
    """Copies older than seven days lose their content; how many they were."""
    old = DataExport.objects.filter(asked_at__lt=now() - KEPT).exclude(state=DataExport.State.GONE)
    return old.update(state=DataExport.State.GONE, content=b"", size=0)
