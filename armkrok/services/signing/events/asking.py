"""What happens between those who ask and those who are asked, for the audit log and for subscribers."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class RequestForwarded(Event):
    """A party passed the request on to somebody else; `new_party_id` has her place now."""

    text = _("Skickade vidare till någon annan")
    party_id: UUID
    new_party_id: UUID


@dataclass(frozen=True)
class PartyReplaced(Event):
    """The sender put somebody else in a party's place."""

    text = _("Ersatt av någon annan")
    party_id: UUID
    new_party_id: UUID


@dataclass(frozen=True)
class StandInAsked(Event):
    """A party is away, and the stand-in whom she has named is asked instead."""

    text = _("Borta; ersättaren blev tillfrågad")
    party_id: UUID
    new_party_id: UUID


@dataclass(frozen=True)
class AddressCorrected(Event):
    """The sender corrected a party's e-mail address."""

    text = _("Fick e-postadressen rättad")
    party_id: UUID


@dataclass(frozen=True)
class LastDayMoved(Event):
    """The sender gave more time; `sign_by` is the new last day."""

    text = _("Flyttade fram sista dagen")
    sign_by: str


@dataclass(frozen=True)
class LastDayPassed(Event):
    """The last day, `sign_by`, went by with somebody left, and the sender was told."""

    text = _("Sista dagen passerade")
    sign_by: str


@dataclass(frozen=True)
class RemarkWritten(Event):
    """Somebody asked or answered in the request's thread."""

    text = _("Skrev i frågorna")
    remark_id: UUID
    party_id: UUID | None


@dataclass(frozen=True)
class StandInNamed(Event):
    """A person named somebody to be asked instead of her between two days."""

    text = _("Valde en ersättare")
    stand_in_id: UUID


@dataclass(frozen=True)
class StandInRemoved(Event):
    """A person took a stand-in away."""

    text = _("Tog bort en ersättare")
    stand_in_id: UUID


EVENTS = (
    RequestForwarded, PartyReplaced, StandInAsked, AddressCorrected, LastDayMoved, LastDayPassed,
    RemarkWritten, StandInNamed, StandInRemoved,
)  # fmt: skip
