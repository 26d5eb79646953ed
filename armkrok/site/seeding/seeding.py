"""The order in which it is done, so that it can be stopped at any time and taken up again."""

from collections.abc import Callable, Iterator
from itertools import islice
from uuid import UUID

from django.db import connection, connections

from armkrok.core.audit.models import AuditRow
from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.demo import minutes
from armkrok.services.signing.engine import bounded_rebuild
from armkrok.services.signing.models import Document, Party, SigningRequest
from armkrok.site.seeding import log_rows, people, requests
from armkrok.site.seeding.copying import put
from armkrok.site.seeding.people import Town
from armkrok.site.seeding.sizes import Size, plans
from armkrok.site.seeding.task_rows import add_tasks

AT_ONCE = 100
"""Requests in one transaction. Each audit row makes one more version of the chain's head until commit."""

Say = Callable[[str], None]


def seed(size: Size, say: Say) -> None:
    """Fill the database; what is there already is left alone."""
    add_people(size, say)
    add_requests(size, say)


def add_people(size: Size, say: Say) -> None:
    """The municipalities and everybody who works there."""
    every = _towns(size)
    for town in every:
        people.settle(town)
    say(f"{len(every)} kommuner, {sum(len(town.people) for town in every)} personer")


def add_requests(size: Size, say: Say, part: int = 0, parts: int = 1) -> None:
    """The requests of every municipality, or of one in `parts`; different parts can be added at once."""
    every = _towns(size)
    neighbours = [every[-1], *every]
    with files.workplace() as folder:
        paper = folder / "paper.pdf"
        (folder / "in.pdf").write_bytes(minutes())
        rebuilt = bounded_rebuild(folder / "in.pdf", paper)
        for place in range(part, len(every), parts):
            town = every[place]
            with scope(town.id):
                file = files.store(files.measure(paper), "application/pdf")
            count = _requests(town, neighbours[place], file, rebuilt.pages)
            say(f"{count} begäranden, {town.plan.name}")


def _towns(size: Size) -> list[Town]:
    numbers = people.spare_numbers()
    return [people.imagine(plan, numbers) for plan in plans(size)]


def _requests(town: Town, neighbour: Town, file: StoredFile, pages: int) -> int:
    coming, count = requests.imagine(town, neighbour.people), 0
    while part := list(islice(coming, AT_ONCE)):
        with scope(town.id):
            if not SigningRequest.objects.filter(pk=part[0].id).exists():
                _store(part, town.id, town.plan.slug, file, pages)
        count += len(part)
    return count


def _store(part: list[requests.Imagined], town_id: UUID, slug: str, file: StoredFile, pages: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    put(SigningRequest, requests.REQUEST_COLUMNS, (requests.request_row(one, town_id) for one in part))
    put(Document, requests.DOCUMENT_COLUMNS, (requests.document_row(one, file, pages) for one in part))
    parties = (row for one in part for row in requests.party_rows(one, town_id))
    put(Party, requests.PARTY_COLUMNS, parties)
    add_tasks([one.id for one in part], slug)
    put(AuditRow, log_rows.COLUMNS, _log(part, town_id, file.sha256))


def _log(part: list[requests.Imagined], town_id: UUID, sha256: str) -> Iterator[tuple[object, ...]]:
    for one in part:
        yield from log_rows.rows(one, town_id, sha256)


def analyse() -> None:
    """Let the planner know what there is now; as the owner, who alone may."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
