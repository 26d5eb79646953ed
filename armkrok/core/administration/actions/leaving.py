"""The end of an employment, and of the sessions that it let in."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models, transaction

from armkrok.core.access.actor import Actor
from armkrok.core.access.models import RoleAssignment
from armkrok.core.administration.actions.roles import demand_another_administrator
from armkrok.core.administration.errors import AlreadyLeft
from armkrok.core.administration.events import EmploymentEnded, SessionsEnded
from armkrok.core.events.recording import record
from armkrok.core.identity.models import Session
from armkrok.core.members.models import Member
from armkrok.core.members.queries import sessions_here
from armkrok.kit.days import now, today


@transaction.atomic
def end_employment(member: Member, *, by: Actor | None) -> None:
    """The person has left: every role and session here ends this minute. What she has signed stays.

    Without `by`, the platform did it since the employment's last day has passed.
    """
    member = Member.objects.locked(member)
    if member.left_at is not None:
        raise AlreadyLeft
    roles = RoleAssignment.objects.filter(RoleAssignment.not_over(today()), person_id=member.person_id)
    demand_another_administrator(without=list(roles))
    moment = now()
    ended = roles.update(ended_at=moment)
    closed = close_sessions([member.person_id])
    member.left_at = moment
    member.save(update_fields=["left_at"])
    record(EmploymentEnded(member.person_id, roles=ended, sessions=closed), about=member, by=by)


@transaction.atomic
def end_sessions(member: Member, *, by: Actor) -> int:
    """Log a member out on every device; how many log-ins were running."""
    closed = close_sessions([member.person_id])
    if closed:
        record(SessionsEnded(member.person_id, closed), about=member, by=by)
    return closed


def close_sessions(person_ids: Iterable[UUID]) -> int:
    """End the sessions of these people that let them in here; how many there were."""
    running: models.QuerySet[Session] = sessions_here(person_ids)
    return running.update(ended_at=now(), ended_why=Session.Ended.CLOSED)
