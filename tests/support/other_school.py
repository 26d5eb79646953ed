"""A second school in a town, with all that the first has; its names hold "Tallmo". Call inside a scope."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import models

from armkrok.core.identity.models import Person
from armkrok.kit.days import now, today
from armkrok.services.school.actions import licences
from armkrok.services.school.models import (
    Budget,
    Duty,
    Enrolment,
    LineGroup,
    Membership,
    Order,
    OrderLine,
    PupilGroup,
    RosterPerson,
    SchoolUnit,
    Seat,
    YearChange,
)
from tests.support import school_ground as ground
from tests.support import school_licences, school_orders

MARK = "Tallmo"


@dataclass(frozen=True)
class OtherSchool:
    """What there is, by kind; and by the names that addresses have for it."""

    rows: dict[type[models.Model], models.Model]
    values: dict[str, UUID]


def other_school(worker: Person) -> OtherSchool:
    """Tallmoskolan, where `worker` works, has ordered, and waits."""
    unit = _unit()
    group = _group(unit)
    pupil = RosterPerson.objects.get(given_name="Gry")
    order = _order(worker, unit, group, Order.State.SUBMITTED, 901)
    delivered = _order(worker, unit, group, Order.State.CONFIRMED, 902)
    draft = _order(worker, unit, group, Order.State.DRAFT, None)
    line = OrderLine.objects.get(order=delivered)
    licence = licences.deliver(line, 4, "TALLMO-1", today())
    change = YearChange.objects.create(unit=unit, year=2031, begun_by=worker.pk)
    budget = Budget.objects.get(unit=unit)
    seat = Seat.objects.filter(licence=licence).order_by("pk")[0]
    values = {
        "school_unit_id": unit.pk, "school_group_id": group.pk, "pupil_id": pupil.pk, "order_id": order.pk,
        "line_id": OrderLine.objects.get(order=draft).pk, "budget_id": budget.pk, "licence_id": licence.pk,
        "seat_id": seat.pk, "year_change_id": change.pk,
    }  # fmt: skip
    kept: list[models.Model] = [unit, group, pupil, order, line, licence, change, budget, seat]
    return OtherSchool({type(one): one for one in kept}, values)


def _rostered(**facts: object) -> dict[str, Any]:
    return {"source_id": uuid4(), "digest": bytes(16), **facts}


def _unit() -> SchoolUnit:
    unit: SchoolUnit = SchoolUnit.objects.create(
        **_rostered(kind=SchoolUnit.Kind.UNIT, name="Tallmoskolan", code="87654321", school_types=["GR"])
    )
    year = school_orders.WANTED.year
    Budget.objects.create(unit=unit, year=year, name="Tallmoskolans pengar", amount=Decimal(90_000))
    return unit


def _group(unit: SchoolUnit) -> PupilGroup:
    group: PupilGroup = PupilGroup.objects.create(
        **_rostered(name="Tallmo 9", kind="Klass", school_type="GR", unit=unit)
    )
    for given in ("Gry", "Grim"):
        pupil = RosterPerson.objects.create(**_rostered(given_name=given, surname="Tallmoqvist"))
        Membership.objects.create(group=group, pupil=pupil, start_on=today() - timedelta(days=30))
        Enrolment.objects.create(pupil=pupil, unit=unit, school_type="GR", school_year=9)
    return group


def _order(
    worker: Person, unit: SchoolUnit, group: PupilGroup, state: Order.State, number: int | None
) -> Order:
    if not Duty.objects.filter(unit=unit).exists():
        person = RosterPerson.objects.create(
            **_rostered(given_name="Greta", surname="Tallmoström", person=worker)
        )
        Duty.objects.create(**_rostered(person=person, unit=unit, role="Lärare"))
    title = school_licences.title("Skogens matematik")
    order: Order = Order.objects.create(
        supplier=ground.supplier(), unit=unit, orderer=worker, state=state, number=number, total=248,
        budget=Budget.objects.get(unit=unit), wanted_on=school_orders.WANTED, motive="Tallmo behöver det",
        submitted_at=now() if number else None,
    )  # fmt: skip
    line = OrderLine.objects.create(
        order=order, title=title, pupils=2, needed=2, quantity=4, price=title.price, vat_percent=25,
        starts_on=today(), ends_on=school_orders.WANTED,
    )  # fmt: skip
    LineGroup.objects.create(line=line, group=group)
    return order
