"""What suppliers and receivers can be refused for."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NameTaken(Refusal):
    """Two rows of the same name could not be told apart."""

    text = _("Namnet används redan. Välj ett annat.")


class KeyIsForAnother(Refusal):
    """The address leads to another place than the one that the kept key was given for."""

    text = _("Skriv nyckeln igen. Den som finns hör till den gamla adressen och lämnas inte till en ny.")


class KeyInHand(Refusal):
    """A key to come has been made already."""

    text = _("Det finns redan en ny nyckel. Byt till den eller släng den först.")


class NoNewKey(Refusal):
    """There is nothing to change to."""

    text = _("Det finns ingen ny nyckel att byta till.")


class PinNotListed(Refusal):
    """The feed does not have the new pin beside the old one, or is no longer valid."""

    text = _("Federationens lista har inte den nya nyckeln bredvid den gamla än. Inget är bytt.")


class PinTooNew(Refusal):
    """Receivers may still have the feed that came before."""

    text = _("Alla mottagare har inte hunnit hämta den nya listan. Vänta tills tiden gått. Inget är bytt.")
