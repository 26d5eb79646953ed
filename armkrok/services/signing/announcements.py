"""What other systems may be told of; the keys never change."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.registry import Announcement
from armkrok.services.signing.events import requests as events

REQUEST = "/api/v1/{organisation}/underskrift/requests/{id}"

ANNOUNCEMENTS = (
    Announcement(events.RequestSent, "signing.request.sent", _("En begäran har skickats"), REQUEST),
    Announcement(events.DocumentOpened, "signing.person.opened", _("Någon har öppnat dokumentet"), REQUEST),
    Announcement(events.DocumentSigned, "signing.person.signed", _("Någon har skrivit under"), REQUEST),
    Announcement(events.SigningDeclined, "signing.person.declined", _("Någon har tackat nej"), REQUEST),
    Announcement(events.RequestCompleted, "signing.request.completed", _("Alla har skrivit under"), REQUEST),
    Announcement(
        events.DocumentSealed, "signing.request.sealed", _("Det färdiga dokumentet är arkivstämplat"), REQUEST
    ),
    Announcement(
        events.RequestWithdrawn, "signing.request.withdrawn", _("En begäran har tagits tillbaka"), REQUEST
    ),
)
