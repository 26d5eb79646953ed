"""A service that gives to two receivers in each town, and agreements that a story needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

from armkrok.core.access.actor import Actor
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import today
from armkrok.kit.ids import uuid7
from armkrok.services.exchange import public
from armkrok.services.exchange.actions import agreements
from armkrok.services.exchange.facts import Giving, KnownSubject, Outgoing, PossibleReceiver, Terms
from armkrok.services.exchange.models import Agreement
from armkrok.services.exchange.queries import giving

KEY = "trying"
NAMES = ("externalId", "displayName", "userName", "emails", "civicNo")
WORDS = ("bara en pseudonym", "visningsnamn", "namn och inloggning", "e-post", "personnummer")
TERMS = Terms(
    purpose="Digitala läromedel i undervisningen",
    basis="Artikel 6.1 e dataskyddsförordningen, 10 kap. skollagen",
    categories="Elever i årskurs 7–9: namn och klass",
    level=2,
    retention="Till läsårets slut",
    contact="Petra Lindgren, 08-123 45",
)


def receiver(name: str = "Förlaget Linden, Lästräning") -> PossibleReceiver:
    """A receiver of the organisation in scope; the same each time."""
    return PossibleReceiver(uuid5(current_organisation_id(), name), name, "556000-0019")


def _receivers() -> list[PossibleReceiver]:
    return [receiver(), receiver("Kunskapsgården, Matte")]


def _held(level: int) -> dict[str, tuple[str, ...]]:
    return {"Student": NAMES[: level + 1], "StudentGroup": ("displayName",)}


def _subjects(text: str) -> list[KnownSubject]:
    return [one for one in (KnownSubject(pupil(), "Alva Provsdotter", "7A"),) if text in one.name]


def pupil() -> UUID:
    """Alva, whom the service keeps data about."""
    return uuid5(current_organisation_id(), "alva")


@contextmanager
def gives() -> Iterator[None]:
    """The service is installed."""
    giving.receivers_from(
        Giving(
            KEY, _receivers, _held, lambda level: WORDS[level],
            kinds={"Student": "Elev", "StudentGroup": "Klass eller grupp"},
            names={"displayName": "visningsnamn", "userName": "inloggningsnamn", "civicNo": "personnummer"},
            subjects=_subjects,
            called=lambda ids: {one: "Alva Provsdotter" for one in ids if one == pupil()},
        )
    )  # fmt: skip
    try:
        yield
    finally:
        giving.withdraw(KEY)


def drafted(by: Actor | None, terms: Terms | None = None, name: str = "") -> Agreement:
    """A draft that lacks nothing: a year from today."""
    terms = terms or replace(TERMS, valid_from=today(), valid_to=today() + timedelta(days=365))
    return agreements.draft(KEY, receiver(name) if name else receiver(), terms, by=by)


def signed(by: Actor | None, terms: Terms | None = None, name: str = "") -> Agreement:
    """The same, signed; the draft was the platform's."""
    made = drafted(None, terms, name)
    agreements.sign(made, "Karin Sjöberg, rektor; Petra Lindgren, säljare", by=by)
    made.refresh_from_db()
    return made


def given(agreement: Agreement, *operations: str, outcome: str = "done") -> UUID:
    """One release of Alva for each operation, in one run, whose id comes back."""
    run_id, sent_id = uuid7(), uuid4()
    for operation in operations:
        one = Outgoing(
            operation, "Student", sent_id, pupil(), ("displayName", "userName"), bytes(32), outcome
        )  # fmt: skip
        public.log_releases(agreement.pk, agreement.receiver_id, run_id, [one])
    return run_id
