"""Three years of signing requests: what the pages list, without the evidence behind each signature.

Consents, certificates and signed files are left out, so the file of a seeded request holds no signatures.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from uuid import UUID

from armkrok.core.documents.models import StoredFile
from armkrok.kit.days import now, today
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.site.seeding.chance import Chance
from armkrok.site.seeding.people import Somebody, Town

HOW_MANY = (3, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 6, 8, 20)
TITLES = (
    "Protokoll",
    "Anställningsavtal",
    "Delegationsbeslut",
    "Hyresavtal",
    "Samverkansavtal",
    "Intyg",
    "Avtal",
)
SENDERS = 0.08
STATES = SigningRequest.State
DAYS = 3 * 365
OPEN_DAYS = 60


@dataclass(frozen=True)
class Asked:
    """A person who is asked; `signed_at` is None while she has not signed."""

    id: UUID
    person: Somebody
    position: int
    opened_at: datetime | None
    signed_at: datetime | None


@dataclass(frozen=True)
class Imagined:
    """One request as it always is."""

    id: UUID
    sender: Somebody
    title: str
    state: SigningRequest.State
    code: str
    created_at: datetime
    sign_by: date | None
    asked: list[Asked]

    @property
    def completed_at(self) -> datetime | None:
        """When the last signed."""
        times = [one.signed_at for one in self.asked if one.signed_at]
        return max(times) if self.state == STATES.COMPLETED else None

    @property
    def withdrawn_at(self) -> datetime | None:
        """When it was taken back."""
        return self.created_at + timedelta(days=2) if self.state == STATES.WITHDRAWN else None

    @property
    def sent_at(self) -> datetime | None:
        """When the people were asked."""
        return None if self.state == STATES.DRAFT else self.created_at + timedelta(minutes=5)


def imagine(town: Town, neighbours: list[Somebody]) -> Iterator[Imagined]:
    """The municipality's requests, the oldest first. A few people send most of them."""
    chance = Chance(f"requests {town.plan.code}")
    senders = town.people[: max(1, int(len(town.people) * SENDERS))]
    weights = list(accumulate(1 / (place + 2) for place in range(len(senders))))
    began = now() - timedelta(days=DAYS)
    for number in range(town.plan.requests):
        at = began + timedelta(days=DAYS) * ((number + chance.random()) / (town.plan.requests + 1))
        sender = chance.choices(senders, cum_weights=weights)[0]
        yield _request(chance, town, sender, at, neighbours)


def _request(
    chance: Chance, town: Town, sender: Somebody, at: datetime, neighbours: list[Somebody]
) -> Imagined:
    own_id, is_new = chance.id(), now() - at < timedelta(days=OPEN_DAYS)
    luck = chance.random()
    state = STATES.WITHDRAWN if luck < 0.04 else STATES.COMPLETED
    if is_new and luck > 0.4:
        state = STATES.DRAFT if luck > 0.95 else STATES.OPEN
    elif luck > 0.95:
        state = STATES.OPEN
    people = chance.sample(town.people, min(len(town.people), chance.choice(HOW_MANY)))
    if chance.random() < 0.02:
        people[-1] = chance.choice(neighbours)
    return Imagined(
        own_id, sender, f"{chance.choice(TITLES)} {at:%Y-%m}-{chance.randrange(1000)}", state,
        f"{chance.getrandbits(64):016x}", at,
        today() + timedelta(days=chance.randrange(-5, 20)) if state == STATES.OPEN else None,
        [_asked(chance, one, place, at, state) for place, one in enumerate(people, 1)],
    )  # fmt: skip


def _asked(
    chance: Chance, person: Somebody, position: int, at: datetime, state: SigningRequest.State
) -> Asked:
    opened = at + timedelta(hours=chance.random() * 40)
    signed = opened + timedelta(minutes=5)
    luck = 0.0 if state == STATES.COMPLETED else 0.99 if state == STATES.DRAFT else chance.random()
    return Asked(
        chance.id(), person, position, opened if luck < 0.7 else None, signed if luck < 0.4 else None
    )


REQUEST_COLUMNS = (
    "id", "organisation_id", "sender_id", "title", "message", "sign_by", "remind_last", "language", "state",
    "code", "type_key", "may_forward", "may_stand_in", "is_shared", "created_at", "sent_at", "completed_at",
    "told_at", "withdrawn_at", "withdrawn_why", "held_why",
)  # fmt: skip


def request_row(one: Imagined, organisation_id: UUID) -> tuple[object, ...]:
    """Values of REQUEST_COLUMNS."""
    return (
        one.id, organisation_id, one.sender.id, one.title, "", one.sign_by, True, "sv", one.state.value,
        one.code, "", True, True, False, one.created_at, one.sent_at, one.completed_at, one.completed_at,
        one.withdrawn_at, "", "",
    )  # fmt: skip


DOCUMENT_COLUMNS = (
    "id", "organisation_id", "request_id", "position", "kind", "title", "file_name", "sha256", "original_id",
    "current_id", "pages", "page_sizes", "removed", "as_is", "awaits_stamp", "is_sealed", "renewal_failure",
)  # fmt: skip


def document_row(one: Imagined, file: StoredFile, pages: int) -> tuple[object, ...]:
    """Values of DOCUMENT_COLUMNS. The id is the request's with a changed end."""
    return (
        UUID(int=one.id.int + 9), file.organisation_id, one.id, 1, "sign", one.title, f"{one.title}.pdf",
        file.sha256, file.pk, None if one.state == STATES.DRAFT else file.pk, pages, "[[595, 842]]", "[]",
        False, False, one.state == STATES.COMPLETED, "",
    )  # fmt: skip


PARTY_COLUMNS = (
    "id", "organisation_id", "request_id", "person_id", "name", "email", "title", "position", "field",
    "state", "invited_at", "opened_at", "done_at", "declined_why", "role", "turn", "language", "message",
    "seat", "principal", "principal_number", "mandate", "replaced_why",
)  # fmt: skip


def party_rows(one: Imagined, organisation_id: UUID) -> Iterator[tuple[object, ...]]:
    """Values of PARTY_COLUMNS."""
    for asked in one.asked:
        state = Party.State.OPENED if asked.opened_at else Party.State.INVITED
        state = Party.State.SIGNED if asked.signed_at else state
        yield (
            asked.id, organisation_id, one.id, asked.person.id, asked.person.name, asked.person.email,
            "Handläggare", asked.position, f"underskrift-{asked.position}", state.value, one.sent_at,
            asked.opened_at, asked.signed_at, "", "signer", 1, "", "", "", "", "", "", "",
        )  # fmt: skip
