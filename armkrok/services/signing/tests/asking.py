"""Requests with roles, turns and wishes; many at once; a batch that is signed with one act."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pypdfium2 as pdfium

from armkrok.core.documents import files
from armkrok.core.identity.people import number_of
from armkrok.core.notifications.models import Message, Task
from armkrok.services.signing.actions import drafting, sending, uploading
from armkrok.services.signing.actions.taking_over import Substitute
from armkrok.services.signing.models import Document, Party, SigningRequest
from armkrok.services.signing.tests.signers import Signing, paper
from armkrok.site.settling import Settled
from tests.support.papers import minutes
from tests.support.people import inside
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor

BATCH = "/sundby/underskrift/flera/"
People = dict[str, dict[str, Any]]


def asked_of(
    towns: Settled,
    people: People,
    *,
    title: str = "Protokoll 17 november",
    more: tuple[str, ...] = (),
    **wishes: Any,
) -> SigningRequest:
    """Amina asks these people, by key, with these facts of each; `more` are attachments."""
    with inside(towns, "amina") as actor:
        draft = uploading.upload([minutes(1, title)], f"{title}.pdf", by=actor)
        drafting.name(draft, title)
        for name in more:
            uploading.add_document(
                draft, [minutes(1, name)], f"{name}.pdf", kind=Document.Kind.ATTACHMENT, by=actor
            )
        for key, facts in people.items():
            person = towns.people[key]
            drafting.add_person(
                draft, person, name=person.name, email=f"{key}@sundby.example", title="", **facts
            )
        drafting.write(draft, **wishes)
        return sending.send(draft, by=actor)


def party_of(towns: Settled, request: SigningRequest, key: str) -> Party:
    """Her part as it is now; in the request's scope only."""
    mine = Party.objects.select_related("request").filter(request=request, person=towns.people[key])
    return mine.exclude(state=Party.State.REPLACED).get()


def substitute(towns: Settled, key: str) -> Substitute:
    """Somebody to come instead."""
    person = towns.people[key]
    return Substitute(person, person.name, f"{key}@sundby.example")


def letters_to(key: str) -> list[str]:
    """Subjects of what has been sent to her, in order of time; in scope only."""
    found = Message.objects.filter(to__startswith=f"{key}@").order_by("created_at")
    return list(found.values_list("subject", flat=True))


def tasks_of(towns: Settled, key: str) -> list[str]:
    """Titles of what waits for her; in scope only."""
    found = Task.objects.filter(person=towns.people[key], kind=Task.Kind.WAITING, done_at=None)
    return list(found.order_by("created_at").values_list("title", flat=True))


def words_in(request: SigningRequest) -> str:
    """All the text of the newest file, what stands in the boxes too; in scope only."""
    with files.on_disk(paper(request).newest) as path:
        return _text(path)


def _text(path: Path) -> str:
    document = pdfium.PdfDocument(path)
    document.init_forms()
    for page in document:
        page.flatten()
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


class BatchSigning(Signing):
    """One press of Skriv under de valda, and what became of it."""

    def __init__(self, visitor: Visitor, parties: list[UUID]) -> None:
        self.visitor = visitor
        self._begin(visitor.post(BATCH, {"party": [str(one) for one in parties]}))

    def answer(self, simulators: Simulators, action: str = "approve") -> "BatchSigning":
        """What the person does in the app."""
        assert self.visitor.person
        simulators.answer(self.order.order_ref, number_of(self.visitor.person.pk), action)
        self.hurry()
        return self
