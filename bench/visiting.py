"""`python -m bench.visiting FILE`: people of a seeded database, logged in, and the pages they may see.

Half are ordinary people with something to sign, half are those who have sent the most.
Writes {"cookie": name of the cookie, "visits": {page: [[address, cookie value], …]}}.
"""

import json
import random
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from armkrok.site.cli.django_setup import set_up

TOWNS = 40
EACH = 8
LOA = "http://id.elegnamnden.se/loa/1.0/loa3"


def main() -> int:
    """Choose the people, begin their sessions, write the file."""
    set_up()
    from django.conf import settings

    from armkrok.core.tenants.models import Organisation

    chance = random.Random("pages")  # noqa: S311  (the same people every time)
    towns = list(Organisation.objects.exclude(code="").order_by("code"))
    visits: dict[str, list[list[str]]] = {"mina": [], "sign": [], "progress": [], "list": [], "search": []}
    for town in chance.sample(towns, min(TOWNS, len(towns))):
        for page, address, person_id in _pages(town):
            visits[page].append([address, _session(person_id)])
    for rows in visits.values():
        chance.shuffle(rows)
    Path(sys.argv[1]).write_text(json.dumps({"cookie": settings.LOGIN_COOKIE, "visits": visits}))
    return 0


def _pages(town: Any) -> Iterator[tuple[str, str, UUID]]:
    from django.db.models import Count

    from armkrok.core.tenants.scope import scope
    from armkrok.services.signing.models import Party, SigningRequest

    start = f"/{town.slug}/underskrift/"
    with scope(town.pk):
        asked = Party.objects.filter(request__state="open", state__in=("invited", "opened"))
        for party in asked.order_by("pk")[:EACH]:
            yield "mina", "/mina/", party.person_id
            yield "sign", f"{start}{party.request_id}/skriv-under/", party.person_id
        senders = SigningRequest.objects.values("sender_id").annotate(many=Count("id")).order_by("-many")
        for row in list(senders[:EACH]):
            yield "mina", "/mina/", row["sender_id"]
            yield "list", start, row["sender_id"]
            yield "search", f"{start}?q=avtal", row["sender_id"]
            newest = SigningRequest.objects.filter(sender_id=row["sender_id"]).exclude(state="draft")
            for one in newest.order_by("-created_at")[:2]:
                yield "progress", f"{start}{one.pk}/", row["sender_id"]


def _session(person_id: UUID) -> str:
    from armkrok.core.identity.models import Session
    from armkrok.core.identity.sessions import digest

    token = secrets.token_urlsafe(32)
    Session.objects.create(person_id=person_id, token_hash=digest(token), method="bankid", loa=LOA)
    return token


if __name__ == "__main__":
    sys.exit(main())
