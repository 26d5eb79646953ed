"""Beginning to act for another, and ending it. Both are told in the operator's log."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.eid.ways import operator
from armkrok.core.events.recording import record
from armkrok.core.identity.loa import STRONG
from armkrok.core.identity.models import Session
from armkrok.core.mandates.errors import NoMandate, OwnLogInNeeded, RegisterDown, SourceSilent
from armkrok.core.mandates.events import ActingBegun, ActingEnded
from armkrok.core.mandates.models import Mandate
from armkrok.core.mandates.refreshing import refresh
from armkrok.core.tenants.scope import scope


def begin(mandate_id: UUID, *, by: Actor) -> Mandate:
    """Act for the mandate's person from now on, in this log-in alone, when the register says so just now.

    Raises OwnLogInNeeded, RegisterDown, or NoMandate: also for one that is another's or an organisation's.
    """
    session = by.session
    if session is None or session.organisation_id or session.strength < STRONG or by.principal_id:
        raise OwnLogInNeeded
    try:
        refresh(by.person_id)
    except SourceSilent as why:
        raise RegisterDown from why
    with transaction.atomic():
        own = Mandate.objects.filter(Mandate.in_force(), pk=mandate_id, holder_id=by.person_id)
        mandate = own.exclude(principal=None).select_related("principal").first()
        if mandate is None or not _begun(session, mandate):
            raise NoMandate
        _record(ActingBegun(mandate_id=mandate.pk, kind=mandate.kind), session, by)
        return mandate


def _begun(session: Session, mandate: Mandate) -> bool:
    running = Session.objects.filter(pk=session.pk, principal=None, ended_at=None)
    session.principal, session.mandate_id = mandate.principal, mandate.pk
    return bool(running.update(principal=mandate.principal, mandate_id=mandate.pk))


def let_go(actor: Actor, reason: str) -> None:
    """Act as oneself from now on; `reason` is ActingEnded's. Told once, however many pages find it out."""
    session = actor.session
    if session is None or session.principal_id is None:
        return
    with transaction.atomic():
        acting = Session.objects.filter(pk=session.pk, principal_id=session.principal_id)
        if acting.update(principal=None, mandate_id=None):
            _record(ActingEnded(mandate_id=session.mandate_id, reason=reason), session, actor)
    session.principal, session.mandate_id = None, None


def _record(event: ActingBegun | ActingEnded, session: Session, by: Actor) -> None:
    place = operator()
    with scope(place.pk):
        record(event, about=session, by=replace(by, organisation=place))
