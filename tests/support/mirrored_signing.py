"""The same of signing in both towns: requests, their parts, and what the archive has."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from armkrok.core.access.actor import Actor
from armkrok.core.access.models import ApiClient
from armkrok.core.identity.people import number_of
from armkrok.core.members.models import Member
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
from tests.support.papers import minutes
from tests.support.people import inside

SIGNER = "ante"


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
    "request_id": _requests,
    "code": _codes,
    "bulk_id": _bulks,
    "type_key": _types,
    "body_id": _bodies,
    "package_id": _packages,
    "culling_id": _cullings,
    "revocation_id": _revocations,
    "party_id": _own_parties,
    "act_id": _acts,
    "stand_in_id": _stand_ins,
    "handoff_id": lambda towns, slug: [one.handoff.pk for one in _handoffs(towns, slug)],
    "ticket": lambda towns, slug: [one.url.split("/")[-2] for one in _handoffs(towns, slug)],
}
