"""The same keys and invitations in both towns, for the walks round every address."""

import secrets
from dataclasses import replace

from armkrok.core.identity.models import Session
from armkrok.core.members.models import Member
from armkrok.core.passkeys import queries
from armkrok.core.passkeys.actions import break_glass, invitations, keys
from armkrok.core.passkeys.proving import NewKey
from armkrok.site.settling import Settled
from tests.support.people import inside

OTHERS = {"sundby": "amina", "norrvik": "aisha"}


def passkeys(towns: Settled, slug: str) -> list[object]:
    """A key of somebody else's and one of Sara's own, in a town that has opened for them."""
    with inside(towns, "sara", slug) as actor:
        if not queries.is_open():
            fresh = Session(person=towns.people["sara"], method="bankid")
            break_glass.open_up("Övning", by=replace(actor, session=fresh))
        people = [towns.people[key].pk for key in (OTHERS[slug], "sara")]
        return [keys.add(one, "Säkerhetsnyckel", _new(), by=actor).pk for one in people]


def _new() -> NewKey:
    return NewKey(secrets.token_bytes(32), b"key", 0, [], is_syncable=False, is_backed_up=False)


def _invited(towns: Settled, slug: str, key: str) -> invitations.Link:
    with inside(towns, "sara", slug) as actor:
        member = Member.objects.select_related("person").get(person=towns.people[key])
        return invitations.make(member, by=actor)


def open_invitations(towns: Settled, slug: str) -> list[object]:
    """An invitation to somebody else; `passkeys` has come before."""
    return [_invited(towns, slug, OTHERS[slug]).invitation.pk]


def links(towns: Settled, slug: str) -> list[object]:
    """The token of an invitation to yet another."""
    other = {"sundby": "karin", "norrvik": "johan"}[slug]
    return [_invited(towns, slug, other).url.split("/")[-2]]
