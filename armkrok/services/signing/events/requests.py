"""What happens to a request, for the audit log and for subscribers."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class DocumentUploaded(Event):
    """A draft was begun with a document."""

    text = _("Laddade upp ett dokument")
    sha256: str
    pages: int


@dataclass(frozen=True)
class DraftDiscarded(Event):
    """A draft was thrown away."""

    text = _("Slängde ett utkast")


@dataclass(frozen=True)
class RequestSent(Event):
    """People were asked to sign."""

    text = _("Skickade en begäran om underskrift")
    sha256: list[str]
    people: int


@dataclass(frozen=True)
class DocumentOpened(Event):
    """A party opened the document for the first time."""

    text = _("Öppnade dokumentet")
    party_id: UUID


@dataclass(frozen=True)
class SigningStarted(Event):
    """A party pressed Skriv under."""

    text = _("Började skriva under")
    party_id: UUID


@dataclass(frozen=True)
class SignatoryChecked(Event):
    """A register was asked whether a party may sign for an organisation: confirmed, denied or silent."""

    text = _("Kontrollerade rätten att teckna firman")
    party_id: UUID
    answer: str


@dataclass(frozen=True)
class ConsentGiven(Event):
    """The e-ID answered: the party has consented."""

    text = _("Bekräftade med e-legitimation")
    party_id: UUID
    act_id: UUID


@dataclass(frozen=True)
class DocumentSigned(Event):
    """The signature is in the file."""

    text = _("Skrev under")
    party_id: UUID
    document_id: UUID
    sha256: str
    certificate: str


@dataclass(frozen=True)
class ConsentVoided(Event):
    """The request was withdrawn before the signature was in the file."""

    text = _("Underskriften sparades inte: begäran var tillbakadragen")
    party_id: UUID


@dataclass(frozen=True)
class WrongPersonAnswered(Event):
    """Somebody else's e-ID answered."""

    text = _("Fel person försökte skriva under")
    party_id: UUID


@dataclass(frozen=True)
class AnswerRefused(Event):
    """The e-ID's answer did not pass verification; `reason` is the check that failed."""

    text = _("Svaret från e-legitimationen godkändes inte")
    party_id: UUID
    reason: str


@dataclass(frozen=True)
class SigningDeclined(Event):
    """A party does not want to sign."""

    text = _("Avböjde")
    party_id: UUID


@dataclass(frozen=True)
class RequestApproved(Event):
    """A party approved, without a signature in the file."""

    text = _("Godkände")
    party_id: UUID


@dataclass(frozen=True)
class DocumentRead(Event):
    """A party confirmed having read."""

    text = _("Bekräftade att ha läst")
    party_id: UUID


@dataclass(frozen=True)
class ReminderSent(Event):
    """A party was reminded."""

    text = _("Skickade en påminnelse")
    party_id: UUID


@dataclass(frozen=True)
class RequestCompleted(Event):
    """Everybody has done their part."""

    text = _("Alla är klara")
    sha256: list[str]


@dataclass(frozen=True)
class DocumentSealed(Event):
    """The completed file got its archive time stamp (PAdES B-LTA)."""

    text = _("Arkivstämplade dokumentet")
    document_id: UUID
    sha256: str


@dataclass(frozen=True)
class RequestWithdrawn(Event):
    """The sender took the request back."""

    text = _("Drog tillbaka begäran")


@dataclass(frozen=True)
class DocumentDownloaded(Event):
    """A party fetched the file."""

    text = _("Hämtade dokumentet")
    sha256: str


EVENTS = (
    DocumentUploaded, DraftDiscarded, RequestSent, DocumentOpened, SigningStarted, SignatoryChecked,
    ConsentGiven, DocumentSigned, ConsentVoided, WrongPersonAnswered, AnswerRefused, SigningDeclined,
    ReminderSent, RequestApproved, DocumentRead, RequestCompleted, DocumentSealed, RequestWithdrawn,
    DocumentDownloaded,
)  # fmt: skip
