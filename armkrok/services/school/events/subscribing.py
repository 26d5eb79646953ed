"""What happens with sources' promises to tell us of changes."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class SubscriptionWanted(Event):
    """A source is to tell us when something changes."""

    text = _("Bad en källa för elevregistret att säga till vid ändringar")


@dataclass(frozen=True)
class SubscriptionMade(Event):
    """The source has promised to."""

    text = _("En källa för elevregistret lovade säga till vid ändringar")


@dataclass(frozen=True)
class SubscriptionEnded(Event):
    """It is no longer to tell us."""

    text = _("Avslutade en källas besked om ändringar i elevregistret")


EVENTS: tuple[type[Event], ...] = (SubscriptionWanted, SubscriptionMade, SubscriptionEnded)
