"""What staff register for people who do not answer with an e-ID. Free text stays out: it may tell of them."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class AnswerRegistered(Event):
    """Staff registered that a party has signed, approved or read; `sha256` is of the scanned paper, if any.

    `how` is paper, phone or visit; `reason` why not with an e-ID: no_eid, cannot, will_not or other.
    """

    text = _("Svaret registrerades åt personen")
    party_id: UUID
    state: str
    how: str
    reason: str
    sha256: str


@dataclass(frozen=True)
class RefusalRegistered(Event):
    """Staff registered that a party does not want to."""

    text = _("Ett nej registrerades åt personen")
    party_id: UUID
    how: str
    reason: str


@dataclass(frozen=True)
class RegistrationUndone(Event):
    """What was registered for a party was wrong and is taken back; a scanned paper is forgotten."""

    text = _("Det registrerade svaret togs tillbaka")
    party_id: UUID
    state: str
    sha256: str


@dataclass(frozen=True)
class PaperSheetFetched(Event):
    """Staff fetched the documents with a sheet to sign by hand."""

    text = _("Hämtade ett blad att skriva under på papper")
    party_id: UUID


EVENTS = (AnswerRegistered, RefusalRegistered, RegistrationUndone, PaperSheetFetched)
