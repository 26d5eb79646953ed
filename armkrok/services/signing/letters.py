"""The words of e-mails and tasks: what to do, by when, where. Never personal numbers."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from armkrok.core.notifications import mail
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.ui.words import in_words

TASK_TITLES = {
    Party.Role.SIGNER: gettext_noop("Skriv under {title}"),
    Party.Role.APPROVER: gettext_noop("Godkänn {title}"),
    Party.Role.READER: gettext_noop("Läs {title}"),
}
TASK_TEXTS = {
    Party.Role.SIGNER: gettext_noop("{sender} behöver din underskrift."),
    Party.Role.APPROVER: gettext_noop("{sender} behöver ditt godkännande."),
    Party.Role.READER: gettext_noop("{sender} vill att du läser och bekräftar."),
}
TASK_BUTTONS = {
    Party.Role.SIGNER: gettext_noop("Läs och skriv under"),
    Party.Role.APPROVER: gettext_noop("Läs och godkänn"),
    Party.Role.READER: gettext_noop("Läs och bekräfta"),
}
ASKS = {
    Party.Role.SIGNER: gettext_noop("{sender}, {organisation}, ber dig skriva under ett dokument:"),
    Party.Role.APPROVER: gettext_noop("{sender}, {organisation}, ber dig godkänna ett dokument:"),
    Party.Role.READER: gettext_noop("{sender}, {organisation}, ber dig läsa ett dokument:"),
}
HOW = {
    Party.Role.SIGNER: gettext_noop("Läs och skriv under här. Du loggar in med BankID:"),
    Party.Role.APPROVER: gettext_noop("Läs och godkänn här. Du loggar in med BankID:"),
    Party.Role.READER: gettext_noop("Läs och bekräfta här. Du loggar in med BankID:"),
}


def language_of(request: SigningRequest, party: Party) -> str:
    """The person's own language, else the request's."""
    return party.language or request.language


def task_title(request: SigningRequest, party: Party) -> str:
    """On the list under Mina sidor."""
    return _(TASK_TITLES[Party.Role(party.role)]).format(title=request.title)


def task_text(request: SigningRequest, party: Party, sender: str) -> str:
    """One line under the title."""
    return _(TASK_TEXTS[Party.Role(party.role)]).format(sender=sender)


def task_button(party: Party) -> str:
    """The button of the task."""
    return _(TASK_BUTTONS[Party.Role(party.role)])


def follow_text(request: SigningRequest) -> str:
    """What the sender sees on the own list."""
    count = request.parties.exclude(state=Party.State.REPLACED).count()
    if count == 1:
        return _("Skickat till en person.")
    return _("Skickat till {count} personer.").format(count=in_words(count))


def signed_text() -> str:
    """What a signer sees on the own list afterwards."""
    return _("Du har skrivit under.")


def invite(request: SigningRequest, party: Party, sender: str, organisation: str, url: str) -> None:
    """Ask a person to sign, approve or read."""
    role = Party.Role(party.role)
    with override(language_of(request, party)):
        lines = [
            _("Hej {name}!").format(name=party.name),
            _(ASKS[role]).format(sender=sender, organisation=organisation),
            request.title,
            *([request.message] if request.message else []),
            *([party.message] if party.message else []),
            *_for_whom(party),
            *_last_day(request),
            _(HOW[role]),
            url,
            _("Länken fungerar bara för dig. Du kan också gå till Mina sidor och logga in."),
        ]
        subject = task_title(request, party).replace(request.title, "").strip()
        mail.send(party.email, f"{subject}: {request.title}", "\n\n".join(lines))


def remind(request: SigningRequest, party: Party, organisation: str, url: str) -> None:
    """Remind a person who has not done her part."""
    with override(language_of(request, party)):
        lines = [
            _("Hej {name}!").format(name=party.name),
            _("{organisation} väntar på dig:").format(organisation=organisation),
            task_title(request, party),
            *_last_day(request),
            url,
        ]
        subject = _("Påminnelse. {what}").format(what=task_title(request, party))
        mail.send(party.email, subject, "\n\n".join(lines))


def completed(
    request: SigningRequest, email: str, name: str, language: str, people: list[Party], url: str
) -> None:
    """The signed copy is there; the receipt lists who did what."""
    with override(language or request.language):
        lines = [_("Hej {name}!").format(name=name), _("Alla är klara:"), request.title]
        for role, heading in RECEIPT.items():
            names = [
                f"{one.name}, {one.title}" if one.title else one.name for one in people if one.role == role
            ]
            if names:
                lines.append(_(heading) + "\n" + "\n".join(f"– {one}" for one in names))
        lines += [
            _("Hämta ditt exemplar här:"),
            url,
            _("Vem som helst kan kontrollera filen på kontrollsidan, utan att logga in."),
        ]
        mail.send(email, _("Klart: {title}").format(title=request.title), "\n\n".join(lines))


RECEIPT = {
    Party.Role.SIGNER: gettext_noop("Underskrivet av:"),
    Party.Role.APPROVER: gettext_noop("Godkänt av:"),
    Party.Role.READER: gettext_noop("Läst av:"),
}


def withdrawn(request: SigningRequest, party: Party, organisation: str) -> None:
    """The document is no longer to be signed."""
    with override(language_of(request, party)):
        lines = [
            _("Hej {name}!").format(name=party.name),
            _("{organisation} har dragit tillbaka begäran om underskrift:").format(organisation=organisation),
            request.title,
            *([_("Skäl: {why}").format(why=request.withdrawn_why)] if request.withdrawn_why else []),
            *_not_saved(party),
            _("Du behöver inte göra något."),
        ]
        mail.send(party.email, _("Tillbakadragen: {title}").format(title=request.title), "\n\n".join(lines))


def declined(request: SigningRequest, party: Party, email: str, url: str) -> None:
    """Tell the sender that somebody will not sign."""
    with override(request.language):
        lines = [
            _("{name} vill inte skriva under:").format(name=party.name),
            request.title,
            _("Skäl: {why}").format(why=party.declined_why),
            _("Du kan dra tillbaka begäran eller prata med personen:"),
            url,
        ]
        mail.send(email, _("Vill inte skriva under: {title}").format(title=request.title), "\n\n".join(lines))


def _for_whom(party: Party) -> list[str]:
    if not party.principal:
        return []
    return [_("Du skriver under för {principal}.").format(principal=party.principal)]


def _last_day(request: SigningRequest) -> list[str]:
    if request.sign_by is None:
        return []
    return [_("Skriv under senast {day}.").format(day=date_format(request.sign_by, "l j F"))]


def _not_saved(party: Party) -> list[str]:
    if party.state != Party.State.CONSENTED:
        return []
    return [_("Din underskrift hann inte sparas i dokumentet. Du har alltså inte skrivit under.")]
