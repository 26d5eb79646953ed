"""What changes while people sign: no, somebody else, another day, taken back."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from armkrok.core.notifications import mail
from armkrok.services.signing.letters.asking import greeting, language_of
from armkrok.services.signing.models import Party, SigningRequest

WILL_NOT = {
    Party.Role.SIGNER: gettext_noop("{name} vill inte skriva under:"),
    Party.Role.APPROVER: gettext_noop("{name} vill inte godkänna:"),
    Party.Role.READER: gettext_noop("{name} vill inte bekräfta:"),
}
WILL_NOT_SHORT = {
    Party.Role.SIGNER: gettext_noop("Vill inte skriva under: {title}"),
    Party.Role.APPROVER: gettext_noop("Vill inte godkänna: {title}"),
    Party.Role.READER: gettext_noop("Vill inte bekräfta: {title}"),
}


@dataclass(frozen=True)
class Reader:
    """Somebody to tell: the sender, or one who has done her part."""

    name: str
    email: str
    language: str
    url: str
    is_sender: bool


def withdrawn(request: SigningRequest, party: Party, organisation: str) -> None:
    """The document is no longer to be signed."""
    with override(language_of(request, party)):
        lines = [
            greeting(party.name),
            _("{organisation} har dragit tillbaka begäran om underskrift:").format(organisation=organisation),
            request.title,
            *_why(request.withdrawn_why),
            *_not_saved(party),
            _("Du behöver inte göra något."),
        ]
        mail.send(party.email, _("Tillbakadragen: {title}").format(title=request.title), "\n\n".join(lines))


def declined(request: SigningRequest, party: Party, reader: Reader) -> None:
    """Tell that somebody will not sign, approve or confirm."""
    role = Party.Role(party.role)
    with override(reader.language):
        lines = [
            _(WILL_NOT[role]).format(name=party.name),
            request.title,
            *_why(party.declined_why),
            _("Du kan be någon annan, dra tillbaka begäran eller prata med personen:")
            if reader.is_sender
            else _("Det du har gjort står kvar. Den som skickade begäran avgör hur det går vidare:"),
            reader.url,
        ]
        subject = _(WILL_NOT_SHORT[role]).format(title=request.title)
        mail.send(reader.email, subject, "\n\n".join(lines))


def taken_over(request: SigningRequest, old: Party, new: Party, reader: Reader) -> None:
    """Tell the sender and those who have done their part that somebody has got another's place."""
    with override(reader.language):
        lines = [
            _("{new} blir tillfrågad i stället för {old}:").format(new=new.name, old=old.name),
            request.title,
            *_why(old.replaced_why),
            _("Du behöver inte göra något. Se läget här:"),
            reader.url,
        ]
        mail.send(reader.email, _("Ny person: {title}").format(title=request.title), "\n\n".join(lines))


def replaced(request: SigningRequest, old: Party, new: Party, organisation: str) -> None:
    """Tell the person that she is no longer asked."""
    with override(language_of(request, old)):
        lines = [
            greeting(old.name),
            _("{organisation} frågar {new} i stället för dig:").format(
                organisation=organisation, new=new.name
            ),
            request.title,
            *_why(old.replaced_why),
            _("Du behöver inte göra något."),
        ]
        subject = _("Du behöver inte svara: {title}").format(title=request.title)
        mail.send(old.email, subject, "\n\n".join(lines))


def extended(request: SigningRequest, party: Party, url: str) -> None:
    """There is more time."""
    if request.sign_by is None:
        return
    with override(language_of(request, party)):
        lines = [
            greeting(party.name),
            _("Sista dagen är nu {day} för:").format(day=date_format(request.sign_by, "l j F")),
            request.title,
            url,
        ]
        mail.send(party.email, _("Ny sista dag: {title}").format(title=request.title), "\n\n".join(lines))


def address_corrected(request: SigningRequest, email: str, language: str) -> None:
    """To the address that was wrong, so that nobody waits there for more."""
    with override(language):
        lines = [
            _("Mejlen om begäran går nu till en annan adress:"),
            request.title,
            _("Du behöver inte göra något."),
        ]
        mail.send(email, _("Ändrad adress: {title}").format(title=request.title), "\n\n".join(lines))


def late(request: SigningRequest, left: list[str], email: str, url: str) -> None:
    """Tell the sender, once, that the last day has passed."""
    with override(request.language):
        lines = [
            _("Sista dagen har passerat:"),
            request.title,
            _("Kvar är:") + "\n" + "\n".join(f"– {name}" for name in left),
            _("Du kan påminna, ge mer tid, be någon annan eller dra tillbaka begäran:"),
            url,
        ]
        subject = _("Sista dagen har passerat: {title}").format(title=request.title)
        mail.send(email, subject, "\n\n".join(lines))


def stand_in_named(person: str, name: str, email: str, days: str, organisation: str) -> None:
    """Tell a colleague that she stands in."""
    lines = [
        greeting(name),
        _("{person} har valt dig som ersättare i {organisation} {days}.").format(
            person=person, organisation=organisation, days=days
        ),
        _("Det som {person} blir ombedd om då, i underskriftstjänsten, kommer i stället till dig.").format(
            person=person
        ),
        _("Stämmer det inte? Prata med {person}.").format(person=person),
    ]
    mail.send(email, _("Du är ersättare för {person}").format(person=person), "\n\n".join(lines))


def _why(why: str) -> list[str]:
    return [_("Skäl: {why}").format(why=why)] if why else []


def _not_saved(party: Party) -> list[str]:
    if party.state != Party.State.CONSENTED:
        return []
    return [_("Din underskrift hann inte sparas i dokumentet. Du har alltså inte skrivit under.")]
