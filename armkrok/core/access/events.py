"""What the way in tells of."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class ClientRefused(Event):
    """A system that knew its secret called from outside its networks; told at most once a minute."""

    text = _("Nekade ett system från en adress utanför dess nät")
    ip: str
