"""What can be refused about passkeys. The text tells a stranger nothing; `reason` is for the log."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class KeyRefused(Refusal):
    """An authenticator's answer was not believed, or the key opens nothing. Which it was is not told."""

    status = 403
    text = _("Nyckeln gick inte att använda här. Ingenting har gjorts.")

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__()
        self.reason = reason
        self.detail = detail


class ChallengeGone(KeyRefused):
    """The challenge is used, too old, or another browser's."""

    text = _("Det tog för lång tid, eller så har sidan redan använts. Försök igen.")


class TooManyTries(Refusal):
    """A guard against machines."""

    status = 429
    text = _("Det blev för många försök. Vänta en minut och försök igen.")


class BreakGlassIsClosed(Refusal):
    """The organisation has not opened for passkeys."""

    text = _("Inloggning med nyckel är avstängd i organisationen. Slå på den först.")


class BreakGlassIsOpen(Refusal):
    """It is open already."""

    text = _("Inloggning med nyckel är redan på.")


class AlwaysOpen(Refusal):
    """The operator's own people log in by passkey."""

    text = _("Hos den som driver plattformen är inloggning med nyckel alltid på.")


class NotFresh(Refusal):
    """The log-in is too old, too weak or itself by passkey."""

    status = 403
    text = _("Logga in igen med e-legitimation innan du lägger till en nyckel.")


class OnlyForOthers(Refusal):
    """Two persons are needed."""

    text = _("Du kan inte bjuda in dig själv. Lägg till din egen nyckel på den här sidan i stället.")


class NotHere(Refusal):
    """Passkeys are for those who work in the organisation."""

    text = _("Personen arbetar inte här. Lägg till personen först.")


class InvitationGone(Refusal):
    """Unknown, used, withdrawn or too old; or it is another organisation's."""

    status = 404
    text = _("Länken gäller inte längre. Be den som skickade den om en ny.")


class InvitationForAnother(Refusal):
    """Somebody else is logged in in this browser."""

    status = 403
    text = _("Länken är till någon annan än den som är inloggad här. Logga ut och öppna länken igen.")


class KeyIsRemoved(Refusal):
    """It was removed before."""

    text = _("Nyckeln är redan borttagen.")


class TooManyKeys(Refusal):
    """Ten are enough for a person."""

    text = _("Personen har redan tio nycklar. Ta bort någon som inte används.")


class NoAddress(Refusal):
    """There is nowhere to send the link."""

    status = 422
    text = _("Personen saknar e-postadress. Skriv in den under Medarbetare.")
