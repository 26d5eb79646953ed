"""Two towns with the same things in both, and one person who may do everything in both.

She makes the isolation walk hard to pass: whatever she asks for with an id of the other town she would get,
if the organisation in the address did not decide.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from armkrok.core import registry
from armkrok.core.access.models import ApiClient, ClientSecret, RoleAssignment
from armkrok.core.administration.actions import clients, groups
from armkrok.core.identity.models import Person
from armkrok.core.members.models import Group, Member
from armkrok.core.tenants.models import Board, Organisation, Unit
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.mirrored_exchange import PROVIDERS as EXCHANGE
from tests.support.mirrored_passkeys import links, open_invitations, passkeys
from tests.support.mirrored_protection import markings
from tests.support.mirrored_school import PROVIDERS as SCHOOL
from tests.support.mirrored_settings import deliveries, own_providers, receivers, staff_lists
from tests.support.mirrored_signing import PROVIDERS as SIGNING
from tests.support.people import inside, looked_up


@dataclass
class Town:
    """One of the towns: the values that its addresses may hold, by the name in the address."""

    organisation: Organisation
    client_id: str = ""
    secret: str = ""
    values: dict[str, list[object]] = field(default_factory=dict)


@dataclass
class World:
    """Both towns, and who walks."""

    towns: Settled
    walker: Person
    by_slug: dict[str, Town]


def mirrored(towns: Settled) -> World:
    """Let Sara of Sundby do everything in both towns, and make the same things in both."""
    walker = towns.people["sara"]
    for place in towns.organisations.values():
        with scope(place.pk):
            Member.objects.get_or_create(person=walker, defaults={"email": "sara.lind@sundby.example"})
            for role in registry.roles():
                RoleAssignment.objects.get_or_create(person=walker, role=role)
    return World(towns, walker, {slug: _furnished(towns, slug) for slug in towns.organisations})


def _furnished(towns: Settled, slug: str) -> Town:
    town = Town(towns.organisations[slug])
    with inside(towns, "sara", slug) as actor:
        permissions = [permission.key for permission in clients.scopes_for_clients()]
        made = clients.add_client("Ärendesystemet", permissions, by=actor)
        town.client_id, town.secret = made.client_id, made.secret
        if not Group.objects.exists():
            groups.add_group("Samverkansgruppen", by=actor)
    town.values = {name: provider(towns, slug) for name, provider in PROVIDERS.items()}
    return town


def _only_here(towns: Settled, slug: str) -> list[object]:
    """Somebody who works in this town alone."""
    return [towns.people["amina" if slug == "sundby" else "aisha"].pk]


def _two_secrets(towns: Settled, slug: str) -> list[object]:
    """The old secret of a system that is changing its secret."""
    with inside(towns, "sara", slug) as actor:
        old = ClientSecret.objects.order_by("pk")[0]
        clients.change_secret(old.client, 7, by=actor)
        return [old.pk]


def _users_of_directory(towns: Settled, slug: str) -> list[object]:
    """Somebody who works in this town alone, by the row that a directory knows."""
    with scope(towns.organisations[slug].pk):
        return [Member.objects.get(person_id=str(_only_here(towns, slug)[0])).pk]


def _first(kind: type) -> Callable[[Settled, str], list[object]]:
    def found(towns: Settled, slug: str) -> list[object]:
        with scope(towns.organisations[slug].pk):
            return [kind.objects.order_by("pk").values_list("pk", flat=True)[0]]  # type: ignore[attr-defined]

    return found


PROVIDERS: dict[str, Callable[[Settled, str], list[object]]] = {
    "person_id": _only_here,
    "import_id": staff_lists,
    "provider_id": own_providers,
    "assignment_id": _first(RoleAssignment),
    "group_id": _first(Group),
    "board_id": _first(Board),
    "unit_id": _first(Unit),
    "client_id": _first(ApiClient),
    "secret_id": _two_secrets,
    **SIGNING,
    "read_id": looked_up,
    "receiver_id": receivers,
    "delivery_id": deliveries,
    "marking_id": markings,
    "passkey_id": passkeys,
    "invitation_id": open_invitations,
    "invitation": links,
    "scim_user": _users_of_directory,
    "scim_group": _first(Group),
    **SCHOOL,
    **EXCHANGE,
    "elsewhere": lambda _towns, _slug: ["Elsewhere"],
    "key": lambda _towns, _slug: ["Elsewhere"],
    "way": lambda _towns, _slug: [uuid4()],
    "place": lambda _towns, _slug: [1],
    "number": lambda _towns, _slug: [1],
}
"""Values for each name that may stand in an address. A new name in a urls.py needs its line here."""
