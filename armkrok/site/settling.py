"""Puts the two towns and their people into an empty database; demo and tests tell one story."""

from dataclasses import dataclass

from django.db import transaction

from armkrok.core import registry
from armkrok.core.access.models import RoleAssignment
from armkrok.core.identity import people, sealed
from armkrok.core.identity.models import IdentityNumber, Person
from armkrok.core.members.models import Group, GroupEntry, Member
from armkrok.core.tenants.models import Board, OpenService, Organisation, Unit
from armkrok.core.tenants.scope import scope
from armkrok.site import towns
from armkrok.site.towns import PersonData, TownData


@dataclass(frozen=True)
class Settled:
    """What was made, by slug and by key."""

    organisations: dict[str, Organisation]
    people: dict[str, Person]


@transaction.atomic
def settle() -> Settled:
    """Both towns, the operator, everybody in armkrok.site.towns, and the cooperation group of twenty.

    This is the state that an import from a personnel system would leave: no events are recorded. May be run
    again; what exists is left alone.
    """
    _operator()
    organisations = {town.slug: _organisation(town) for town in towns.TOWNS}
    everyone = {row.key: _person(row) for row in towns.PEOPLE}
    for town in towns.TOWNS:
        with scope(organisations[town.slug].pk):
            _furnish(town)
            for row in towns.people_of(town.slug):
                _employ(row, everyone[row.key])
            if town == towns.SUNDBY:
                _group(everyone)
    return Settled(organisations, everyone)


def _operator() -> None:
    data = towns.OPERATOR
    Organisation.objects.get_or_create(
        slug=data.slug,
        defaults={
            "name": data.name, "kind": Organisation.Kind.ASSOCIATION, "theme": "armkrok", "arms": data.arms,
            "phone": data.phone, "email": data.email, "is_operator": True,
        },
    )  # fmt: skip


def _organisation(town: TownData) -> Organisation:
    return Organisation.objects.get_or_create(
        slug=town.slug,
        defaults={
            "name": town.name, "code": town.code, "theme": town.slug, "arms": town.arms, "phone": town.phone,
            "email": town.email,
        },
    )[0]  # fmt: skip


def _person(row: PersonData) -> Person:
    known = people.find(row.number)
    if known is not None:
        return known
    person = Person.objects.create(name=row.name)
    IdentityNumber.objects.create(
        person=person, sealed=sealed.seal(row.number), lookup=sealed.lookup(row.number)
    )
    return person


def _furnish(town: TownData) -> None:
    for data in town.boards:
        board, _ = Board.objects.get_or_create(name=data.name)
        for name in data.units:
            Unit.objects.get_or_create(name=name, defaults={"board": board})
    for service in registry.services():
        if not service.always_open:
            OpenService.objects.get_or_create(service_key=service.key)


def _employ(row: PersonData, person: Person) -> None:
    unit = Unit.objects.get(name=row.unit)
    Member.objects.get_or_create(
        person=person, defaults={"email": row.email, "title": row.title, "unit": unit}
    )
    for role in row.roles:
        RoleAssignment.objects.get_or_create(person=person, role=role)


def _group(everyone: dict[str, Person]) -> None:
    group, added = Group.objects.get_or_create(name=towns.COOPERATION_GROUP)
    if not added:
        return
    rows = [towns.person(key) for key in towns.COOPERATION_GROUP_PEOPLE]
    GroupEntry.objects.bulk_create(
        GroupEntry(
            group=group,
            person=everyone[row.key],
            name=row.name,
            email=row.email,
            title=row.title,
            position=place,
        )
        for place, row in enumerate(rows, start=1)
    )
