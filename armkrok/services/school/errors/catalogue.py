"""What the catalogue can refuse."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class TitleTaken(Refusal):
    """The supplier already has the number, at the same sort of price."""

    text = _("Läromedlet finns redan, med samma ISBN, artikelnummer och sorts pris.")


class TitleNeedsNumber(Refusal):
    """A title is known again by its number."""

    status = 422
    text = _("Skriv ISBN eller leverantörens artikelnummer.")


class TitleImportOver(Refusal):
    """The list is done or thrown away."""

    text = _("Listan är redan inläst eller bortkastad.")


class TitleImportBusy(Refusal):
    """The list is being looked at or read in."""

    text = _("Listan arbetas det med just nu. Vänta tills det är klart.")


class TitlesNoLongerFit(Refusal):
    """The catalogue has changed since the list was looked at."""

    text = _("Katalogen har ändrats sedan du granskade listan. Se vad den skulle ändra nu.")


class NewSuppliersUnseen(Refusal):
    """New suppliers must be said yes to."""

    text = _("Listan har leverantörer som inte finns här. Säg att de ska läggas till.")
