"""The descriptor of Skyddade uppgifter: a part of the settings, open everywhere, for named staff."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.administration.service import service as administration
from armkrok.core.protection import events, exports, refreshing, urls
from armkrok.core.protection.watch import SEE, SEEN
from armkrok.core.registry import Permission, ReadKind, Role, Service

service = Service(
    key="protection",
    slug="installningar/skyddade",
    name=administration.name,
    explanation=_("Personer med skyddade uppgifter."),
    urls=urls.urlpatterns,
    roles=(
        Role(
            "protected_handler",
            _("Handläggare av skyddade uppgifter"),
            _("Ser och markerar personer med skyddade uppgifter. Allt loggas. Ges bara på viss tid."),
            dated=True,
        ),
    ),
    permissions=(Permission(SEE, _("Se skyddade personer"), ("protected_handler",)),),
    reads=(ReadKind(SEEN, _("En person med skyddade uppgifter")),),
    places=administration.places,
    events=events.EVENTS,
    export=exports.areas_of,
    schedules=(refreshing.refresh,),
    always_open=True,
)
