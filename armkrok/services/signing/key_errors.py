"""What the certificates' pages and seals can refuse, each with a sentence for the person."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NoPlatformSeal(Refusal):
    """The platform has no seal of its own yet."""

    status = 503
    text = _("Plattformens stämpel saknas. Be driften att lägga upp den.")


class UnknownCertificate(Refusal):
    """No certificate of the organisation has this serial number."""

    status = 422
    text = _("Vi har inte utfärdat något certifikat med det numret. Kontrollera serienumret.")


class AlreadyRevoked(Refusal):
    """Somebody has asked for it before, or it is revoked."""

    text = _("Certifikatet är redan spärrat, eller väntar på att spärras.")


class AlreadyJudged(Refusal):
    """Somebody else was first."""

    text = _("Någon annan har redan godkänt eller avslagit spärren.")


class OwnRevocation(Refusal):
    """Two people are needed."""

    status = 403
    text = _("Du har själv begärt spärren. Någon annan måste godkänna den.")


class NoSealNow(Refusal):
    """The seal cannot be put on now: no time stamp can be had, or the key is out of reach."""

    status = 503
    text = _("Det går inte att stämpla just nu. Filen är inte stämplad. Försök igen om en stund.")
