"""The descriptor of Ombud: pages of the person's own, in no organisation."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.mandates import events, urls
from armkrok.core.registry import Service

service = Service(
    key="mandates",
    slug="ombud",
    name=_("Agera för någon annan"),
    explanation=_("Som god man, vårdnadshavare eller ombud."),
    urls=(),
    public_urls=urls.public_urlpatterns,
    events=events.EVENTS,
    always_open=True,
)
