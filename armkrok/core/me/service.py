"""The descriptor of Mina uppgifter: open everywhere; its part in the settings is the operator's."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.administration.service import service as administration
from armkrok.core.me import events, jobs, urls
from armkrok.core.registry import Permission, ReadKind, Service

service = Service(
    key="me",
    slug="installningar/personer",
    name=administration.name,
    explanation=_("Det som finns om dig, och personer som är samma människa."),
    urls=urls.urlpatterns,
    public_urls=urls.public_urlpatterns,
    permissions=(Permission("me.merge", _("Sammanföra två personer till en"), ("administrator",)),),
    reads=(ReadKind("me.merge", _("Två personer som kan vara samma människa")),),
    places=administration.places,
    events=events.EVENTS,
    schedules=(jobs.throw_away,),
    always_open=True,
)
