"""Roles: given from a day to a day, and taken back at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models, transaction

from armkrok.core import registry
from armkrok.core.access.actor import Actor
from armkrok.core.access.models import RoleAssignment
from armkrok.core.administration.errors import (
    EndDayNeeded,
    EndsBeforeStart,
    EndsInThePast,
    HasRole,
    LastAdministrator,
    NotAMember,
    RoleIsOver,
    RoleIsWhole,
    UnknownRole,
)
from armkrok.core.administration.events import RoleGiven, RoleTaken
from armkrok.core.administration.queries import administering_roles
from armkrok.core.events.recording import record
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Board, Unit
from armkrok.kit.days import now, today

LONGEST = timedelta(days=366)
"""How long a role that is dated may be given for."""


@dataclass(frozen=True)
class RoleFacts:
    """A role, where it holds (everywhere when neither board nor unit is said) and its first and last day."""

    role: str
    starts: date
    ends: date | None = None
    board: Board | None = None
    unit: Unit | None = None


@transaction.atomic
def give_role(member: Member, facts: RoleFacts, *, by: Actor) -> RoleAssignment:
    """Give a member a role; the same role twice for the same place and time is refused."""
    member = Member.objects.locked(member)
    if member.left_at is not None:
        raise NotAMember
    _demand_sense(facts)
    if _overlapping(member, facts).exists():
        raise HasRole
    given: RoleAssignment = RoleAssignment.objects.create(
        person_id=member.person_id, role=facts.role, board=facts.board, unit=facts.unit, starts=facts.starts,
        ends=facts.ends,
    )  # fmt: skip
    days = facts.starts.isoformat(), facts.ends.isoformat() if facts.ends else ""
    record(RoleGiven(member.person_id, facts.role, where(given), *days), about=given, by=by)
    return given


@transaction.atomic
def take_role(assignment: RoleAssignment, *, by: Actor) -> None:
    """End a role this minute, or call off one that has not begun."""
    assignment = RoleAssignment.objects.locked(assignment)
    if assignment.is_over:
        raise RoleIsOver
    demand_another_administrator(without=[assignment])
    assignment.ended_at = now()
    assignment.save(update_fields=["ended_at"])
    record(RoleTaken(assignment.person_id, assignment.role, where(assignment)), about=assignment, by=by)


def where(assignment: RoleAssignment) -> str:
    """The board or unit that a role is limited to; empty for the whole organisation."""
    part = assignment.board or assignment.unit
    return part.name if part else ""


def demand_another_administrator(*, without: Iterable[RoleAssignment]) -> None:
    """Refuse when nobody would be left who can manage the organisation today, for as long as it is known.

    The rows are locked, so that two administrators cannot remove each other at the same moment.
    """
    keys, gone = administering_roles(), {row.pk for row in without}
    every = RoleAssignment.objects.filter(RoleAssignment.in_force(today()), role__in=keys)
    held = list(every.select_for_update().order_by("pk"))
    if any(row.pk in gone for row in held) and all(row.pk in gone for row in held):
        raise LastAdministrator


def _demand_sense(facts: RoleFacts) -> None:
    role = registry.roles().get(facts.role)
    if role is None:
        raise UnknownRole
    if not role.partial and (facts.board or facts.unit):
        raise RoleIsWhole
    if facts.ends and facts.ends < facts.starts:
        raise EndsBeforeStart
    if facts.ends and facts.ends < today():
        raise EndsInThePast
    if role.dated and (facts.ends is None or facts.ends > today() + LONGEST):
        raise EndDayNeeded


def _overlapping(member: Member, facts: RoleFacts) -> models.QuerySet[RoleAssignment]:
    same = RoleAssignment.objects.filter(
        RoleAssignment.not_over(facts.starts),
        person_id=member.person_id, role=facts.role, board=facts.board, unit=facts.unit,
    )  # fmt: skip
    return same.filter(starts__lte=facts.ends) if facts.ends else same
