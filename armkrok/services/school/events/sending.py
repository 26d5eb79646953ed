"""What happens with receivers' runs."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class SendAsked(Event):
    """Somebody, or the clock, wanted a receiver brought up to date."""

    text = _("Beställde en körning mot en mottagare")
    how: str


@dataclass(frozen=True)
class SendLimitPassed(Event):
    """An officer looked at a stopped run, and let it pass the limits once."""

    text = _("Släppte en körning förbi gränsen")


@dataclass(frozen=True)
class GroupsWanted(Event):
    """A receiver is to get groups, from a day to a day."""

    text = _("Lade till grupper hos en mottagare")
    groups: int


@dataclass(frozen=True)
class GroupsUnwanted(Event):
    """A receiver is no longer to get groups."""

    text = _("Tog bort grupper hos en mottagare")
    groups: int


EVENTS: tuple[type[Event], ...] = (SendAsked, SendLimitPassed, GroupsWanted, GroupsUnwanted)
