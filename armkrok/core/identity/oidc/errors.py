"""How a log-in at an OpenID provider can end without proof; a failed check is NotProved."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class Refused(Exception):
    """The provider said no, in so many words; `code` is its own (`access_denied`: the person backed out)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unavailable(Exception):
    """The provider does not answer, or publishes what cannot be used; `code` is for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TextTooLong(ValueError):
    """What the person should read does not fit in an address. Nothing was sent."""


class ConfigFault(Refusal):
    """A setting of the provider is missing or wrong; `field` is its name, the text says what to write."""

    status = 422

    def __init__(self, field: str, text: object) -> None:
        super().__init__(_("Fältet ”%(field)s”: %(text)s") % {"field": field, "text": text})
        self.field = field
