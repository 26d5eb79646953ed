"""The core's own service: settings of an organisation, open everywhere."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.access import events as access_events
from armkrok.core.administration import client_events, events, jobs, urls
from armkrok.core.eid import events as eid_events
from armkrok.core.eid import jobs as eid_jobs
from armkrok.core.reading import events as reading_events
from armkrok.core.reading import jobs as reading_jobs
from armkrok.core.registry import Permission, Place, ReadKind, Role, Service

service = Service(
    key="administration",
    slug="installningar",
    name=_("Inställningar"),
    explanation=_("Tjänster, medarbetare, roller, grupper och logg."),
    urls=urls.urlpatterns,
    public_urls=urls.public_urlpatterns,
    roles=(
        Role("employee", _("Medarbetare"), _("Kan be andra skriva under och se sina egna begäranden.")),
        Role(
            "administrator",
            _("Administratör"),
            _("Sköter tjänster, medarbetare, roller, grupper och system, och läser loggen."),
        ),
        Role("auditor", _("Granskare"), _("Läser loggen.")),
    ),
    permissions=(
        Permission("administration.manage", _("Ändra inställningar"), ("administrator",)),
        Permission("administration.audit", _("Läsa loggen"), ("administrator", "auditor")),
        Permission("administration.followup", _("Följa upp läsningar"), ("administrator", "auditor")),
    ),
    reads=(
        ReadKind("administration.members", _("Listan över medarbetare")),
        ReadKind("administration.member", _("En medarbetares uppgifter")),
        ReadKind("administration.roles", _("Vem som har vilken roll")),
        ReadKind("administration.group", _("En grupp")),
        ReadKind("administration.audit", _("Händelseloggen")),
        ReadKind("administration.followup", _("Läsloggen")),
    ),
    places=(
        Place(_("Översikt"), "administration:overview", "administration.manage"),
        Place(_("Tjänster"), "administration:services", "administration.manage"),
        Place(_("Medarbetare"), "administration:members", "administration.manage"),
        Place(_("Roller"), "administration:roles", "administration.manage"),
        Place(_("Genomgång"), "administration:access-review", "administration.manage"),
        Place(_("Grupper"), "administration:groups", "administration.manage"),
        Place(_("Inloggning"), "administration:providers", "administration.manage"),
        Place(_("System"), "administration:clients", "administration.manage"),
        Place(_("Aviseringar"), "webhooks:receivers", "webhooks.manage"),
        Place(_("Nycklar"), "passkeys:keys", "administration.manage"),
        Place(_("Skyddade uppgifter"), "protection:people", "protection.see"),
        Place(_("Logg"), "administration:audit", "administration.audit"),
        Place(_("Läsningar"), "administration:reads", "administration.followup"),
    ),
    events=(
        *events.EVENTS,
        *client_events.EVENTS,
        access_events.ClientRefused,
        *reading_events.EVENTS,
        eid_events.LoggedIn,
        eid_events.LoggedOut,
        eid_events.LoginRefused,
    ),
    schedules=(eid_jobs.forget_orders, reading_jobs.keep_all, jobs.end_employments, jobs.forget_staff_lists),
    always_open=True,
)
