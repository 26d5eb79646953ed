"""What Informationsutbyte can refuse."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NotADraft(Refusal):
    """What has been signed is never edited."""

    text = _("Avtalet är tecknat och kan inte ändras. Skriv en ny version i stället.")


class DraftExists(Refusal):
    """A receiver has one draft at a time."""

    text = _("Mottagaren har redan ett utkast. Skriv klart det, eller kasta det.")


class NotReady(Refusal):
    """Something is missing; `text` says what."""

    status = 422


class SameEyes(Refusal):
    """Somebody else than who wrote it enters it as signed, when there is somebody else."""

    status = 403
    text = _("Du skrev utkastet. Någon annan som sköter avtal behöver föra in att det är tecknat.")


class AlreadyOver(Refusal):
    """The agreement has been ended, or another version holds instead."""

    text = _("Avtalet gäller inte längre. Skriv en ny version om mottagaren ska få uppgifter igen.")


class NotEnded(Refusal):
    """Removal is proven after the end."""

    text = _("Avtalet är inte avslutat än.")


class NotAPdf(Refusal):
    """The signed document is a PDF."""

    status = 422
    text = _("Filen är ingen pdf. Spara avtalet som pdf och försök igen.")


class NoDocument(Refusal):
    """Nothing has been uploaded."""

    status = 404
    text = _("Avtalet har inget uppladdat dokument.")
