"""From an actor to who she is in the roster, and to the schools, classes and pupils that she may see."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from armkrok.core.access.actor import Actor
from armkrok.core.access.decide import giving
from armkrok.core.access.models import RoleAssignment
from armkrok.core.identity.guarding import is_hidden
from armkrok.kit.days import today
from armkrok.kit.refusals import NotFound, existing
from armkrok.services.school.models import Duty, Membership, PupilGroup, RosterPerson, SchoolUnit
from armkrok.services.school.models.class_order import youngest_first
from armkrok.services.school.models.days import running

WHOLE = frozenset({"school.manage", "school.roster"})
"""Who holds one of these sees every school."""


def staff_of(actor: Actor) -> RosterPerson | None:
    """Who the actor is in the roster; of several rows the one with a running duty."""
    if actor.person is None:
        return None
    duty = Duty.objects.filter(running(today()), gone_at=None, person=OuterRef("pk"))
    rows = RosterPerson.objects.filter(person_id=actor.person_id, gone_at=None)
    return rows.order_by(Exists(duty).desc(), "pk").first()


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees every school, class and pupil."""
    return bool(WHOLE & actor.permissions)


def present(units: QuerySet[SchoolUnit]) -> QuerySet[SchoolUnit]:
    """Those of them that are school units and have not gone, by name."""
    return units.filter(gone_at=None, kind=SchoolUnit.Kind.UNIT).order_by("name", "pk")


def units_of(actor: Actor) -> QuerySet[SchoolUnit]:
    """School units where the actor works, or has a role for the workplace; all of them, when sees_all()."""
    if sees_all(actor):
        return present(SchoolUnit.objects.all())
    return _units_by(actor, "school.classes", "school.approve")


def approved_units(actor: Actor) -> QuerySet[SchoolUnit]:
    """School units where the actor may approve orders, and so sees every class."""
    return _units_by(actor, "school.approve")


def _units_by(actor: Actor, *permissions: str) -> QuerySet[SchoolUnit]:
    """Where a role limited to the workplace, or to its board, gives one of the permissions.

    And where the actor works, when she has one of them in the whole organisation.
    """
    units = present(SchoolUnit.objects.all())
    if actor.person is None:
        return units.none()
    roles = {role for one in permissions for role in giving(one)}
    held = RoleAssignment.objects.filter(
        RoleAssignment.in_force(today()), person_id=actor.person_id, role__in=roles
    )
    seen = Q(workplace__in=held.values("unit_id")) | Q(workplace__board__in=held.values("board_id"))
    if actor.permissions.difference(actor.partial).intersection(permissions):
        duties = Duty.objects.filter(running(today()), gone_at=None, person__person=actor.person_id)
        seen |= Q(pk__in=duties.filter(person__gone_at=None).values("unit_id"))
    return units.filter(seen)


def groups_of(staff: RosterPerson, on: date) -> QuerySet[PupilGroup]:
    """Groups that somebody employed teaches, or has a part in as mentor, on the day."""
    present = PupilGroup.objects.filter(running(on), gone_at=None)
    taught = present.filter(
        running(on, "activities__"),
        running(on, "activities__teachings__"),
        running(on, "activities__teachings__duty__"),
        activities__gone_at=None,
        activities__teachings__duty__gone_at=None,
        activities__teachings__duty__person=staff,
    )
    mentored = present.filter(
        running(on, "assignments__"),
        running(on, "assignments__duty__"),
        assignments__duty__gone_at=None,
        assignments__duty__person=staff,
    )
    ids = taught.values("pk").union(mentored.values("pk"))
    return PupilGroup.objects.filter(pk__in=ids).order_by(*youngest_first(), "pk")


def own_groups(actor: Actor) -> QuerySet[PupilGroup]:
    """Groups that the actor teaches or has a part in today; of a limited teacher's, those of her schools."""
    staff = staff_of(actor)
    groups = groups_of(staff, today()) if staff else PupilGroup.objects.none()
    if "school.classes" in actor.partial:
        groups = groups.filter(unit__in=units_of(actor).order_by().values("pk"))
    return groups


def unit_for(actor: Actor, unit_id: UUID) -> SchoolUnit:
    """A school unit that the actor may see; raises NotFound."""
    return existing(units_of(actor).filter(pk=unit_id).first())


def groups_for(actor: Actor) -> QuerySet[PupilGroup]:
    """Groups that the actor may see: all, when sees_all(); a principal's school's; a teacher's own."""
    present = PupilGroup.objects.filter(gone_at=None)
    if sees_all(actor):
        return present
    seen = Q(unit__in=approved_units(actor).order_by().values("pk"))
    return present.filter(seen | Q(pk__in=own_groups(actor).order_by().values("pk")))


def group_for(actor: Actor, group_id: UUID) -> PupilGroup:
    """A group that the actor may see; raises NotFound."""
    return existing(groups_for(actor).select_related("unit").filter(pk=group_id).first())


def pupil_for(actor: Actor, pupil_id: UUID) -> RosterPerson:
    """A pupil in a group that the actor may see, shown by name to her; raises NotFound.

    Who may not see a protected pupil's name may not know more of her either.
    """
    rows = RosterPerson.objects.filter(pk=pupil_id)
    if not sees_all(actor):
        held = Membership.objects.filter(running(today()), pupil=OuterRef("pk"), group__in=groups_for(actor))
        rows = rows.filter(Exists(held), gone_at=None)
    found = rows.first()
    if found is None or is_hidden(found.given_name or found.surname):
        raise NotFound
    return found
