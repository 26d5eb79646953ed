"""What suppliers and receivers can be refused for."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NameTaken(Refusal):
    """Two rows of the same name could not be told apart."""

    text = _("Namnet används redan. Välj ett annat.")
