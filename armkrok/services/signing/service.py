"""The descriptor of Underskrift."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.registry import Permission, Place, ReadKind, Service
from armkrok.services.signing import archive_jobs, broadcasts, demo, events, jobs, key_health, rest, urls
from armkrok.services.signing.actions import watching
from armkrok.services.signing.queries import exports

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
        Permission(
            "signing.register_for",
            _("Registrera svar på papper även i andras begäranden"),
            ("administrator",),
        ),
        Permission("signing.verify", _("Kontrollera filer genom API")),
        Permission("signing.archive", _("Leverera till e-arkiv, spärra och hämta bevis"), ("administrator",)),
        Permission("signing.cull", _("Besluta om gallring"), ("administrator",)),
        Permission("signing.certificates", _("Spärra certifikat för underskrifter"), ("administrator",)),
        Permission("signing.manage", _("Välja hur organisationen skriver under"), ("administrator",)),
        Permission("signing.stamp", _("Stämpla dokument med organisationens stämpel"), ("administrator",)),
        Permission("signing.statistics", _("Se statistik över underskrifter"), ("administrator",)),
        Permission("signing.policy", _("Sköta dokumenttyper och organ"), ("administrator",)),
    ),
    reads=(
        ReadKind("signing.search", _("Sökning efter medarbetare att be")),
        ReadKind("signing.request", _("En begäran om underskrift")),
        ReadKind("signing.bulk", _("Ett massutskick")),
        ReadKind("signing.evidence", _("Bevis eller arkivpaket")),
    ),
    places=(
        Place(_("Dina begäranden"), "signing:list", "signing.send"),
        Place(_("Ny begäran"), "signing:new", "signing.send"),
        Place(_("Mallar"), "signing:templates", "signing.send"),
        Place(_("Massutskick"), "signing:bulks", "signing.send"),
        Place(_("Stämpla"), "signing:stamp", "signing.stamp"),
        Place(_("Papper"), "signing:paper-find", "signing.register_for"),
        Place(_("Dokumenttyper"), "signing:types", "signing.send"),
        Place(_("Förvalta"), "signing:manage", "signing.manage"),
    ),
    personal=(Place(_("När du är borta"), "signing:stand-ins", "signing.send"),),
    together=Place(_("Skriv under flera på en gång"), "signing:batch", "signing.send"),
    events=events.EVENTS,
    export=exports.areas_of,
    broadcasts=broadcasts.BROADCASTS,
    schedules=(
        watching.watch_authorities,
        jobs.remind_all,
        jobs.anchor_all,
        archive_jobs.renew_all,
        archive_jobs.note_all,
        jobs.import_all,
        jobs.watch_keys,
    ),
    demo=demo.load,
    check=key_health.faults_of_settings,
)
