"""The descriptor of Aviseringar: a part of the settings, open everywhere."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.administration.service import service as administration
from armkrok.core.registry import Permission, Service, Teller
from armkrok.core.webhooks import events, jobs, messages, urls

service = Service(
    key="webhooks",
    slug="installningar/aviseringar",
    name=administration.name,
    explanation=_("Tala om för andra system när något händer."),
    urls=urls.urlpatterns,
    permissions=(Permission("webhooks.manage", _("Sköta aviseringar till system"), ("administrator",)),),
    places=administration.places,
    events=events.EVENTS,
    schedules=(jobs.forget_all,),
    teller=Teller(messages.wants, messages.spread),
    always_open=True,
)
