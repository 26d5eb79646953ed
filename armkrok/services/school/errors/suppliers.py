"""What suppliers and receivers can be refused for."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NameTaken(Refusal):
    """Two rows of the same name could not be told apart."""

    text = _("Namnet används redan. Välj ett annat.")


class KeyIsForAnother(Refusal):
    """The address leads to another place than the one that the kept key was given for."""

    text = _("Skriv nyckeln igen. Den som finns hör till den gamla adressen och lämnas inte till en ny.")
