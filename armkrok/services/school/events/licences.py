"""What happens with licences."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class LicenceDelivered(Event):
    """A licence has come; `given` of its `seats` have a holder."""

    text = _("Tog emot licenser")
    seats: int
    given: int


EVENTS: tuple[type[Event], ...] = (LicenceDelivered,)
