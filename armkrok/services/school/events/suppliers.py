"""What happens with suppliers and their receivers."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class SupplierSaved(Event):
    """A supplier was added, or what is known of it was changed."""

    text = _("Sparade en leverantör")


@dataclass(frozen=True)
class ContactAdded(Event):
    """Somebody at a supplier may see its orders and what data it gets."""

    text = _("Lade till en kontakt hos en leverantör")
    person_id: str


@dataclass(frozen=True)
class ContactEnded(Event):
    """The contact may no longer see anything."""

    text = _("Tog bort en kontakt hos en leverantör")
    person_id: str


@dataclass(frozen=True)
class ReceiverSaved(Event):
    """A receiver was added, or its settings were changed."""

    text = _("Sparade en mottagare")


@dataclass(frozen=True)
class ReceiverOpened(Event):
    """The receiver gets data from now on, as its agreement says."""

    text = _("Öppnade en mottagare")


@dataclass(frozen=True)
class ReceiverClosed(Event):
    """The receiver gets nothing more until it is opened."""

    text = _("Stängde en mottagare")


@dataclass(frozen=True)
class SelectionSaved(Event):
    """Other people or groups are to be sent to a receiver."""

    text = _("Ändrade urvalet för en mottagare")


@dataclass(frozen=True)
class FederationSaved(Event):
    """The federation that receivers are trusted by was added or changed."""

    text = _("Sparade en federation")


@dataclass(frozen=True)
class FederationKeyMade(Event):
    """A key to come was made, to be published beside the one that is used."""

    text = _("Gjorde en ny nyckel till federationen")
    pin: str


@dataclass(frozen=True)
class FederationKeySwitched(Event):
    """Receivers are met with the new key from now on; the old one was destroyed."""

    text = _("Bytte nyckel i federationen")
    pin: str


@dataclass(frozen=True)
class FederationKeyDropped(Event):
    """The key to come was destroyed before it was used."""

    text = _("Slängde en ny nyckel till federationen")


@dataclass(frozen=True)
class FederationKeyEnded(Event):
    """The old key's pin needs no watching any more."""

    text = _("Avslutade ett nyckelbyte i federationen")


EVENTS: tuple[type[Event], ...] = (
    SupplierSaved,
    ContactAdded,
    ContactEnded,
    ReceiverSaved,
    ReceiverOpened,
    ReceiverClosed,
    SelectionSaved,
    FederationSaved,
    FederationKeyMade,
    FederationKeySwitched,
    FederationKeyDropped,
    FederationKeyEnded,
)
