"""The descriptor of Underskrift."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.registry import Permission, Service

service = Service(
    key="signing",
    slug="underskrift",
    name=_("Underskrift"),
    explanation=_("Be personer skriva under ett dokument med e-legitimation, och se att det gäller."),
    urls=[],
    permissions=(Permission("signing.send", _("Be någon skriva under"), ("employee", "administrator")),),
)
