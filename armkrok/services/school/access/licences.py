"""From an id and an actor to a licence, a seat or somebody who may have one."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from armkrok.core.access.actor import Actor
from armkrok.kit.days import today
from armkrok.kit.refusals import NotFound, existing
from armkrok.services.school.access.ordering import decided_units
from armkrok.services.school.access.roster import groups_for, present, units_of
from armkrok.services.school.models import (
    Duty,
    Licence,
    LineGroup,
    Membership,
    PupilGroup,
    RosterPerson,
    SchoolUnit,
    Seat,
    Title,
    YearChange,
)
from armkrok.services.school.models.class_order import youngest_first
from armkrok.services.school.models.days import running, unended

WHOLE = "school.manage"


def seen_licences(actor: Actor) -> QuerySet[Licence]:
    """All, for those who manage; a principal's school's; else one's own groups' and what one has ordered.

    Everybody at a school sees what is for all of it.
    """
    found = Licence.objects.select_related("title", "unit", "line__order")
    if WHOLE in actor.permissions:
        return found
    own = LineGroup.objects.filter(line=OuterRef("line"), group__in=groups_for(actor).order_by().values("pk"))
    seen = Q(Exists(own)) | Q(unit__in=led_units(actor).order_by().values("pk"))
    seen |= Q(title__scope=Title.Scope.SCHOOL, unit__in=units_of(actor).order_by().values("pk"))
    seen |= Q(title__scope=Title.Scope.MUNICIPALITY) | Q(line__order__orderer_id=actor.person_id)
    return found.filter(seen)


def led_units(actor: Actor) -> QuerySet[SchoolUnit]:
    """Schools whose licences and costs the actor answers for: all, or those where she decides on orders."""
    units = units_of(actor)
    if WHOLE in actor.permissions:
        return units
    if "school.approve" not in actor.permissions:
        return units.none()
    return present(decided_units(actor))


def licence_for(actor: Actor, licence_id: UUID) -> Licence:
    """A licence that the actor may see; raises NotFound."""
    return existing(seen_licences(actor).filter(pk=licence_id).first())


def led_licence(actor: Actor, licence_id: UUID) -> Licence:
    """A licence whose reference and ways the actor may change; raises NotFound."""
    licence = licence_for(actor, licence_id)
    if not leads(actor, licence):
        raise NotFound
    return licence


def more_groups(actor: Actor, licence: Licence) -> QuerySet[PupilGroup]:
    """The school's other groups, that may use the licence as well; none when each group costs one."""
    found = groups_for(actor).filter(unended(today()), unit=licence.unit_id)
    if licence.title.scope == Title.Scope.GROUP:
        return found.none()
    known = LineGroup.objects.filter(line=licence.line_id)
    return found.exclude(pk__in=known.values("group_id")).order_by(*youngest_first(), "pk")


def leads(actor: Actor, licence: Licence) -> bool:
    """Whether the actor answers for the licence."""
    return WHOLE in actor.permissions or led_units(actor).filter(pk__in=[licence.unit_id]).exists()


def people_of(actor: Actor, licence: Licence) -> QuerySet[RosterPerson]:
    """Those of the licence's school who may have a seat, and whom the actor may see."""
    day = today()
    groups = groups_for(actor).order_by()
    if licence.unit_id:
        groups = groups.filter(unit=licence.unit_id)
    members = Membership.objects.filter(running(day), group__in=groups.values("pk"))
    units = units_of(actor).order_by()
    staff = Duty.objects.filter(running(day), gone_at=None, unit__in=units.values("pk"))
    if licence.title.scope == Title.Scope.TEACHER:
        return RosterPerson.objects.filter(gone_at=None, pk__in=staff.values("person_id"))
    return RosterPerson.objects.filter(gone_at=None, pk__in=members.values("pupil_id"))


def seen_seats(actor: Actor, licence: Licence) -> QuerySet[Seat]:
    """Seats of the licence whose holders the actor may see: all, for those who answer for it."""
    found = Seat.objects.filter(licence=licence).select_related("holder")
    if leads(actor, licence):
        return found
    return found.filter(holder__in=people_of(actor, licence).order_by().values("pk"))


def seat_for(actor: Actor, seat_id: UUID) -> Seat:
    """A seat in use that the actor may return or move; raises NotFound."""
    found = Seat.objects.filter(pk=seat_id, returned_on=None).first()
    if found is None:
        raise NotFound
    licence = licence_for(actor, found.licence_id)
    return existing(
        seen_seats(actor, licence).select_related("holder", "licence__title").filter(pk=seat_id).first()
    )


def holder_for(actor: Actor, licence: Licence, person_id: UUID) -> RosterPerson:
    """Somebody who may have a seat and whom the actor may see; raises NotFound."""
    return existing(people_of(actor, licence).filter(pk=person_id).first())


def led_unit(actor: Actor, unit_id: UUID) -> SchoolUnit:
    """A school whose licences the actor answers for; raises NotFound."""
    return existing(led_units(actor).filter(pk=unit_id).first())


def year_change_for(actor: Actor, change_id: UUID) -> YearChange:
    """A school's change of year that the actor answers for; raises NotFound."""
    units = led_units(actor).order_by().values("pk")
    return existing(YearChange.objects.select_related("unit").filter(pk=change_id, unit__in=units).first())
