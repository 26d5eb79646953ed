"""The descriptor of Nycklar: a part of the settings, open everywhere."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.administration.service import service as administration
from armkrok.core.passkeys import events, exports, urls
from armkrok.core.registry import Service

service = Service(
    key="passkeys",
    slug="installningar/nycklar",
    name=administration.name,
    explanation=_("Logga in med nyckel när e-legitimationen inte fungerar."),
    urls=urls.urlpatterns,
    public_urls=urls.public_urlpatterns,
    places=administration.places,
    events=events.EVENTS,
    export=exports.areas_of,
    always_open=True,
)
