"""What happens with licences."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class LicenceDelivered(Event):
    """A licence has come; `given` of its `seats` have a holder."""

    text = _("Tog emot licenser")
    seats: int
    given: int


@dataclass(frozen=True)
class SeatsFollowed(Event):
    """Joiners got a seat and leavers returned theirs; `short` are those for whom none was left."""

    text = _("Licenser följde med klasserna")
    given: int
    returned: int
    short: int


@dataclass(frozen=True)
class SeatGiven(Event):
    """Somebody gave a seat to one person."""

    text = _("Delade ut en licens")
    seat_id: UUID


@dataclass(frozen=True)
class SeatGivenBack(Event):
    """Somebody returned one person's seat; used up, nobody else can have the rest."""

    text = _("Lämnade tillbaka en licens")
    seat_id: UUID
    is_used_up: bool


@dataclass(frozen=True)
class LicenceChanged(Event):
    """The supplier's reference, or whether seats follow the groups, was changed; so many groups came."""

    text = _("Ändrade en licens")
    follows_groups: bool
    groups: int = 0


@dataclass(frozen=True)
class LicenceTakenBack(Event):
    """The order was returned to the supplier: the licence ends and nobody has a seat."""

    text = _("Avslutade licenser som återlämnats")


@dataclass(frozen=True)
class YearDatesSet(Event):
    """When schools may begin the change of school year was decided."""

    text = _("Bestämde när årsskiftet får göras")
    year: int


@dataclass(frozen=True)
class YearChangeBegun(Event):
    """A school began its change of school year; so many licences end."""

    text = _("Började en skolas årsskifte")
    licences: int


@dataclass(frozen=True)
class RenewalDecided(Event):
    """Somebody decided whether a licence is renewed; nothing is bought by that."""

    text = _("Bestämde om en licens ska förlängas")
    choice: str


@dataclass(frozen=True)
class RenewalDrafted(Event):
    """A renewal was put in a draft of an order; nothing is bought until that is submitted and approved."""

    text = _("Lade en förlängning i ett utkast till beställning")
    order_id: UUID


@dataclass(frozen=True)
class YearChangeEnded(Event):
    """Every licence of the school's change of year is decided on and drafted."""

    text = _("Avslutade en skolas årsskifte")


@dataclass(frozen=True)
class ExpiryTold(Event):
    """Those who can renew were reminded of licences that end."""

    text = _("Påminde om licenser som snart tar slut")
    licences: int


EVENTS: tuple[type[Event], ...] = (
    LicenceDelivered,
    SeatsFollowed,
    SeatGiven,
    SeatGivenBack,
    LicenceChanged,
    LicenceTakenBack,
    YearDatesSet,
    YearChangeBegun,
    RenewalDecided,
    RenewalDrafted,
    YearChangeEnded,
    ExpiryTold,
)
