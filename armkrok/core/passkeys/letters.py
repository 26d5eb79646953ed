"""What people are told by mail; no letter names anybody."""

from collections.abc import Callable

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from armkrok.core.administration.queries import MANAGE
from armkrok.core.members.models import Member
from armkrok.core.members.queries import holding
from armkrok.core.notifications import mail
from armkrok.core.passkeys.party import address_of
from armkrok.core.tenants.models import current_organisation


def invite(member: Member, url: str) -> None:
    """The link, to the one who may use it."""
    with translation.override(member.person.language):
        subject = _("Lägg till en nyckel för {place}").format(place=current_organisation().name)
        body = _(
            "Hej!\n\nDu kan nu lägga till en nyckel (passkey), så att du kan logga in i {place} också när "
            "e-legitimationen inte fungerar. Länken gäller i 24 timmar och kan användas en gång:\n{url}\n\n"
            "Öppna den på den enhet där nyckeln ska finnas. Skicka inte länken vidare. Väntade du dig inte "
            "det här, kontakta den som sköter Armkrok hos er.\n"
        ).format(place=current_organisation().name, url=url)
        mail.send(member.email, subject, body)


def tell_of_new_key() -> None:
    """Every administrator learns that there is one more way in."""
    _tell(
        lambda place, url: (
            _("En nyckel har lagts till i {place}").format(place=place),
            _(
                "Hej!\n\nNågon har lagt till en nyckel (passkey) som öppnar {place}. "
                "Kontrollera att det stämmer:\n{url}\n"
            ).format(place=place, url=url),
        )
    )


def tell_of_use() -> None:
    """Every administrator learns that somebody has logged in without an e-ID."""
    _tell(
        lambda place, url: (
            _("Nödinloggning i {place}").format(place=place),
            _(
                "Hej!\n\nNågon har just loggat in i {place} med en nyckel (passkey) i stället för med "
                "e-legitimation. Vem det var står i loggen. Stämmer det inte, stäng av inloggning med "
                "nyckel genast; då avslutas också inloggningen:\n{url}\n"
            ).format(place=place, url=url),
        )
    )


def tell_of_suspicion() -> None:
    """Every administrator learns that a key may have been copied."""
    _tell(
        lambda place, url: (
            _("En nyckel i {place} kan vara kopierad").format(place=place),
            _(
                "Hej!\n\nEn nyckel (passkey) användes på ett sätt som tyder på att det finns en kopia. "
                "Inloggningen nekades och nyckeln är spärrad. Prata med den som har nyckeln, ta bort den och "
                "bjud in till en ny:\n{url}\n"
            ).format(place=place, url=url),
        )
    )


def _tell(write: Callable[[str, str], tuple[str, str]]) -> None:
    """The same letter to each administrator, in her language."""
    place = current_organisation()
    url = address_of(reverse("passkeys:keys", args=[place.slug]))
    for member in holding(MANAGE):
        with translation.override(member.person.language):
            subject, body = write(place.name, url)
            mail.send(member.email, subject, body)
