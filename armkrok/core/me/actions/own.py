"""What a person does with her own log-ins and her own data."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from armkrok.core.access.actor import Actor
from armkrok.core.eid.ways import operator
from armkrok.core.events.recording import record
from armkrok.core.identity.models import Person, Session
from armkrok.core.me import queries
from armkrok.core.me.errors import AlreadyAsked, NotFresh, TooManyExports
from armkrok.core.me.events import DataExportAsked, DataExportFetched, OwnSessionsEnded
from armkrok.core.me.jobs import prepare_export
from armkrok.core.me.models import DataExport
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now

MOST_A_DAY = 3


@transaction.atomic
def end_session(session_id: UUID, *, by: Actor) -> int:
    """End one of the person's own log-ins; 0 when there was none to end."""
    return _end(queries.sessions(by).filter(pk=session_id), by)


@transaction.atomic
def end_others(*, by: Actor) -> int:
    """End all of the person's log-ins but the one in use; how many."""
    own = queries.sessions(by)
    return _end(own.exclude(pk=by.session.pk) if by.session else own, by)


def _end(found: "QuerySet[Session]", by: Actor) -> int:
    ended = found.order_by().filter(ended_at=None).update(ended_at=now(), ended_why=Session.Ended.BY_PERSON)
    if ended and by.session:
        with scope(operator().pk):
            record(OwnSessionsEnded(ended), about=by.session, by=by)
    return ended


@transaction.atomic
def ask(*, by: Actor) -> DataExport:
    """Ask for a copy of one's data; it takes the place of an older one.

    Raises NotFresh, AlreadyAsked and TooManyExports.
    """
    if not queries.is_fresh(by.session):
        raise NotFresh
    Person.objects.select_for_update().get(pk=by.person_id)
    own = DataExport.objects.filter(person_id=by.person_id, organisation_id=by.only_id)
    found = list(own.defer("content"))
    if any(one.state == DataExport.State.WAITING for one in found):
        raise AlreadyAsked
    if sum(one.asked_at > now() - timedelta(days=1) for one in found) >= MOST_A_DAY:
        raise TooManyExports
    own.update(state=DataExport.State.GONE, content=b"", size=0)
    export: DataExport = DataExport.objects.create(person_id=by.person_id, organisation_id=by.only_id)
    prepare_export.defer(export_id=str(export.pk))
    with scope(operator().pk):
        record(DataExportAsked(), about=export, by=by)
    return export


@transaction.atomic
def fetch(export: DataExport, *, by: Actor) -> bytes:
    """The file, to the one whose it is; raises NotFresh."""
    if not queries.is_fresh(by.session):
        raise NotFresh
    DataExport.objects.filter(pk=export.pk).update(fetched_at=now())
    with scope(operator().pk):
        record(DataExportFetched(), about=export, by=by)
    return export.in_clear()
