"""What an administrator may be refused about a system, and why."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class UnknownOverlap(Refusal):
    """Another number of days than those that are offered."""

    status = 422
    text = _("Välj hur länge den gamla hemligheten ska gälla.")


class TwoSecrets(Refusal):
    """A change is under way already."""

    text = _("Två hemligheter gäller redan. Stäng den gamla först, eller låt den sluta gälla genast.")


class OnlySecret(Refusal):
    """Without a secret the system could not come in."""

    text = _("Det är den enda hemligheten. Byt den, eller dra in hela systemet.")


class TooManyNetworks(Refusal):
    """More networks than anybody can keep in order."""

    status = 422
    text = _("Skriv högst 50 nät.")


class BadKey(Refusal):
    """Not public keys as JWK, or private ones."""

    status = 422
    text = _("Det där är inte publika nycklar som JWK. Klistra in systemets JWKS, utan privata delar.")
