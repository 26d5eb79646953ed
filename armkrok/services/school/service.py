"""The descriptor of Elever och läromedel."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.registry import Permission, Place, ReadKind, Role, Service
from armkrok.services.school import demo, events, handlers, rest, urls
from armkrok.services.school.actions.protecting import hush
from armkrok.services.school.jobs import importing, licences, ordering, protecting, sending, subscribing
from armkrok.services.school.queries import exports

TEACHER, PRINCIPAL, HEAD = "teacher", "principal", "school_head"
ADMINISTRATOR, IT = "school_administrator", "school_it"
CLASSES = ("elever/", "skolor/", "kallor/", "lasningar/")
"""Folders about the roster: its sources are under Klasser for those who do not look after them."""

service = Service(
    key="school",
    slug="skola",
    name=_("Elever och läromedel"),
    explanation=_("Klasser, läromedel och licenser, och rätt uppgifter till rätt leverantör."),
    urls=urls.urlpatterns,
    rest=rest.router,
    roles=(
        Role(TEACHER, _("Lärare"), _("Ser sina klasser och beställer läromedel."), partial=True),
        Role(PRINCIPAL, _("Rektor"), _("Godkänner beställningar inom sin budget."), partial=True),
        Role(HEAD, _("Skolchef"), _("Godkänner det som är större än en rektor får besluta.")),
        Role(
            ADMINISTRATOR,
            _("Skoladministratör"),
            _("Sköter läromedel, licenser, budgetar och köprätter."),
        ),
        Role(IT, _("Skolans it"), _("Sköter elevregistrets källor och leverantörernas mottagare.")),
    ),
    permissions=(
        Permission("school.order", _("Beställa läromedel"), (TEACHER, PRINCIPAL, ADMINISTRATOR)),
        Permission(
            "school.classes", _("Se sina klasser och elever"), (TEACHER, PRINCIPAL, ADMINISTRATOR, IT)
        ),
        Permission("school.approve", _("Godkänna beställningar"), (PRINCIPAL, HEAD)),
        Permission(
            "school.followup", _("Följa upp licenser och kostnader"), (PRINCIPAL, HEAD, ADMINISTRATOR)
        ),
        Permission("school.renew", _("Göra årsskiftet"), (PRINCIPAL, HEAD, ADMINISTRATOR)),
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
        Permission("school.numbers", _("Läsa personnummer i elevregistret genom API")),
    ),
    reads=(
        ReadKind("school.licence", _("Vilka som har en licens")),
        ReadKind("school.extract", _("Ett registerutdrag")),
        ReadKind("school.search", _("Sökning i elevregistret")),
        ReadKind("school.api", _("Elevregistret genom API")),
        ReadKind("school.class", _("En klass")),
        ReadKind("school.pupil", _("En elev i elevregistret")),
        ReadKind("school.findings", _("Fel i elevregistret")),
        ReadKind("school.runs", _("En körning till en leverantör")),
        ReadKind("school.protected", _("Skyddade elever")),
    ),
    places=(
        Place(_("Läromedel"), "school:catalogue", "school.order", ("laromedel/", "leverantorer/")),
        Place(_("Beställningar"), "school:orders", "school.order", ("bestallningar/",)),
        Place(_("Att godkänna"), "school:approvals", "school.approve"),
        Place(_("Klasser"), "school:classes", "school.classes", CLASSES),
        Place(_("Licenser"), "school:licences", "school.order", ("licenser/", "arsskifte/")),
        Place(_("Budget"), "school:budgets", "school.order", ("budget/", "kopratter/")),
        Place(_("Uppföljning"), "school:follow-up", "school.followup", ("arsskifte/",)),
        Place(_("Källor"), "school:sources", "school.sources", ("kallor/", "lasningar/")),
        Place(_("Mottagare"), "school:receivers", "school.send", ("korningar/", "federation/")),
        Place(_("Skyddade elever"), "school:protected-people", "school.protected"),
        Place(_("Registerutdrag"), "school:extract-find", "school.extract"),
    ),
    own_page=Place(_("Vad skolan har om dig och dina barn"), "school:mine", "person"),
    together=Place(_("Godkänn flera beställningar"), "school:approvals", "school.approve"),
    subscriptions=handlers.SUBSCRIPTIONS,
    events=events.EVENTS,
    export=exports.areas_of,
    hush=hush,
    schedules=(
        *importing.SCHEDULES,
        *sending.SCHEDULES,
        *protecting.SCHEDULES,
        *ordering.SCHEDULES,
        *licences.SCHEDULES,
        *subscribing.SCHEDULES,
    ),
    demo=demo.load,
)
