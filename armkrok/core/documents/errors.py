"""What can go wrong with files."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class StorageFull(Refusal):
    """The disk or the object store takes no more."""

    status = 507
    text = _("Det går inte att spara filer just nu. Felet är vårt. Försök igen om en stund.")


class TooLarge(Refusal):
    """The file is over the limit."""

    status = 413
    text = _("Filen är större än vad som får laddas upp.")


class Missing(Refusal):
    """The row is there, the bytes are not."""

    status = 500
    text = _("Filen gick inte att läsa. Felet är vårt och vi har fått veta det.")
