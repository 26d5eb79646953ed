"""What can be refused about files."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal
from armkrok.services.signing.engine import EngineError

FILE_TEXTS = {
    "not_pdf": _("Filen är inte en PDF. Spara dokumentet som PDF och försök igen."),
    "empty": _("Filen är tom. Välj en annan fil."),
    "encrypted": _("Filen är låst med lösenord. Spara den utan lösenord och försök igen."),
    "already_signed": _("Filen är redan underskriven. Välj dokumentet som det var innan någon skrev under."),
    "certified": _(
        "Den som skrev under först har låst filen, så att ingen mer kan skriva under den. "
        "Be om en fil som inte är låst, eller låt personerna skriva under ett eget dokument."
    ),
    "certified_visible": _(
        "Den som skrev under först tillåter bara underskrifter som inte syns på sidorna. Ta bort rutan."
    ),
    "signed_unclear": _(
        "Filen är redan underskriven, men underskrifterna går inte att lita på. "
        "Be avsändaren om en ny fil, eller välj dokumentet som det var innan någon skrev under."
    ),
    "broken": _("Filen är skadad och går inte att läsa. Spara dokumentet som PDF på nytt och försök igen."),
    "too_large": _("Filen är för stor."),
    "too_large_unpacked": _("Filen blir orimligt stor när den packas upp. Spara dokumentet som PDF på nytt."),
    "too_many_pages": _("Dokumentet har för många sidor. Dela upp det i flera."),
    "timeout": _("Filen tog för lång tid att läsa. Spara dokumentet som PDF på nytt och försök igen."),
    "crashed": _("Filen gick inte att läsa. Spara dokumentet som PDF på nytt och försök igen."),
    "memory": _("Filen gick inte att läsa. Spara dokumentet som PDF på nytt och försök igen."),
}


class FileRefused(Refusal):
    """The uploaded file cannot become a document to sign."""

    status = 422

    def __init__(self, code: str) -> None:
        super().__init__(FILE_TEXTS.get(code, FILE_TEXTS["broken"]))
        self.file_code = code


@contextmanager
def legible() -> Iterator[None]:
    """What the engine cannot read, draw or finish becomes FileRefused."""
    try:
        yield
    except EngineError as error:
        raise FileRefused(error.code) from error


class TooManyDocuments(Refusal):
    """A request has at most 20 files."""

    status = 422
    text = _("En begäran kan ha högst 20 filer.")


class LastDocument(Refusal):
    """Something must be left to sign."""

    status = 422
    text = _("Minst ett dokument måste vara kvar att skriva under.")


class OutsidePage(Refusal):
    """The visible box does not lie on a page of the document."""

    status = 422
    text = _("Rutan måste ligga på en sida i dokumentet. Ändra sidan eller måtten.")
