"""What an e-ID can be refused for."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class EidUnavailable(Refusal):
    """The e-ID's service does not answer."""

    status = 503
    text = _("BankID svarar inte just nu. Felet är inte ditt. Försök igen om en stund.")


class TooManyOrders(Refusal):
    """So many orders have been begun in a minute that a machine must do it (ASVS 5.0, 2.4.1)."""

    status = 429
    text = _("Det har startats många legitimeringar härifrån på kort tid. Vänta en minut och försök igen.")


class AnswerNotTrusted(Refusal):
    """The e-ID's answer did not pass verification; nothing has been done."""

    status = 502
    text = _("Svaret från BankID gick inte att kontrollera. Ingenting har gjorts. Försök igen.")

    def __init__(self, reason: str = "") -> None:
        super().__init__()
        self.reason = reason


class WrongPerson(Refusal):
    """Somebody else than the expected person answered."""

    status = 403
    text = _("BankID hör till någon annan än den som är inbjuden. Inget har skrivits under.")


class OrderGone(Refusal):
    """The order is not this browser's, or no longer there."""

    status = 404
    text = _("Inloggningen gäller inte längre. Börja om.")


class OrderEnded(Refusal):
    """The person backed out while the answer was on its way."""

    text = _("Du avbröt. Ingenting har gjorts.")
