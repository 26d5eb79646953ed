"""What can be refused when files are checked."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class TooManyChecks(Refusal):
    """The public check is used too often from one place."""

    status = 429
    text = _("Du har kontrollerat många filer på kort tid. Vänta en minut och försök igen.")


class ReportTooOld(Refusal):
    """The answer that a report should be made of is older than an hour, or was never ours."""

    status = 410
    text = _("Svaret är för gammalt för att bli en rapport. Kontrollera filen igen.")


class NoSuchRevision(Refusal):
    """The file does not hold the version that was asked for, whole and intact."""

    status = 422
    text = _("Den versionen går inte att ta fram. Den är inte orörd, eller finns inte i filen.")
