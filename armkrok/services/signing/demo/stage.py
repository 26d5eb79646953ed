"""The people of the examples, and what they do: by the same actions and the same BankID as everybody."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Unpack

import httpx
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from armkrok.core.access.actor import Actor
from armkrok.core.access.routes import acting
from armkrok.core.eid import orders
from armkrok.core.eid.models import EidOrder
from armkrok.core.identity.bankid.orders import Complete
from armkrok.core.identity.guarding import bare
from armkrok.core.identity.models import Person
from armkrok.core.members.models import Group, Member
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.actions import drafting, finishing, sending, signing, statement, uploading
from armkrok.services.signing.actions.drafting import PartyFacts, Wishes
from armkrok.services.signing.models import Document, Party, SigningRequest

PATIENCE = 20.0


class NotAnswered(RuntimeError):
    """The simulated BankID did not answer as it should."""


@dataclass(frozen=True)
class Known:
    """Somebody who is asked: name and address as the sender writes them."""

    person: Person
    email: str
    title: str


@dataclass(frozen=True)
class Asked:
    """Somebody's part in an example, by key."""

    key: str
    facts: PartyFacts
    title: str = ""


def asked(key: str, title: str = "", **facts: Unpack[PartyFacts]) -> Asked:
    """A person by key, and what she is asked to do."""
    return Asked(key, facts, title)


@dataclass(frozen=True)
class File:
    """A document of an example."""

    name: str
    content: bytes
    kind: Document.Kind = Document.Kind.SIGN


@dataclass(frozen=True)
class Stage:
    """Sundby and everybody who is asked there, by the first part of the address."""

    organisation: Organisation
    people: dict[str, Known]

    def actor(self, key: str) -> Actor:
        """The person at work in Sundby, from the machine that the demo runs on."""
        person = self.people[key].person
        return Actor(person=person, organisation=self.organisation, ip="127.0.0.1", user_agent="demo")

    def has(self, title: str) -> bool:
        """Whether an example whose title begins so is there already."""
        with scope(self.organisation.pk):
            return SigningRequest.objects.filter(title__startswith=title).exists()

    def draft(self, sender: str, title: str, *files: File) -> SigningRequest:
        """An uploaded document, with its name."""
        by = self.actor(sender)
        first, *more = files
        draft = uploading.upload([first.content], f"{first.name}.pdf", by=by)
        for one in more:
            uploading.add_document(draft, [one.content], f"{one.name}.pdf", one.kind, by=by)
        with acting(by):
            drafting.name(draft, title)
        return draft

    def ask(self, draft: SigningRequest, people: tuple[Asked, ...], **wishes: Unpack[Wishes]) -> None:
        """Who is asked to do what, with which words; not sent yet. In a transaction of the sender's."""
        for one in people:
            known = self.people[one.key]
            drafting.add_person(
                draft, known.person, name=known.person.name, email=known.email,
                title=one.title or known.title, **one.facts,
            )  # fmt: skip
        drafting.write(draft, **wishes)

    def send(
        self, sender: str, draft: SigningRequest, people: tuple[Asked, ...], **wishes: Unpack[Wishes]
    ) -> SigningRequest:
        """Ask them now."""
        by = self.actor(sender)
        with acting(by), transaction.atomic():
            self.ask(draft, people, **wishes)
            return sending.send(draft, by=by)

    def sign(self, key: str, *requests: SigningRequest) -> None:
        """Read, press the button, answer in the app: all of them with one act."""
        by = self.actor(key)
        with acting(by):
            parties = [self._opened(key, one) for one in requests]
            signing.started(parties, by=by)
            wanted = statement.of(parties, self.organisation.name)
        about = parties[0].pk if len(parties) == 1 else parties[0].person_id
        order = orders.start(
            _browser(), EidOrder.Purpose.SIGN, next_url="/mina/", page_url=lambda _: "",
            person_id=parties[0].person_id, visible_text=wanted.visible_text,
            hidden_data=wanted.hidden_data, about=about,
        )  # fmt: skip
        _answer(order)
        answer = orders.client().collect(order.order_ref)
        if not isinstance(answer, Complete):
            raise NotAnswered
        signing.append_now(signing.consent(order, answer.completion, by=by))

    def approve(self, key: str, request: SigningRequest) -> None:
        """Approve without a signature."""
        by = self.actor(key)
        with acting(by):
            finishing.approve(self._opened(key, request), by=by)

    def part(self, key: str, request: SigningRequest) -> Party:
        """The person's part in a request; in scope only."""
        found = Party.objects.select_related("request").filter(request=request)
        party: Party = found.get(person=self.people[key].person)
        return party

    def _opened(self, key: str, request: SigningRequest) -> Party:
        party = self.part(key, request)
        signing.opened(party, by=self.actor(key))
        return party


def set_up(organisation: Organisation) -> Stage | None:
    """The members and everybody in the saved groups; None in a town that has nobody of the kind."""
    with scope(organisation.pk):
        members = Member.objects.select_related("person")
        people = {_key(one.email): Known(one.person, one.email, one.title) for one in members}
        for group in Group.objects.all():
            for entry in group.entries.select_related("person"):
                people.setdefault(_key(entry.email), Known(entry.person, entry.email, entry.title))
    return Stage(organisation, people) if "amina.karlsson" in people else None


def _key(email: str) -> str:
    return bare(email).partition("@")[0]


def _browser() -> HttpRequest:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": "demo"}
    return request


def _answer(order: EidOrder) -> None:
    """The phone of the one who is asked says yes (simulators/bankid), unless it answers by itself."""
    address = f"{settings.BANKID['url'].rstrip('/')}/phone/answer"
    body = {"orderRef": order.order_ref, "action": "approve"}
    answer = httpx.post(address, json=body, timeout=PATIENCE)
    if answer.status_code != HTTPStatus.CONFLICT:  # ARMKROK_DEMO_ANSWER=auto: it has said yes already
        answer.raise_for_status()
