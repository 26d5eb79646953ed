"""What administrators have changed."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class ServiceOpened(Event):
    """A service was switched on."""

    text = _("Slog på en tjänst")
    service: str


@dataclass(frozen=True)
class ServiceClosed(Event):
    """A service was switched off."""

    text = _("Stängde av en tjänst")
    service: str


@dataclass(frozen=True)
class NumberChanged(Event):
    """The organisation got an organisation number, another one, or none."""

    text = _("Ändrade organisationsnumret")
    was: str
    now: str


@dataclass(frozen=True)
class MemberSaved(Event):
    """A member was added or changed."""

    text = _("Sparade en medarbetare")
    person_id: UUID


@dataclass(frozen=True)
class EmploymentEnded(Event):
    """A member left; every role ended the same minute."""

    text = _("Avslutade en anställning")
    person_id: UUID
    roles: int


@dataclass(frozen=True)
class RoleGiven(Event):
    """A person got a role."""

    text = _("Gav en roll")
    person_id: UUID
    role: str


@dataclass(frozen=True)
class RoleTaken(Event):
    """A person's role ended."""

    text = _("Avslutade en roll")
    person_id: UUID
    role: str


@dataclass(frozen=True)
class GroupSaved(Event):
    """A group was made or changed."""

    text = _("Sparade en grupp")
    people: int


@dataclass(frozen=True)
class GroupRemoved(Event):
    """A group was removed."""

    text = _("Tog bort en grupp")


@dataclass(frozen=True)
class ClientAdded(Event):
    """A system got a key to the API."""

    text = _("Lade till ett system")


@dataclass(frozen=True)
class ReturnAddressesChanged(Event):
    """A system may have people sent back to other addresses than before."""

    text = _("Ändrade vart ett system får skicka människor tillbaka")
    addresses: int


@dataclass(frozen=True)
class ClientClosed(Event):
    """A system's key was closed."""

    text = _("Stängde ett system")


@dataclass(frozen=True)
class BoardSaved(Event):
    """A board was added or got another name."""

    text = _("Sparade en nämnd")


@dataclass(frozen=True)
class UnitSaved(Event):
    """A unit was added, got another name or moved to another board."""

    text = _("Sparade en enhet")


@dataclass(frozen=True)
class FaultReported(Event):
    """Somebody told those who run the platform of a fault."""

    text = _("Rapporterade ett fel")


EVENTS = (
    ServiceOpened,
    ServiceClosed,
    NumberChanged,
    MemberSaved,
    EmploymentEnded,
    RoleGiven,
    RoleTaken,
    GroupSaved,
    GroupRemoved,
    ClientAdded,
    ReturnAddressesChanged,
    ClientClosed,
    BoardSaved,
    UnitSaved,
    FaultReported,
)
