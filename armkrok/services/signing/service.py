"""The descriptor of Underskrift."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.registry import Permission, Place, Service
from armkrok.services.signing import announcements, demo, events, jobs, rest, urls

service = Service(
    key="signing",
    slug="underskrift",
    name=_("Underskrift"),
    explanation=_("Be personer skriva under ett dokument med e-legitimation, och se att det gäller."),
    urls=urls.urlpatterns,
    public_urls=urls.public_urlpatterns,
    rest=rest.router,
    permissions=(
        Permission("signing.send", _("Be någon skriva under"), ("employee", "administrator")),
        Permission("signing.verify", _("Kontrollera filer genom API")),
    ),
    places=(
        Place(_("Dina begäranden"), "signing:list", "signing.send"),
        Place(_("Ny begäran"), "signing:new", "signing.send"),
    ),
    events=events.EVENTS,
    announcements=announcements.ANNOUNCEMENTS,
    schedules=(jobs.remind_all, jobs.anchor_all),
    demo=demo.load,
)
