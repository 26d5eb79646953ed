"""What happens with agreements and releases."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class AgreementDrafted(Event):
    """An agreement, or a new version of one, was written down."""

    text = _("Skrev ett avtal om personuppgifter")
    receiver_id: UUID
    version: int


@dataclass(frozen=True)
class AgreementRewritten(Event):
    """A draft was changed, before anybody had signed it."""

    text = _("Ändrade ett utkast till avtal om personuppgifter")
    receiver_id: UUID


@dataclass(frozen=True)
class AgreementDiscarded(Event):
    """A draft was thrown away."""

    text = _("Kastade ett utkast till avtal om personuppgifter")
    receiver_id: UUID


@dataclass(frozen=True)
class AgreementDocumentAdded(Event):
    """The signed document was uploaded."""

    text = _("Laddade upp ett undertecknat avtal om personuppgifter")
    receiver_id: UUID
    sha256: str


@dataclass(frozen=True)
class AgreementSigned(Event):
    """An agreement was entered as signed by both parties: from its first day data may be given."""

    text = _("Förde in att ett avtal om personuppgifter är tecknat")
    receiver_id: UUID
    version: int
    level: int
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class AgreementSuspended(Event):
    """Nothing is given under the agreement until it is resumed."""

    text = _("Pausade ett avtal om personuppgifter")
    receiver_id: UUID


@dataclass(frozen=True)
class AgreementResumed(Event):
    """Data may be given again."""

    text = _("Återupptog ett avtal om personuppgifter")
    receiver_id: UUID


@dataclass(frozen=True)
class AgreementEnded(Event):
    """An agreement is over, with none in its place: everything is to be removed at the receiver."""

    text = _("Avslutade ett avtal om personuppgifter")
    receiver_id: UUID
    agreement_id: UUID


@dataclass(frozen=True)
class AgreementTakenBack(Event):
    """A signed version was ended before its first day; the one before it goes on."""

    text = _("Tog tillbaka ett avtal om personuppgifter innan det började gälla")
    receiver_id: UUID


@dataclass(frozen=True)
class AgreementExpired(Event):
    """The last day has passed, with no version in its place: nothing more is given."""

    text = _("Ett avtal om personuppgifter gick ut")
    receiver_id: UUID
    agreement_id: UUID


@dataclass(frozen=True)
class AgreementReminded(Event):
    """Those who manage agreements were told that one ends in so many days."""

    text = _("Påminde om att ett avtal om personuppgifter tar slut")
    receiver_id: UUID
    days: int


@dataclass(frozen=True)
class RemovalProven(Event):
    """Everything was removed at the receiver after the end of its agreement."""

    text = _("Förde in att mottagaren inte har några uppgifter kvar")
    receiver_id: UUID


@dataclass(frozen=True)
class ReleasesSealed(Event):
    """The newest link of the account of releases was written here, where the night's time stamp covers it."""

    text = _("Skrev in utlämningsloggens slut i händelseloggen")
    sequence: int
    digest: str


@dataclass(frozen=True)
class ReleaseLogChecked(Event):
    """Somebody had the chain of the account of releases walked."""

    text = _("Kontrollerade utlämningsloggen")
    rows: int
    faults: int


EVENTS: tuple[type[Event], ...] = (
    AgreementDrafted, AgreementRewritten, AgreementDiscarded, AgreementDocumentAdded, AgreementSigned,
    AgreementSuspended, AgreementResumed, AgreementEnded, AgreementTakenBack, AgreementExpired,
    AgreementReminded, RemovalProven, ReleasesSealed, ReleaseLogChecked,
)  # fmt: skip
