"""The descriptor of Informationsutbyte."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.registry import ChainedLog, Permission, Place, ReadKind, Role, Service
from armkrok.services.exchange import events, jobs, urls
from armkrok.services.exchange.queries import chain

service = Service(
    key="exchange",
    slug="informationsutbyte",
    name=_("Informationsutbyte"),
    explanation=_("Avtal om vem som får vilka uppgifter, och vad som har lämnats ut."),
    urls=urls.urlpatterns,
    roles=(
        Role(
            "data_protection_officer",
            _("Dataskyddsombud"),
            _("Läser avtal, utlämnanden och registret över behandlingar."),
        ),
    ),
    permissions=(
        Permission(
            "exchange.read", _("Läsa avtal och utlämnanden"), ("data_protection_officer", "administrator")
        ),
        Permission("exchange.manage", _("Sköta avtal om personuppgifter"), ("administrator",)),
        Permission(
            "exchange.extract", _("Ta fram registerutdrag"), ("data_protection_officer", "administrator")
        ),
    ),
    reads=(ReadKind("exchange.person", _("Vad som har lämnats ut om en person")),),
    places=(
        Place(_("Avtal"), "exchange:agreements", "exchange.read", ("avtal/",)),
        Place(_("Utlämnat"), "exchange:releases", "exchange.read", ("utlamnat/",)),
        Place(_("Vem får vad"), "exchange:map", "exchange.read"),
        Place(_("Behandlingar"), "exchange:register", "exchange.read"),
    ),
    events=events.EVENTS,
    schedules=jobs.SCHEDULES,
    logs=(ChainedLog(_("utlämningsloggen"), chain.verify),),
)
