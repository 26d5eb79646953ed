"""Why somebody may not act for another, or no longer."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class SourceSilent(Exception):
    """The register of mandates did not answer, or gave an answer that cannot be read. No personal data."""


class RegisterDown(Refusal):
    """Nobody begins to act for another while the register cannot be asked."""

    status = 503
    text = _("Registret över fullmakter och ställföreträdare svarar inte just nu. Försök igen om en stund.")


class NoMandate(Refusal):
    """The register does not say that the person may act so; somebody else's mandate is not told from none."""

    status = 404
    text = _("Du har ingen sådan rätt i registret. Den kan ha återkallats eller gått ut.")


class OwnLogInNeeded(Refusal):
    """An organisation's own log-in, or a weak one, is not enough to act for another."""

    status = 403
    text = _("Logga in med BankID eller en annan e-legitimation för att agera för någon annan.")


class MandateEnded(Refusal):
    """The right was taken back, or has run out: the person acts as herself again."""

    status = 403
    text = _(
        "Du agerar inte längre för någon annan: rätten gäller inte längre i registret. "
        "Inget har gjorts. Du är fortfarande inloggad som dig själv."
    )


class MandateUnsure(Refusal):
    """The register has been silent for too long to be sure of the right."""

    status = 403
    text = _(
        "Du agerar inte längre för någon annan: registret svarar inte, så vi vet inte om rätten gäller. "
        "Inget har gjorts. Försök igen senare. Du är fortfarande inloggad som dig själv."
    )
