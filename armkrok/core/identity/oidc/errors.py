"""How a log-in at an OpenID provider can end without proof; a failed check is NotProved."""

from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.proof import Refused, Unavailable
from armkrok.kit.refusals import Refusal

__all__ = ["ConfigFault", "Refused", "TextTooLong", "Unavailable"]


class TextTooLong(ValueError):
    """What the person should read does not fit in an address. Nothing was sent."""


class ConfigFault(Refusal):
    """A setting of the provider is missing or wrong; `field` is its name, the text says what to write."""

    status = 422

    def __init__(self, field: str, text: object) -> None:
        super().__init__(_("Fältet ”%(field)s”: %(text)s") % {"field": field, "text": text})
        self.field = field
