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
class OrganisationChanged(Event):
    """One of the organisation's own facts got another value."""

    text = _("Ändrade organisationens uppgifter")
    what: str
    was: str
    now: str


@dataclass(frozen=True)
class PolicyChanged(Event):
    """One of the organisation's policies got another value."""

    text = _("Ändrade en regel")
    what: str
    was: str
    now: str


@dataclass(frozen=True)
class ProviderSaved(Event):
    """An identity provider was added, or one of its settings changed; a secret is named, never told."""

    text = _("Sparade en inloggningstjänst")
    is_new: bool = False
    changed: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProviderSwitched(Event):
    """An identity provider was opened or closed."""

    text = _("Öppnade eller stängde en inloggningstjänst")
    was: str
    now: str


@dataclass(frozen=True)
class ProviderMoved(Event):
    """An identity provider got another place in the list."""

    text = _("Flyttade en inloggningstjänst")
    was: int
    now: int


@dataclass(frozen=True)
class StaffListTaken(Event):
    """A list of staff was uploaded, to be looked at."""

    text = _("Laddade upp en lista med medarbetare")
    lines: int


@dataclass(frozen=True)
class StaffListDiscarded(Event):
    """An uploaded list of staff was thrown away."""

    text = _("Kastade en uppladdad lista")


@dataclass(frozen=True)
class StaffImported(Event):
    """A list of staff was brought in."""

    text = _("Läste in en lista med medarbetare")
    added: int
    changed: int
    ended: int


@dataclass(frozen=True)
class RoleReviewed(Event):
    """Somebody looked at a role and let it stand."""

    text = _("Granskade en roll")
    person_id: UUID
    role: str
    where: str = ""


@dataclass(frozen=True)
class ReviewDownloaded(Event):
    """The list of who has which role was downloaded."""

    text = _("Hämtade listan över roller")
    rows: int


@dataclass(frozen=True)
class MemberSaved(Event):
    """A member was added or changed; `changed` names the facts, whose values are personal data."""

    text = _("Sparade en medarbetare")
    person_id: UUID
    is_new: bool = False
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class EmploymentEnded(Event):
    """A member left; every role ended the same minute."""

    text = _("Avslutade en anställning")
    person_id: UUID
    roles: int
    sessions: int = 0


@dataclass(frozen=True)
class SessionsEnded(Event):
    """An administrator ended a member's running sessions."""

    text = _("Avslutade en medarbetares inloggningar")
    person_id: UUID
    sessions: int


@dataclass(frozen=True)
class RoleGiven(Event):
    """A person got a role."""

    text = _("Gav en roll")
    person_id: UUID
    role: str
    where: str = ""
    starts: str = ""
    ends: str = ""


@dataclass(frozen=True)
class RoleTaken(Event):
    """A person's role ended."""

    text = _("Avslutade en roll")
    person_id: UUID
    role: str
    where: str = ""


@dataclass(frozen=True)
class GroupSaved(Event):
    """A group was made or changed."""

    text = _("Sparade en grupp")
    people: int
    was: str = ""
    now: str = ""


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
    was: str = ""
    now: str = ""


@dataclass(frozen=True)
class UnitSaved(Event):
    """A unit was added, got another name or moved to another board."""

    text = _("Sparade en enhet")
    was: str = ""
    now: str = ""
    board_was: str = ""
    board_now: str = ""


@dataclass(frozen=True)
class FaultReported(Event):
    """Somebody told those who run the platform of a fault."""

    text = _("Rapporterade ett fel")


EVENTS = (
    ServiceOpened,
    ServiceClosed,
    NumberChanged,
    OrganisationChanged,
    PolicyChanged,
    ProviderSaved,
    ProviderSwitched,
    ProviderMoved,
    StaffListTaken,
    StaffListDiscarded,
    StaffImported,
    RoleReviewed,
    ReviewDownloaded,
    MemberSaved,
    EmploymentEnded,
    SessionsEnded,
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
