"""What can be refused."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NotFresh(Refusal):
    """The log-in is too old, or too weak, for one's whole history."""

    status = 403
    text = _("Logga in igen för att hämta dina uppgifter. Inloggningen får vara högst tio minuter gammal.")


class AlreadyAsked(Refusal):
    """A copy is being prepared."""

    text = _("En kopia förbereds redan. Vänta tills den är klar.")


class TooManyExports(Refusal):
    """So many copies have been asked for in a day that it cannot be of use."""

    status = 429
    text = _("Du har bett om flera kopior i dag. Vänta till i morgon.")


class NotAdded(Refusal):
    """The e-ID's number cannot be added to the person; `reason` goes to the log."""

    reason: ClassVar[str] = ""


class NumberTaken(NotAdded):
    """Somebody else has the number: two persons are never made one without a decision."""

    reason = "taken"
    text = _(
        "E-legitimationen hör till en person som redan finns i Armkrok. Är det också du? Kontakta driften,"
        " så kan de sammanföra dina uppgifter. Ingenting har ändrats."
    )


class SecondPersonalNumber(NotAdded):
    """Nobody has two personal numbers (folkbokföringslagen (1991:481) 18 §)."""

    reason = "second"
    text = _("Du har redan ett personnummer här. Har du fått ett nytt? Kontakta driften. Inget har ändrats.")


class NameDiffers(NotAdded):
    """The e-ID is somebody's with another name."""

    reason = "name"
    text = _(
        "Namnet i e-legitimationen är ett annat än ditt. Är det ändå du? Kontakta driften. Inget har ändrats."
    )


class NotMergeable(Refusal):
    """Not two persons here, or one of them is protected: which is not told."""

    status = 422
    text = _("De två numren går inte att sammanföra här. Kontrollera dem.")


class NeedsAnother(Refusal):
    """Who asked may not decide."""

    status = 403
    text = _("En annan administratör än den som bad om det måste godkänna.")


class InTheWay(Refusal):
    """Rows of both persons collide; the page lists them."""

    text = _("Personerna går inte att sammanföra än. Läs vad som står i vägen.")


class MergerGone(Refusal):
    """It has been decided already."""

    text = _("Begäran är redan avgjord.")
