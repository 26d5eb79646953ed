"""Staff brought in as a list: kept under seal while it is looked at, then done all at once."""

from uuid import UUID

from django.db import IntegrityError, transaction

from armkrok.core.access.actor import Actor
from armkrok.core.access.models import RoleAssignment
from armkrok.core.administration.actions.leaving import close_sessions
from armkrok.core.administration.actions.members import put_facts
from armkrok.core.administration.actions.roles import demand_another_administrator
from armkrok.core.administration.actions.staff_lists import read, text_of
from armkrok.core.administration.actions.staff_plan import Plan, Planned, Planner
from armkrok.core.administration.errors import (
    ExternalIdTaken,
    ImportIsOver,
    ListHasFaults,
    ListNoLongerFits,
)
from armkrok.core.administration.events import (
    EmploymentEnded,
    MemberSaved,
    RoleGiven,
    StaffImported,
    StaffListDiscarded,
    StaffListTaken,
)
from armkrok.core.administration.models import StaffImport
from armkrok.core.events.recording import Event, record, record_many
from armkrok.core.identity.people import find_or_add_many
from armkrok.core.members.models import Member
from armkrok.kit.days import now, today

BATCH = 500
ROLE = "employee"
SAVED = ("email", "title", "unit", "external_id", "ends_on", "source", "joined_at", "left_at")
Told = list[tuple[Event, Member]]


@transaction.atomic
def take_staff_list(
    content: bytes, file_name: str, *, is_whole: bool, gives_role: bool, by: Actor
) -> StaffImport:
    """Keep a list, sealed, to be looked at. Raises ListRefused when it cannot be read."""
    text = text_of(content)
    lines = len(read(text))
    row = StaffImport(
        person_id=by.person_id, file_name=file_name[:120], is_whole=is_whole, gives_role=gives_role
    )
    row.keep(text)
    row.save(force_insert=True)
    record(StaffListTaken(lines), about=row, by=by)
    return row


def plan_of(row: StaffImport) -> Plan:
    """What the list would do now. Raises ImportIsOver when it is thrown away."""
    if not row.content:
        raise ImportIsOver
    return Planner(read(row.text())).plan(is_whole=row.is_whole)


@transaction.atomic
def apply_staff_list(row: StaffImport, seen: str, *, by: Actor) -> StaffImport:
    """Do what the list says, if that is still what was `seen` (a Plan.digest()); the list is thrown away.

    Bad lines are left out; but when the list is the whole truth, nobody is ended while any line is bad, since
    the bad line may be hers. Raises ImportIsOver, ListNoLongerFits, ListHasFaults and LastAdministrator.
    """
    row = StaffImport.objects.locked(row)
    plan = plan_of(row)
    if plan.digest() != seen:
        raise ListNoLongerFits
    if row.is_whole and plan.bad:
        raise ListHasFaults
    try:
        with transaction.atomic():
            told = [*_added(plan.added), *_changed(plan.changed), *_ended(plan.ended)]
    except IntegrityError as error:
        raise ExternalIdTaken from error
    record_many(told, by=by)
    if row.gives_role:
        _employ([one for one in told if isinstance(one[0], MemberSaved) and one[0].is_new], by)
    row.content, row.applied_at = b"", now()
    row.added, row.changed, row.ended = len(plan.added), len(plan.changed), len(plan.ended)
    row.save()
    record(StaffImported(row.added, row.changed, row.ended), about=row, by=by)
    return row


def _added(planned: list[Planned]) -> Told:
    """Newcomers, and those who come back."""
    wanted = {one.number: one.name for one in planned if one.number}
    people = find_or_add_many(wanted) if wanted else {}
    fresh: list[Member] = []
    back: list[Member] = []
    for one in planned:
        member = one.member or Member(person=people[one.number])
        put_facts(member, one.facts)
        (back if one.member else fresh).append(member)
        member.joined_at, member.left_at = now(), None
    Member.objects.bulk_create(fresh, batch_size=BATCH)
    Member.objects.bulk_update(back, SAVED, batch_size=BATCH)
    return [(MemberSaved(one.person_id, is_new=True), one) for one in [*fresh, *back]]


def _changed(planned: list[Planned]) -> Told:
    told: Told = []
    for one in planned:
        if one.member:
            changed = put_facts(one.member, one.facts)
            told.append((MemberSaved(one.member.person_id, changed=tuple(changed)), one.member))
    Member.objects.bulk_update([member for _event, member in told], SAVED, batch_size=BATCH)
    return told


def _ended(members: list[Member]) -> Told:
    """Everybody's roles and sessions end this minute, as when one person leaves."""
    if not members:
        return []
    people = [member.person_id for member in members]
    roles = list(RoleAssignment.objects.filter(RoleAssignment.not_over(today()), person_id__in=people))
    demand_another_administrator(without=roles)
    moment = now()
    RoleAssignment.objects.filter(pk__in=[role.pk for role in roles]).update(ended_at=moment)
    close_sessions(people)
    Member.objects.filter(pk__in=[member.pk for member in members]).update(left_at=moment)
    held: dict[UUID, int] = {}
    for role in roles:
        held[role.person_id] = held.get(role.person_id, 0) + 1
    return [(EmploymentEnded(one.person_id, roles=held.get(one.person_id, 0)), one) for one in members]


def _employ(newcomers: Told, by: Actor) -> None:
    """Make newcomers employees; those who have a role from before keep it."""
    people = [member.person_id for _event, member in newcomers]
    present = RoleAssignment.objects.filter(RoleAssignment.not_over(today()), person_id__in=people, role=ROLE)
    have = set(present.values_list("person_id", flat=True))
    given = [RoleAssignment(person_id=one, role=ROLE) for one in people if one not in have]
    RoleAssignment.objects.bulk_create(given, batch_size=BATCH)
    day = today().isoformat()
    record_many([(RoleGiven(one.person_id, ROLE, starts=day), one) for one in given], by=by)


@transaction.atomic
def discard_staff_list(row: StaffImport, *, by: Actor) -> None:
    """Throw a list away without doing anything with it."""
    row = StaffImport.objects.locked(row)
    if row.applied_at is not None:
        raise ImportIsOver
    record(StaffListDiscarded(), about=row, by=by)
    row.delete()
