"""The descriptor of Elever och läromedel."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.registry import Permission, Role, Service
from armkrok.services.school import demo, events, rest, urls
from armkrok.services.school.jobs import importing, licences, ordering, sending

TEACHER, PRINCIPAL, ADMINISTRATOR, IT = "teacher", "principal", "school_administrator", "school_it"

service = Service(
    key="school",
    slug="skola",
    name=_("Elever och läromedel"),
    explanation=_("Klasser, läromedel och licenser, och rätt uppgifter till rätt leverantör."),
    urls=urls.urlpatterns,
    rest=rest.router,
    roles=(
        Role(TEACHER, _("Lärare"), _("Ser sina klasser och beställer läromedel.")),
        Role(PRINCIPAL, _("Rektor"), _("Godkänner beställningar inom sin budget.")),
        Role(
            ADMINISTRATOR,
            _("Skoladministratör"),
            _("Sköter läromedel, licenser, budgetar och köprätter."),
            whole=True,
        ),
        Role(
            IT, _("Skolans it"), _("Sköter elevregistrets källor och leverantörernas mottagare."), whole=True
        ),
    ),
    permissions=(
        Permission("school.order", _("Beställa läromedel"), (TEACHER, PRINCIPAL, ADMINISTRATOR)),
        Permission("school.approve", _("Godkänna beställningar"), (PRINCIPAL,)),
        Permission("school.manage", _("Sköta läromedel, licenser, budgetar och köprätter"), (ADMINISTRATOR,)),
        Permission("school.roster", _("Se elevregistret och dess fel"), (ADMINISTRATOR, IT)),
        Permission("school.sources", _("Sköta elevregistrets källor"), (IT,)),
        Permission("school.send", _("Sköta mottagare och skicka till leverantörer"), (IT,)),
        Permission(
            "school.extract",
            _("Ta fram registerutdrag om elever"),
            (ADMINISTRATOR, "data_protection_officer"),
        ),
        Permission("school.protected", _("Besluta om skyddade elever"), ("protected_handler",)),
        Permission("school.read", _("Läsa elevregistret genom API")),
    ),
    events=events.EVENTS,
    schedules=(*importing.SCHEDULES, *sending.SCHEDULES, *ordering.SCHEDULES, *licences.SCHEDULES),
    demo=demo.load,
)
