"""The descriptor of SCIM: an API without pages, open everywhere, for systems that have its permission."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.registry import Permission, ReadKind, Service
from armkrok.core.scim.rest import router

service = Service(
    key="scim",
    slug="scim",
    name=_("Katalog"),
    explanation=_("Organisationens egen katalog håller medarbetare och grupper aktuella."),
    urls=(),
    rest=router,
    permissions=(Permission("scim.provision", _("Föra in medarbetare och grupper (SCIM)")),),
    reads=(ReadKind("scim.user", _("Organisationens katalog läste användare")),),
    always_open=True,
)
