"""From an id to a source or one of its runs."""

from uuid import UUID

from armkrok.kit.refusals import NotFound
from armkrok.services.school.models import ImportRun, Source


def source_for(source_id: UUID) -> Source:
    """A source of the organisation; raises NotFound."""
    found = Source.objects.filter(pk=source_id).first()
    if found is None:
        raise NotFound
    return found


def run_for(run_id: UUID) -> ImportRun:
    """One reading of a source; raises NotFound."""
    found = ImportRun.objects.select_related("source").filter(pk=run_id).first()
    if found is None:
        raise NotFound
    return found
