"""What can be refused about certificates, keys and time stamps."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NoStampNow(Refusal):
    """No time-stamp authority answers, and the organisation has chosen to wait for one."""

    status = 503
    text = _(
        "Det går inte att få någon tidsstämpel just nu. Inget har skrivits under. Försök igen om en stund."
    )


class NoIssuer(Refusal):
    """The organisation has no issuing authority and the root's key is not here."""

    status = 503
    text = _("Kommunens certifikat för underskrifter saknas. Be driften att lägga upp det.")


class IssuerExpired(Refusal):
    """The organisation's issuing certificate is no longer valid."""

    status = 503
    text = _(
        "Kommunens certifikat för underskrifter har gått ut. Be driften att förnya det. "
        "Inget har gått förlorat."
    )


class KeysUnavailable(Refusal):
    """A private key cannot be used now: no free session, no token, no file."""

    status = 503
    text = _("Nyckeln för underskrifter går inte att nå just nu. Försök igen om en stund.")


class CertificateRefused(Refusal):
    """A certificate, list or root that cannot be taken in."""

    status = 422
    text = _("Filen kan inte tas emot.")
