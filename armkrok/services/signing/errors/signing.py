"""What can be refused when people sign."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NotOpen(Refusal):
    """Completed or withdrawn: nothing more can be signed."""

    text = _("Det går inte längre att skriva under. Begäran är avslutad. Inget har skrivits under.")


class NoLongerAsked(NotOpen):
    """Somebody else has got the person's place."""

    text = _("Någon annan är tillfrågad i stället för dig. Inget har skrivits under.")


class NotYourTurn(Refusal):
    """Somebody else goes first."""

    text = _("Det är inte din tur än. Vi mejlar dig när det är dags.")


class WrongRole(Refusal):
    """The person is asked for something else."""

    text = _("Du är ombedd att göra något annat med dokumentet.")


class PersonalPlace(Refusal):
    """A seat in a body, or the right to sign for an organisation, is the person's own."""

    status = 403
    text = _(
        "Den här underskriften är personlig: den ges i ett uppdrag eller för en organisation. "
        "Ingen annan kan skriva under i stället."
    )


class RegisterUnsure(Refusal):
    """The register does not confirm that the person may sign for the organisation; she may go on."""


class Busy(Exception):
    """The document waits for somebody at an external signing service; a job tries again."""


class SomebodyAway(Refusal):
    """Another person is away at an external signing service with the document."""

    text = _("Någon annan skriver under just nu. Vänta några minuter och försök igen.")


class DocumentMoved(Refusal):
    """The document got another revision while the person was away at a signing service."""

    text = _("Någon annan skrev under samtidigt. Din underskrift kom inte med. Försök igen.")


class UnknownAnswer(Refusal):
    """A signing service's answer to nothing that waits, or to what has been answered before."""

    status = 404
    text = _("Svaret hör inte till någon underskrift som väntar. Öppna dokumentet igen från Mina sidor.")


class AlreadySigned(Refusal):
    """The person has signed; once is enough."""

    text = _("Du har redan skrivit under.")


class TooManyAtOnce(Refusal):
    """BankID has room for only so much text in one signature."""

    status = 422
    text = _("Det blev för många på en gång. Välj färre, högst 100.")


class NothingChosen(Refusal):
    """Nothing is ticked."""

    status = 422
    text = _("Välj minst ett dokument att skriva under.")
