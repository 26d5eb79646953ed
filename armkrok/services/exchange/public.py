"""What other services may ask of Informationsutbyte: is it allowed, what was given, and to whom.

Ids and plain values in, frozen data out, in the caller's own scope. Where the service is switched off, all
but `log_releases`, `removal_proven` and `receivers_from` raise ServiceClosed.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from armkrok.core.access.routes import demand_open
from armkrok.kit.days import today
from armkrok.services.exchange.actions.agreements import removal_proven
from armkrok.services.exchange.actions.releasing import log_releases
from armkrok.services.exchange.events import AgreementEnded, AgreementExpired, AgreementSigned
from armkrok.services.exchange.facts import (
    AgreementFacts,
    Giving,
    KnownSubject,
    Outgoing,
    PossibleReceiver,
    ReceiverFacts,
    ReleaseFacts,
    Standing,
)
from armkrok.services.exchange.queries import releases, standing
from armkrok.services.exchange.queries.giving import receivers_from

__all__ = [
    "AgreementEnded", "AgreementExpired", "AgreementFacts", "AgreementSigned", "Giving", "KnownSubject",
    "Outgoing", "PossibleReceiver", "ReceiverFacts", "ReleaseFacts", "Standing", "agreement_behind",
    "agreement_for", "agreements_for", "log_releases", "receivers_from", "receivers_of", "releases_about",
    "removal_proven", "standings",
]  # fmt: skip

SERVICE = "exchange"


def agreement_for(receiver_id: UUID, on: date | None = None) -> AgreementFacts | None:
    """The agreement that holds on the Swedish day, today unless said; none: nothing may be given."""
    demand_open(SERVICE)
    found = standing.current(receiver_id, on or today())
    return standing.facts_of(found) if found else None


def agreements_for(receiver_ids: Collection[UUID]) -> dict[UUID, AgreementFacts]:
    """The agreements that hold today, by receiver; one question for all of them."""
    demand_open(SERVICE)
    found = standing.agreements_in_force(today()).filter(receiver_id__in=list(receiver_ids))
    return {one.receiver_id: standing.facts_of(one) for one in found}


def agreement_behind(receiver_id: UUID) -> AgreementFacts | None:
    """The newest agreement that has begun, whether it still holds or not.

    For removals alone: what a receiver has was given under it, and must go when it is over.
    """
    demand_open(SERVICE)
    found = standing.behind(receiver_id)
    return standing.facts_of(found) if found else None


def standings(receiver_ids: Collection[UUID]) -> dict[UUID, tuple[Standing, date | None]]:
    """How it stands today with each receiver, and its last covered day; one question for all of them."""
    demand_open(SERVICE)
    return standing.standings(receiver_ids)


def releases_about(subject_id: UUID) -> list[ReleaseFacts]:
    """Every release about the person, the oldest first."""
    demand_open(SERVICE)
    return releases.facts_of(releases.about(subject_id))


def receivers_of(subject_id: UUID) -> list[ReceiverFacts]:
    """Who has been given what of the person, for an extract (dataskyddsförordningen (EU) 2016/679 art. 15).

    For each receiver, by name, the names of attributes, first and last time, purpose and basis of the latest
    agreement, and whether everything about her has been removed there.
    """
    demand_open(SERVICE)
    return releases.receivers_of(list(releases.about(subject_id)))
