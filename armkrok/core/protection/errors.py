"""What can be refused."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NobodyHasNumber(Refusal):
    """Nobody here has the number, so there is nobody to mark."""

    status = 422
    text = _("Ingen i Armkrok har det personnumret. Kontrollera numret, eller lägg till personen först.")


class AlreadyMarked(Refusal):
    """The organisation has marked the person already."""

    text = _("Ni har redan markerat personen. Ta bort den gamla markeringen först.")


class NotYours(Refusal):
    """Only the source that set a marking may remove it."""

    status = 403
    text = _("Markeringen kommer från folkbokföringen. Bara Skatteverket kan ta bort den.")


class RegisterSilent(Exception):
    """The population register did not answer, or answered something that cannot be read. No personal data."""
