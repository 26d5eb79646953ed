"""What can be refused."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class UnknownEvent(Refusal):
    """No open service broadcasts it."""

    status = 422
    text = _("Välj bland händelserna i listan.")


class TooManyReceivers(Refusal):
    """Twenty are enough for an organisation."""

    text = _("Ni har redan 20 mottagare. Ta bort någon som inte används.")


class StillWaiting(Refusal):
    """The message has not been given up."""

    text = _("Meddelandet är redan på väg.")


class IsPaused(Refusal):
    """Paused already, or not sent to while paused."""

    text = _("Mottagaren är pausad. Återuppta den först.")


class IsNotPaused(Refusal):
    """There is nothing to resume."""

    text = _("Mottagaren är inte pausad.")
