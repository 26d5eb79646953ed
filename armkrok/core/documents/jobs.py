"""Cleaning up after crashes and discarded files."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.core.files.storage import default_storage

from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.core.jobs import every
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now

REST = timedelta(days=1)
log = logging.getLogger(__name__)


@every("41 2 * * *", "documents.sweep")
def sweep() -> None:
    """Delete bytes that no row has referred to for a day, and work that a killed process left halfway."""
    files.forget_workplaces(REST)
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        sweep_one(organisation_id)


def sweep_one(organisation_id: UUID) -> int:
    """The same for one organisation; how many were deleted."""
    with scope(organisation_id):
        known = set(StoredFile.objects.values_list("sha256", flat=True))
    gone = 0
    for key in _keys(f"{organisation_id}"):
        if key.rpartition("/")[2] not in known and now() - default_storage.get_modified_time(key) > REST:
            default_storage.delete(key)
            gone += 1
    log.info("swept", extra={"organisation": str(organisation_id), "files": gone})
    return gone


def _keys(folder: str) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in names)
    for inner in folders:
        yield from _keys(f"{folder}/{inner}")
