"""Municipalities and the people who work there."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from armkrok.core import registry
from armkrok.core.access.models import RoleAssignment
from armkrok.core.identity import sealed
from armkrok.core.identity.models import IdentityNumber, Person
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Board, OpenService, Organisation, Unit
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.kit.numbers import allowed_test_numbers
from armkrok.site import towns
from armkrok.site.seeding.chance import Chance
from armkrok.site.seeding.copying import put
from armkrok.site.seeding.sizes import Plan

UNITS = ("Kommunkansliet", "Socialkontoret", "Utbildningskontoret", "Tekniska kontoret")


@dataclass(frozen=True)
class Somebody:
    """A person, her address in the municipality, and her number when there is a test number left for her."""

    id: UUID
    given_name: str
    surname: str
    email: str
    number: str

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.given_name} {self.surname}"


@dataclass(frozen=True)
class Town:
    """A municipality with its people; the first of them is its administrator."""

    plan: Plan
    id: UUID
    people: list[Somebody]


def spare_numbers() -> Iterator[str]:
    """Published test numbers that nobody in the two towns has."""
    taken = {row.number for row in towns.PEOPLE}
    return iter(sorted(allowed_test_numbers() - taken))


def imagine(plan: Plan, numbers: Iterator[str]) -> Town:
    """The municipality as it always is, before it is stored."""
    chance = Chance(f"people {plan.code}")
    own_id = chance.id()
    people = []
    for place in range(plan.people):
        given, surname = chance.name()
        email = f"person{place}@{plan.slug}.example"
        people.append(Somebody(chance.id(), given, surname, email, next(numbers, "")))
    return Town(plan, own_id, people)


@transaction.atomic
def settle(town: Town) -> None:
    """Store the municipality, its people and their roles; nothing when it is there."""
    plan = town.plan
    defaults = {
        "slug": plan.slug,
        "name": plan.name,
        "code": plan.code,
        "arms": "arms-armkrok",
        "email": f"info@{plan.slug}.example",
    }
    if not Organisation.objects.get_or_create(pk=town.id, defaults=defaults)[1]:
        return
    moment = now()
    put(
        Person,
        ("id", "name", "given_name", "surname", "is_verified", "is_protected", "language", "created_at"),
        ((one.id, one.name, one.given_name, one.surname, True, False, "sv", moment) for one in town.people),
    )
    put(IdentityNumber, ("id", "person_id", "sealed", "lookup", "since"), _numbers(town))
    with scope(town.id):
        units = _units()
        _open_services()
        chance = Chance(f"members {plan.code}")
        put(
            Member,
            ("id", "organisation_id", "person_id", "email", "title", "unit_id", "joined_at"),
            (
                (chance.id(), town.id, one.id, one.email, "Handläggare", chance.choice(units), moment)
                for one in town.people
            ),
        )
        put(RoleAssignment, ("id", "organisation_id", "person_id", "role", "starts"), _roles(town, chance))


def _numbers(town: Town) -> Iterator[tuple[object, ...]]:
    chance = Chance(f"numbers {town.plan.code}")
    for one in town.people:
        if one.number:
            yield chance.id(), one.id, sealed.seal(one.number), sealed.lookup(one.number), now()


def _units() -> list[UUID]:
    board = Board.objects.create(name="Kommunstyrelsen")
    return [Unit.objects.create(name=name, board=board).pk for name in UNITS]


def _open_services() -> None:
    for service in registry.services():
        if not service.always_open:
            OpenService.objects.create(service_key=service.key)


def _roles(town: Town, chance: Chance) -> Iterator[tuple[object, ...]]:
    for place, one in enumerate(town.people):
        yield chance.id(), town.id, one.id, "employee", today()
        if place == 0:
            yield chance.id(), town.id, one.id, "administrator", today()
