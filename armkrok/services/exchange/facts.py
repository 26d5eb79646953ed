"""What Informationsutbyte tells other services: plain, frozen values."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise

Words = str | Promise


class Standing(StrEnum):
    """How it stands with a receiver's agreement today."""

    VALID = "valid"
    ENDS_SOON = "ends_soon"
    """Within 90 days."""
    ENDED = "ended"
    MISSING = "missing"


@dataclass(frozen=True)
class AgreementFacts:
    """An agreement that is signed and valid on the day asked about."""

    id: UUID
    receiver_id: UUID
    receiver_name: str
    kind: str
    version: int
    purpose: str
    basis: str
    level: int
    attributes: Mapping[str, frozenset[str]]
    """Names that may be given, by type of object; empty: what `level` means in the giving service."""
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class PossibleReceiver:
    """Somebody that a service can give data to, as the service knows it."""

    id: UUID
    name: str
    """The supplier and its service."""
    number: str = ""
    """Organisationsnummer, as 556000-1234."""


@dataclass(frozen=True)
class KnownSubject:
    """Somebody whom a service keeps data about; `detail` tells people of one name apart."""

    id: UUID
    name: str
    detail: str = ""


@dataclass(frozen=True)
class Giving:
    """What a service that gives data tells of itself; handed in once, from AppConfig.ready().

    `attributes` are the names that a level may hold, by type of object; a higher level holds those of the
    lower ones. `words` says in Swedish what a level means. `kinds` and `names` are the words for types of
    objects and for attributes.
    """

    service_key: str
    receivers: Callable[[], Sequence[PossibleReceiver]]
    """Of the organisation in scope."""
    attributes: Callable[[int], Mapping[str, Sequence[str]]]
    words: Callable[[int], str]
    kinds: Mapping[str, Words]
    names: Mapping[str, Words]
    subjects: Callable[[str], Sequence[KnownSubject]] | None = None
    """People by words of the name or by personal number, for those who make an extract."""
    called: Callable[[Collection[UUID]], Mapping[UUID, str]] | None = None
    """Names of people, for the same; protected ones as the service shows them."""


@dataclass(frozen=True)
class Terms:
    """What an agreement says; every text may be empty in a draft. The days are Swedish and both included."""

    kind: str = "processor"
    board_id: UUID | None = None
    purpose: str = ""
    basis: str = ""
    secrecy: str = ""
    categories: str = ""
    level: int = 0
    level_reason: str = ""
    attributes: Mapping[str, Sequence[str]] | None = None
    """Names by type of object; None: all that the level holds."""
    sub_processors: str = ""
    third_country: str = ""
    retention: str = ""
    deletion_proof: str = ""
    contact: str = ""
    incident_contact: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Outgoing:
    """One object that was, or was not, given; a row-to-be of the release log."""

    operation: str
    kind: str
    object_id: UUID
    subject_id: UUID | None
    attributes: tuple[str, ...]
    digest: bytes
    outcome: str = "done"


@dataclass(frozen=True)
class ReleaseFacts:
    """One line of the release log."""

    at: datetime
    receiver_id: UUID
    receiver_name: str
    operation: str
    kind: str
    attributes: tuple[str, ...]
    outcome: str
    purpose: str
    basis: str


@dataclass(frozen=True)
class ReceiverFacts:
    """A receiver that has been given something about a person, and whether it has been removed there."""

    receiver_id: UUID
    receiver_name: str
    first_at: datetime
    last_at: datetime
    is_removed: bool
    attributes: tuple[str, ...]
    purpose: str = ""
    basis: str = ""
