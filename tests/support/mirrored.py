"""Two towns with the same things in both, and one person who may do everything in both.

She makes the isolation walk hard to pass: whatever she asks for with an id of the other town she would get,
if the organisation in the address did not decide.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from armkrok.core import registry
from armkrok.core.access.actor import Actor
from armkrok.core.access.models import ApiClient, ClientSecret, RoleAssignment
from armkrok.core.administration.actions import clients, groups
from armkrok.core.identity.models import Person
from armkrok.core.identity.people import number_of
from armkrok.core.members.models import Group, Member
from armkrok.core.tenants.models import Board, Organisation, Unit
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.services.signing import register
from armkrok.services.signing.actions import (
    copying,
    drafting,
    following,
    handing,
    listing,
    sending,
    uploading,
)
from armkrok.services.signing.actions import register as deciding
from armkrok.services.signing.actions.handing import Ticket
from armkrok.services.signing.models import (
    Act,
    Bulk,
    Culling,
    Delivery,
    Minutes,
    Party,
    Revocation,
    SigningRequest,
    StandIn,
)
from armkrok.site.settling import Settled
from tests.support.mirrored_exchange import PROVIDERS as EXCHANGE
from tests.support.mirrored_passkeys import links, open_invitations, passkeys
from tests.support.mirrored_protection import markings
from tests.support.mirrored_school import PROVIDERS as SCHOOL
from tests.support.mirrored_settings import deliveries, own_providers, receivers, staff_lists
from tests.support.papers import minutes
from tests.support.people import inside, looked_up

SIGNER = "ante"


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


def _requests(towns: Settled, slug: str) -> list[object]:
    """Drafts of Sara and a system, what both have sent to Sara and another, and one that is withdrawn.

    And of Sara's a draft with a list of people, and a template.
    """
    with inside(towns, "sara", slug) as actor:
        draft = uploading.upload([minutes(1)], "utkast.pdf", by=actor)
        sent = _sent(towns, actor)
        client = Actor(client_id=ApiClient.objects.get().pk, organisation=actor.organisation)
        ended = _sent(towns, actor)
        following.withdraw(ended, "Fel fil", by=actor)
        own = uploading.upload([minutes(1)], "systemets-utkast.pdf", by=client)
        person = towns.people[SIGNER]
        for one in (draft, own):
            drafting.add_person(one, person, name=person.name, email=f"{SIGNER}@sundby.example", title="")
        listed = _listed(towns, actor)
        template = copying.save_template(draft, "Mall", with_documents=True, is_shared=False, by=actor)
        every = (draft, sent, _sent(towns, client), ended, own, listed, template)
        return [one.pk for one in every]


def _types(towns: Settled, slug: str) -> list[object]:
    """A type of the town's own; those of the starting set are everybody's."""
    with inside(towns, "sara", slug) as actor:
        values = register.entry("other").kind.values() | {"name": f"Hundkontrakt i {slug}"}
        decision = deciding.Decision(today(), "Vi lånar ut hundar")
        return [deciding.add_type(values, decision, by=actor).key]


def _bodies(towns: Settled, slug: str) -> list[object]:
    """A board, and one request of Sara's and one of the system's are its minutes; `_requests` came before."""
    with inside(towns, "sara", slug) as actor:
        body = deciding.save_body({"name": "Kommunstyrelsen", "rule": "34 §"}, by=actor)
        made = SigningRequest.objects.filter(sender=actor.person, state=SigningRequest.State.OPEN)[0]
        system = SigningRequest.objects.filter(client_id__isnull=False, state=SigningRequest.State.OPEN)[0]
        for one in (made, system):
            Minutes.objects.create(request=one, body=body, meeting_day=today())
        return [body.pk]


def _sent(towns: Settled, actor: Actor) -> SigningRequest:
    draft = uploading.upload([minutes(1)], "protokoll.pdf", by=actor)
    for key in ("sara", SIGNER):
        person = towns.people[key]
        drafting.add_person(draft, person, name=person.name, email=f"{key}@sundby.example", title="")
    return sending.send(draft, by=actor)


def _handoffs(towns: Settled, slug: str) -> list[Ticket]:
    """A link by which a system has sent Sara here."""
    with inside(towns, "sara", slug) as actor:
        row = ApiClient.objects.get()
        ApiClient.objects.filter(pk=row.pk).update(return_urls=["https://8.8.8.8/klart"])
        client = Actor(client_id=row.pk, organisation=actor.organisation)
        party = Party.objects.select_related("request").filter(
            request__client_id=row.pk, request__state="open", person_id=actor.person_id
        )
        return [handing.hand_over(party[0], "https://8.8.8.8/klart", "x", by=client)]


def _own_parties(towns: Settled, slug: str) -> list[object]:
    """Sara's and the other's part in what the system has sent, and the other's in drafts and Sara's own."""
    with inside(towns, "sara", slug) as actor:
        rows = Party.objects.filter(request__client_id=ApiClient.objects.get().pk, request__state="open")
        drafted = Party.objects.filter(request__state="draft")
        asked = Party.objects.filter(
            request__sender=actor.person, request__state="open", request__bulk_id=None
        )
        others = asked.exclude(person_id=actor.person_id)[:1]
        return [one.pk for found in (rows, drafted, others) for one in found]


def _codes(towns: Settled, slug: str) -> list[object]:
    with inside(towns, "sara", slug):
        sent = SigningRequest.objects.exclude(state="draft")
        return [sent.values_list("code", flat=True)[0]]


def _packages(towns: Settled, slug: str) -> list[object]:
    """A package for the e-archive of a request that is culled since."""
    with inside(towns, "sara", slug):
        known = {"request_uuid": uuid4(), "identifier": f"{slug}-1", "sha256": "ab" * 32}
        return [Delivery.objects.create(**known).pk]


def _cullings(towns: Settled, slug: str) -> list[object]:
    """A decision that Sara has made."""
    with inside(towns, "sara", slug) as actor:
        return [Culling.objects.create(decided_by_id=actor.person_id, reference="KS 2026/1").pk]


def _acts(towns: Settled, slug: str) -> list[object]:
    """What Sara has signed by one use of her e-ID: nothing, in the end."""
    with inside(towns, "sara", slug) as actor:
        known = {"person_id": actor.person_id, "hidden_data": b'{"requests": []}', "answered_at": now()}
        return [Act.objects.create(**known).pk]


def _stand_ins(towns: Settled, slug: str) -> list[object]:
    """Somebody whom Sara has named for when she is away."""
    with inside(towns, "sara", slug) as actor:
        later = today() + timedelta(days=100)
        days = {"from_on": later, "until_on": later}
        other = towns.people[SIGNER]
        return [StandIn.objects.create(person_id=actor.person_id, other=other, name=other.name, **days).pk]


def _revocations(towns: Settled, slug: str) -> list[object]:
    """A revocation that somebody has asked for."""
    with scope(towns.organisations[slug].pk):
        asked_by = Member.objects.select_related("person").order_by("pk")[0].person
        return [Revocation.objects.create(serial="ABCDEF0123", reason="superseded", asked_by=asked_by).pk]


def _bulks(towns: Settled, slug: str) -> list[object]:
    """Lists that Sara and a system have said yes to."""
    with inside(towns, "sara", slug) as actor:
        client = Actor(client_id=ApiClient.objects.get().pk, organisation=actor.organisation)
        return [_bulk(towns, by).pk for by in (actor, client)]


def _bulk(towns: Settled, by: Actor) -> Bulk:
    return listing.accept(_listed(towns, by), only_good=False, by=by)


def _listed(towns: Settled, by: Actor) -> SigningRequest:
    """A draft with a list of people."""
    draft = uploading.upload([minutes(1)], "avtal.pdf", by=by)
    number = number_of(towns.people[SIGNER].pk)
    content = f"Namn;E-post;Personnummer\nAnte;ante@sundby.example;{number}\n".encode()
    listing.take_list(draft, content, "lista.csv", by=by)
    return draft


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
    "request_id": _requests,
    "code": _codes,
    "bulk_id": _bulks,
    "read_id": looked_up,
    "type_key": _types,
    "body_id": _bodies,
    "receiver_id": receivers,
    "delivery_id": deliveries,
    "package_id": _packages,
    "culling_id": _cullings,
    "revocation_id": _revocations,
    "party_id": _own_parties,
    "act_id": _acts,
    "stand_in_id": _stand_ins,
    "marking_id": markings,
    "handoff_id": lambda towns, slug: [one.handoff.pk for one in _handoffs(towns, slug)],
    "ticket": lambda towns, slug: [one.url.split("/")[-2] for one in _handoffs(towns, slug)],
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
