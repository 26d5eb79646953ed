"""Carrying out an import that has been asked for: one at a time for a source, whole or not at all."""

import logging
import zlib
from uuid import UUID
from zipfile import BadZipFile

from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.school import telling
from armkrok.services.school.importing.applying import OnMarked
from armkrok.services.school.importing.opening import DAMAGED, open_reading
from armkrok.services.school.importing.records import SourceFailed
from armkrok.services.school.importing.run import fail, take
from armkrok.services.school.models import ImportRun

log = logging.getLogger(__name__)


class Busy(Exception):
    """Another import of the same source is under way; try again later."""


def perform(organisation_id: UUID, run_id: UUID, *, on_marked: OnMarked) -> None:
    """Read the run's source and take it in; harmless to do again, also after a process has been killed.

    Raises Busy when the source is being read already, and OperationalError when the database is away.
    """
    day = today()
    try:
        with scope(organisation_id):
            run = _locked(run_id)
            if run is not None:
                take(run, open_reading(run), day=day, on_marked=on_marked)
                telling.import_ended(run)
    except SourceFailed as error:
        _failed(organisation_id, run_id, str(error))
    except (BadZipFile, zlib.error, EOFError):
        _failed(organisation_id, run_id, str(DAMAGED))
    except (Busy, OperationalError):
        raise
    except Exception as error:  # noqa: BLE001  (whatever it was: its text may hold personal data)
        log.error("import %s failed: %s", run_id, type(error).__name__)
        _failed(organisation_id, run_id, _("Ett oväntat fel hos oss. Elevregistret är som det var."))


def _locked(run_id: UUID) -> ImportRun | None:
    """The run, when it is still to be done; its source is held until the transaction ends. Raises Busy."""
    run = ImportRun.objects.select_related("source").filter(pk=run_id, state=ImportRun.State.RUNNING).first()
    if run is None:
        return None
    with connection.cursor() as cursor:
        key = int.from_bytes(run.source_id.bytes[-8:], "big", signed=True)
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
        if not cursor.fetchone()[0]:
            raise Busy
    return run


def _failed(organisation_id: UUID, run_id: UUID, why: str) -> None:
    with scope(organisation_id):
        fail(run_id, why)
        telling.import_ended(ImportRun.objects.select_related("source").get(pk=run_id))
