"""What other systems may be told of; the keys never change."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.registry import Broadcast
from armkrok.services.signing.events import asking, requests

REQUEST = "/api/v1/{organisation}/underskrift/requests/{id}"
TOLD = (
    (requests.RequestSent, "request.sent", _("En begäran har skickats")),
    (requests.DocumentOpened, "person.opened", _("Någon har öppnat dokumentet")),
    (requests.DocumentSigned, "person.signed", _("Någon har skrivit under")),
    (requests.RequestApproved, "person.approved", _("Någon har godkänt")),
    (requests.DocumentRead, "person.read", _("Någon har bekräftat att hen har läst")),
    (requests.SigningDeclined, "person.declined", _("Någon har tackat nej")),
    (asking.RequestForwarded, "person.forwarded", _("Någon har skickat begäran vidare")),
    (asking.PartyReplaced, "person.replaced", _("Någon har ersatts av en annan")),
    (asking.LastDayPassed, "request.late", _("Sista dagen har gått utan att alla är klara")),
    (requests.RequestCompleted, "request.completed", _("Alla är klara")),
    (requests.DocumentSealed, "request.sealed", _("Det färdiga dokumentet är arkivstämplat")),
    (requests.RequestWithdrawn, "request.withdrawn", _("En begäran har dragits tillbaka")),
)

BROADCASTS = tuple(Broadcast(event, f"signing.{key}", name, REQUEST) for event, key, name in TOLD)
