"""What the roster's sources can be refused for."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class SourceNameTaken(Refusal):
    """Two sources of the same name could not be told apart."""

    text = _("En annan källa heter redan så. Välj ett annat namn.")


class AlreadyReading(Refusal):
    """A file came while the source was being read."""

    text = _("Källan läses just nu. Vänta tills det är klart och lämna filen igen.")


class NothingToRead(Refusal):
    """A source of files has neither an address nor a file."""

    text = _("Källan har ingen adress att hämta från. Lämna en fil.")


class AlreadyDecided(Refusal):
    """Somebody else has decided about the import, or a newer one has taken its place."""

    text = _("Någon har redan bestämt om den här läsningen, eller så har en nyare tagit dess plats.")
