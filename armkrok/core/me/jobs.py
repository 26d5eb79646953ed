"""What is done later, and what the clock starts."""

from uuid import UUID

from armkrok.core.jobs import every, job
from armkrok.core.me import preparing


@job("me.prepare_export")
def prepare_export(export_id: str) -> None:
    """Make a copy of a person's data."""
    preparing.prepare(UUID(export_id))


@every("20 1 * * *", "me.throw_away")
def throw_away() -> None:
    """Throw copies away that nobody may fetch any more."""
    preparing.throw_away_old()
