"""The sentence for the person, for each reason that nothing was signed at an external service."""

from django.utils.translation import gettext_lazy as _

from armkrok.services.signing.external.errors import Refused

_NOT_BELIEVED = _(
    "Svaret från underskriftstjänsten stämmer inte. Inget har skrivits under. Försök igen. "
    "Händer det igen, kontakta den som bad dig skriva under."
)
TEXTS = {
    Refused.REQUEST_EXPIRED: _("Det tog för lång tid. Inget har skrivits under. Försök igen."),
    Refused.USER_MISMATCH: _(
        "Du använde en annan persons e-legitimation. Inget har skrivits under. Försök igen med din egen."
    ),
    Refused.UNSUPPORTED_LOA: _(
        "Din e-legitimation räcker inte för det här dokumentet. Inget har skrivits under. "
        "Välj en e-legitimation med högre tillitsnivå."
    ),
    Refused.SIGN_MESSAGE: _(
        "Underskriftstjänsten kunde inte visa vad du skulle skriva under. Inget har skrivits under. "
        "Försök igen om en stund."
    ),
    Refused.USER_CANCELLED: _("Du avbröt. Inget har skrivits under."),
    Refused.AUTHENTICATION_FAILED: _(
        "Det gick inte att legitimera dig. Inget har skrivits under. Försök igen."
    ),
    Refused.SECURITY_VIOLATION: _(
        "Underskriftstjänsten stoppade underskriften av säkerhetsskäl. Inget har skrivits under. "
        "Var det inte du som försökte, kontakta den som bad dig skriva under."
    ),
    Refused.SERVICE_REFUSED: _(
        "Underskriftstjänsten kunde inte göra underskriften. Inget har skrivits under. "
        "Försök igen om en stund."
    ),
    Refused.TOO_OLD: _(
        "Svaret från underskriftstjänsten kom för sent. Inget har skrivits under. Försök igen."
    ),
    Refused.WRONG_SIGNER: _(
        "Någon annan än du legitimerade sig i underskriftstjänsten. Inget har skrivits under. "
        "Försök igen med din egen e-legitimation."
    ),
    Refused.WRONG_AUTHENTICATION: _(
        "Underskriftstjänsten legitimerade dig inte så säkert som krävs. Inget har skrivits under. "
        "Försök igen."
    ),
}


def sentence(code: Refused) -> str:
    """What the person reads; those that are not explained further all say that the answer is not right."""
    return str(TEXTS.get(code, _NOT_BELIEVED))
