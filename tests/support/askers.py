"""Those who come to every page: the stranger, and Sara with one thing wrong with her right at a time.

Sara may do everything in both towns and takes part in everything, so nothing but the rule stops her.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from armkrok.core import registry
from armkrok.core.access.models import RoleAssignment
from armkrok.core.identity.models import Session
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Board, OpenService
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from tests.support.mandates import granted
from tests.support.mirrored import World
from tests.support.routes import Route
from tests.support.visitor import Visitor
from tests.support.walking import OTHER, OWN

DAY = timedelta(days=1)


def come(asker: str, world: World, route: Route) -> Visitor:
    """The asker at her browser, before a page with the route's permission and service; undo it afterwards."""
    if asker in PEOPLE:
        return PEOPLE[asker](world)
    if asker in SESSIONS:
        return _with_session(world, SESSIONS[asker](world))
    with scope(world.towns.organisations[OWN].pk):
        RIGHTS[asker](world.walker.pk, route)
    return Visitor(world.walker)


def _other_administrator(world: World) -> Visitor:
    """Birgitta may do everything, in Norrvik."""
    person = world.towns.people["birgitta"]
    with scope(world.towns.organisations[OTHER].pk):
        for role in registry.roles():
            RoleAssignment.objects.get_or_create(person=person, role=role)
    return Visitor(person)


def _colleague(world: World) -> Visitor:
    """Jonas has every role in Sundby. He has sent nothing, and nobody has asked him for anything."""
    person = world.towns.people["jonas"]
    with scope(world.towns.organisations[OWN].pk):
        for role in registry.roles():
            RoleAssignment.objects.get_or_create(person=person, role=role, defaults={"used_on": today()})
    return Visitor(person)


def _part(world: World) -> Visitor:
    """Jonas has the roles that may be limited, for a board that has no school and nothing else of his."""
    person = world.towns.people["jonas"]
    with scope(world.towns.organisations[OWN].pk):
        _held(person.pk).update(ended_at=now())
        board = Board.objects.create(name="Nämnden för annat")
        for role in registry.roles().values():
            if role.partial:
                RoleAssignment.objects.create(person=person, role=role.key, board=board, used_on=today())
    return Visitor(person)


def _with_session(world: World, fields: dict[str, object]) -> Visitor:
    visitor = Visitor()
    session = visitor.log_in(world.walker)
    Session.objects.filter(pk=session.pk).update(**fields)
    return visitor


def _held(person_id: UUID) -> QuerySet[RoleAssignment]:
    return RoleAssignment.objects.filter(person_id=person_id, ended_at=None)


def giving(permission: str) -> tuple[str, ...]:
    """The roles that give the permission."""
    return next((one.roles for one in registry.permissions() if one.key == permission), ())


def _on_a_board(person_id: UUID, _route: Route) -> None:
    _held(person_id).update(board=Board.objects.order_by("pk")[0])


def _wrong(person_id: UUID, route: Route) -> None:
    _held(person_id).filter(role__in=giving(route.view.permission)).update(ended_at=now())


def _over(person_id: UUID, _route: Route) -> None:
    _held(person_id).update(starts=today() - 10 * DAY, ends=today() - DAY)


def _tomorrow(person_id: UUID, _route: Route) -> None:
    _held(person_id).update(starts=today() + DAY, ends=None)


def _taken(person_id: UUID, _route: Route) -> None:
    _held(person_id).update(ended_at=now())


def _left(person_id: UUID, _route: Route) -> None:
    Member.objects.filter(person_id=person_id).update(left_at=now())


def _off(_person_id: UUID, route: Route) -> None:
    OpenService.objects.filter(service_key=route.view.service_key).delete()


def _right(person_id: UUID, route: Route) -> None:
    """One role that gives the permission, and no other."""
    roles = giving(route.view.permission)
    if roles:
        _held(person_id).exclude(role=roles[0]).update(ended_at=now())


PEOPLE: dict[str, Callable[[World], Visitor]] = {
    "nobody": lambda _world: Visitor(),
    "stranger": lambda world: Visitor(world.towns.people["vera"]),
    "elsewhere": _other_administrator,
    "colleague": _colleague,
    "part": _part,
}
SESSIONS: dict[str, Callable[[World], dict[str, object]]] = {
    "bound": lambda world: {"organisation_id": world.towns.organisations[OTHER].pk},
    "weak1": lambda _world: {"strength": 1},
    "weak2": lambda _world: {"strength": 2},
    "acting": lambda world: granted(world.walker, world.towns.people["vera"]),
}
RIGHTS: dict[str, Callable[[UUID, Route], None]] = {
    "board": _on_a_board,
    "wrong": _wrong,
    "over": _over,
    "tomorrow": _tomorrow,
    "taken": _taken,
    "left": _left,
    "off": _off,
    "right": _right,
}
