"""Licences at the small school, delivered as orders are. Call inside a scope."""

from datetime import date, timedelta
from uuid import UUID

from armkrok.core.identity.models import Person
from armkrok.kit.days import today
from armkrok.services.school.actions import licences
from armkrok.services.school.models import (
    Licence,
    LineGroup,
    Membership,
    Order,
    OrderLine,
    PupilGroup,
    RosterPerson,
    Seat,
    Title,
)
from armkrok.services.school.models.terms import period
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support import school_orders

LONG = timedelta(days=200)
REUSABLE = {"reusable": True, "starts_on": Title.Starts.ASSIGNMENT}


def title(name: str = "Ord och bild", **facts: object) -> Title:
    """A title whose seats run twelve months from assignment, and may be reused."""
    return school_orders.title(name, **(REUSABLE | facts))


def line(
    orderer: Person, of: Title, *groups: PupilGroup, seats: int = 4, starts: date | None = None
) -> OrderLine:
    """A confirmed order of the title for the groups; `starts` is when it was wanted."""
    first, last = period(of, starts or today())
    order = Order.objects.create(
        supplier=of.supplier, unit=ground.unit(), orderer=orderer, state=Order.State.CONFIRMED,
        number=Order.objects.count() + 1, wanted_on=first, total=seats * of.price,
    )  # fmt: skip
    made: OrderLine = OrderLine.objects.create(
        order=order, title=of, quantity=seats, price=of.price, vat_percent=of.vat_percent, starts_on=first,
        ends_on=last,
    )  # fmt: skip
    LineGroup.objects.bulk_create(LineGroup(line=made, group=one) for one in groups)
    return made


def licence(
    towns: Settled, of: Title, *groups: PupilGroup, seats: int = 4, on: date | None = None,
    reference: str = "LIN-77",
) -> Licence:  # fmt: skip
    """What Elif ordered, delivered on the day, or today."""
    ordered = line(towns.people["elif"], of, *groups, seats=seats, starts=on)
    return licences.deliver(ordered, seats, reference, on or today())


def held(one: Licence) -> list[str]:
    """The names of those who have a seat."""
    seats = Seat.objects.filter(licence=one, returned_on=None).select_related("holder")
    return [seat.holder.name for seat in seats.order_by("holder__sort_key")]


def leave(person: RosterPerson, group: PupilGroup, last: date | None = None) -> None:
    """Yesterday was the pupil's last day in the group."""
    Membership.objects.filter(pupil=person, group=group).update(end_on=last or today() - timedelta(days=1))


def join(person: RosterPerson, group: PupilGroup) -> None:
    """The pupil is in the group from today."""
    Membership.objects.create(pupil=person, group=group, start_on=today())


def order_id(one: Licence) -> UUID:
    """The order that it came from."""
    return OrderLine.objects.get(pk=one.line_id).order_id
