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


class HoldsInOneOrganisation(Refusal):
    """One organisation alone vouched for the log-in, and the page is the person's own in all of them."""

    status = 403
    text = _(
        "Du är inloggad med en organisations egen inloggning, och den gäller bara där. Logga ut och logga in"
        " med BankID eller en annan e-legitimation för att komma hit. Under Mina sidor ser du det som väntar"
        " på dig i organisationen."
    )


class SessionTooOld(Refusal):
    """The log-in has rested, or lasted, longer than the organisation lets it; the person logs in again."""

    status = 401
    text = _("Du har varit inloggad för länge. Logga in igen.")


class ServiceClosed(Refusal):
    """A service that another asked is switched off in the organisation: the caller does without it."""

    status = 404
    text = _("Tjänsten som behövs här är inte påslagen i din organisation.")
