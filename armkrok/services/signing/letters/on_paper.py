"""When staff register an answer for somebody who does not answer with an e-ID, and the way to do so."""

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from armkrok.core.notifications import mail
from armkrok.core.tenants.models import current_organisation
from armkrok.services.signing.letters.asking import greeting, language_of, without_eid
from armkrok.services.signing.models import Party, SigningRequest

SAID = {
    Party.State.ON_PAPER: gettext_noop(
        "{who}, {organisation}, har registrerat att du har skrivit under på papper:"
    ),
    Party.State.APPROVED: gettext_noop("{who}, {organisation}, har registrerat att du har godkänt:"),
    Party.State.READ: gettext_noop("{who}, {organisation}, har registrerat att du har läst:"),
    Party.State.DECLINED: gettext_noop("{who}, {organisation}, har registrerat att du har sagt nej till:"),
}
ABOUT = {
    Party.State.ON_PAPER: gettext_noop("{who} har registrerat att {name} har skrivit under på papper:"),
    Party.State.APPROVED: gettext_noop("{who} har registrerat att {name} har godkänt:"),
    Party.State.READ: gettext_noop("{who} har registrerat att {name} har läst:"),
}


def registered(request: SigningRequest, party: Party, who: str) -> None:
    """Tell the person what has been registered for her, so that she can protest, if she has an address."""
    kept = party.registration
    if not party.email or kept is None:
        return
    organisation = current_organisation()
    with override(language_of(request, party)):
        lines = [
            greeting(party.name),
            _(SAID[Party.State(party.state)]).format(who=who, organisation=organisation.name),
            request.title,
            capfirst(f"{kept.get_how_display()}, {date_format(kept.day, 'j F Y')}."),
            _("Stämmer det inte? Säg till så fort du kan, så rättar vi det."),
            *_reached(organisation.phone),
        ]
        subject = _("Ditt svar är registrerat: {title}").format(title=request.title)
        mail.send(party.email, subject, "\n\n".join(lines))


def registered_by_another(request: SigningRequest, party: Party, who: str, email: str, url: str) -> None:
    """Tell the sender that a colleague has registered somebody's answer."""
    with override(request.language):
        lines = [
            _(ABOUT[Party.State(party.state)]).format(who=who, name=party.name),
            request.title,
            _("Se läget här:"),
            url,
        ]
        mail.send(email, _("Svar registrerat: {title}").format(title=request.title), "\n\n".join(lines))


def registration_undone(request: SigningRequest, party: Party, url: str) -> None:
    """Tell the person that what was registered for her does not hold any more."""
    if not party.email:
        return
    with override(language_of(request, party)):
        lines = [
            greeting(party.name),
            _("Det svar som var registrerat åt dig har tagits tillbaka. Du är tillfrågad igen:"),
            request.title,
            url,
            *without_eid(request),
        ]
        subject = _("Ditt svar är inte längre registrerat: {title}").format(title=request.title)
        mail.send(party.email, subject, "\n\n".join(lines))


def _reached(phone: str) -> list[str]:
    return [_("Ring {phone}.").format(phone=phone)] if phone else []
