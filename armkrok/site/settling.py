"""Puts the two towns and their people into an empty database; demo and tests tell one story."""

from dataclasses import dataclass

from django.db import transaction

from armkrok.core import registry
from armkrok.core.access.models import RoleAssignment
from armkrok.core.identity import sealed
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
    everyone = _people()
    for town in towns.TOWNS:
        with scope(organisations[town.slug].pk):
            _furnish(town)
            _employ(towns.people_of(town.slug), everyone)
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
            "name": town.name, "code": town.code, "number": town.number, "theme": town.slug,
            "arms": town.arms, "phone": town.phone, "email": town.email,
        },
    )[0]  # fmt: skip


def _people() -> dict[str, Person]:
    """Everybody by key; those whose number is unknown are made."""
    lookups = {row.key: sealed.lookup(row.number) for row in towns.PEOPLE}
    numbers = IdentityNumber.objects.select_related("person").filter(lookup__in=lookups.values())
    known = {bytes(number.lookup): number.person for number in numbers}
    new = [row for row in towns.PEOPLE if lookups[row.key] not in known]
    made = dict(zip(new, Person.objects.bulk_create(Person(name=row.name) for row in new), strict=True))
    IdentityNumber.objects.bulk_create(
        IdentityNumber(person=person, sealed=sealed.seal(row.number), lookup=lookups[row.key])
        for row, person in made.items()
    )
    return {row.key: known.get(lookups[row.key]) or made[row] for row in towns.PEOPLE}


def _furnish(town: TownData) -> None:
    Board.objects.bulk_create([Board(name=data.name) for data in town.boards], ignore_conflicts=True)
    boards = {board.name: board for board in Board.objects.all()}
    units = [Unit(name=name, board=boards[data.name]) for data in town.boards for name in data.units]
    Unit.objects.bulk_create(units, ignore_conflicts=True)
    keys = [service.key for service in registry.services() if not service.always_open]
    OpenService.objects.bulk_create([OpenService(service_key=key) for key in keys], ignore_conflicts=True)


def _employ(rows: tuple[PersonData, ...], everyone: dict[str, Person]) -> None:
    units = {unit.name: unit for unit in Unit.objects.all()}
    Member.objects.bulk_create(
        [
            Member(person=everyone[row.key], email=row.email, title=row.title, unit=units[row.unit])
            for row in rows
        ],
        ignore_conflicts=True,
    )
    held = set(RoleAssignment.objects.values_list("person_id", "role"))
    wanted = [(everyone[row.key].pk, role) for row in rows for role in row.roles]
    RoleAssignment.objects.bulk_create(
        [RoleAssignment(person_id=person, role=role) for person, role in wanted if (person, role) not in held]
    )


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
