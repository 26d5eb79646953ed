"""Why somebody who is logged in is still not let in."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class StrongerLogInNeeded(Refusal):
    """The log-in's level of assurance is too low for the page."""

    status = 403
    text = _(
        "Du behöver logga in med en säkrare e-legitimation för att se sidan. Logga ut och välj en annan."
    )


class ActsForAnother(Refusal):
    """The page is not one where somebody may act for another person."""

    status = 403
    text = _(
        "Här kan du bara agera som dig själv. Sluta agera för någon annan under Mina sidor, och försök igen."
    )


class SessionTooOld(Refusal):
    """The log-in has rested, or lasted, longer than the organisation lets it; the person logs in again."""

    status = 401
    text = _("Du har varit inloggad för länge. Logga in igen.")
