"""What happens to the organisation's own choices."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.core.events.recording import Event


@dataclass(frozen=True)
class SigningChosen(Event):
    """The organisation changed how it signs; `fields` names what was changed."""

    text = _("Ändrade inställningarna för Underskrift")
    fields: list[str]


EVENTS = (SigningChosen,)
