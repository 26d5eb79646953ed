"""From an id to a source or one of its runs."""

from uuid import UUID

from armkrok.kit.refusals import existing
from armkrok.services.school.models import ImportRun, Source


def source_for(source_id: UUID) -> Source:
    """A source of the organisation; raises NotFound."""
    return existing(Source.objects.filter(pk=source_id).first())


def run_for(run_id: UUID) -> ImportRun:
    """One reading of a source; raises NotFound."""
    return existing(ImportRun.objects.select_related("source").filter(pk=run_id).first())
