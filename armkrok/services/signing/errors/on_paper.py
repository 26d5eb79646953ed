"""What can be refused when staff register an answer for somebody."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal
from armkrok.services.signing.errors.signing import AlreadySigned


class AnsweredOnPaper(AlreadySigned):
    """The person tries to answer with an e-ID what staff have registered for her."""

    text = _(
        "Ditt svar är redan registrerat, på papper eller på annat sätt. Inget nytt har skrivits under. "
        "Stämmer det inte? Kontakta den som skickade begäran."
    )


class AnsweredAlready(Refusal):
    """Staff register for somebody who has answered meanwhile, or whose signature is being saved."""

    text = _("Personen har redan svarat. Inget har registrerats.")


class RequestEnded(Refusal):
    """Completed or withdrawn: no answer can be registered, and none undone."""

    text = _("Begäran är avslutad. Det går inte längre att registrera eller ångra svar.")


class NotAskedYet(Refusal):
    """Those of an earlier turn answer first, also on paper."""

    text = _("Det är inte personens tur än. Registrera svaret när de före har svarat.")


class OwnAnswer(Refusal):
    """Nobody vouches for herself."""

    status = 422
    text = _("Du kan inte registrera ditt eget svar. Be en kollega, eller svara med e-legitimation.")


class PaperForbidden(Refusal):
    """The organisation's register says that this type is answered with an e-ID alone."""

    status = 422
    text = _("Dokumenttypen får inte besvaras på papper. Personen behöver svara med e-legitimation.")


class OnlyOnPaper(Refusal):
    """A signature by hand is on paper: nobody signs by telephone."""

    status = 422
    text = _("En underskrift kan bara lämnas på papper. Lägg in det underskrivna pappret.")


class ScanMissing(Refusal):
    """The signed paper itself is the evidence."""

    status = 422
    text = _("Lägg in det underskrivna pappret, skannat till en PDF.")


class DayNotPossible(Refusal):
    """The answer was given before the question, or tomorrow."""

    status = 422
    text = _("Välj en dag från det att begäran skickades till och med i dag.")


class NothingRegistered(Refusal):
    """Undone already, or never registered."""

    text = _("Inget svar är registrerat för personen. Ladda om sidan för att se läget.")
