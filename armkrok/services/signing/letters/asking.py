"""Asking a person, and asking again."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from armkrok.core.identity.guarding import is_hidden
from armkrok.core.notifications import mail
from armkrok.core.policies.reading import policy_of
from armkrok.core.tenants.models import current_organisation
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
BY_WHEN = {
    Party.Role.SIGNER: gettext_noop("Skriv under senast {day}."),
    Party.Role.APPROVER: gettext_noop("Godkänn senast {day}."),
    Party.Role.READER: gettext_noop("Läs senast {day}."),
}
DONE_TEXTS = {
    Party.Role.SIGNER: gettext_noop("Du har skrivit under."),
    Party.Role.APPROVER: gettext_noop("Du har godkänt."),
    Party.Role.READER: gettext_noop("Du har läst."),
    Party.Role.COPY: gettext_noop("Du får en kopia när alla är klara."),
}


def greeting(name: str) -> str:
    """The first line; a protected person's name is not written even to herself."""
    return _("Hej!") if is_hidden(name) else _("Hej {name}!").format(name=name)


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


def done_text(party: Party) -> str:
    """What a person sees on the own list when she has done her part."""
    if party.registration_id:
        return _("Ditt svar är registrerat åt dig.")
    return _(DONE_TEXTS[Party.Role(party.role)])


def invite(request: SigningRequest, party: Party, sender: str, organisation: str, url: str) -> None:
    """Ask a person to sign, approve or read."""
    mail.send(*invitation(request, party, sender, organisation, url))


def invitation(
    request: SigningRequest, party: Party, sender: str, organisation: str, url: str
) -> tuple[str, str, str]:
    """The letter that asks: to whom, its subject and its text."""
    role = Party.Role(party.role)
    with override(language_of(request, party)):
        lines = [
            greeting(party.name),
            *_instead_of(party),
            _(ASKS[role]).format(sender=sender, organisation=organisation),
            request.title,
            *([request.message] if request.message else []),
            *([party.message] if party.message else []),
            *_for_whom(party),
            *last_day(request, party),
            _(HOW[role]),
            url,
            _("Länken fungerar bara för dig. Du kan också gå till Mina sidor och logga in."),
            *without_eid(request),
        ]
        subject = task_title(request, party).replace(request.title, "").strip()
        return party.email, f"{subject}: {request.title}", "\n\n".join(lines)


def remind(request: SigningRequest, party: Party, organisation: str, url: str) -> None:
    """Remind a person who has not done her part."""
    with override(language_of(request, party)):
        lines = [
            greeting(party.name),
            _("{organisation} väntar på dig:").format(organisation=organisation),
            task_title(request, party),
            *last_day(request, party),
            url,
        ]
        subject = _("Påminnelse. {what}").format(what=task_title(request, party))
        mail.send(party.email, subject, "\n\n".join(lines))


def last_day(request: SigningRequest, party: Party) -> list[str]:
    """By when, if there is a last day."""
    if request.sign_by is None:
        return []
    day = date_format(request.sign_by, "l j F")
    return [_(BY_WHEN[Party.Role(party.role)]).format(day=day)]


def without_eid(request: SigningRequest) -> list[str]:
    """What those can do who have no e-ID, in the organisation's own words if it has any."""
    if (request.type_values or {}).get("paper") is False:
        return []
    organisation = current_organisation()
    said = policy_of(organisation.pk).without_eid
    reached = (
        _("Har du ingen e-legitimation? Ring {phone}, så kan du svara på papper i stället.").format(
            phone=organisation.phone
        )
        if organisation.phone
        else ""
    )
    return [line for line in (reached, said) if line]


def _instead_of(party: Party) -> list[str]:
    if (old := party.replaces) is None:
        return []
    why = [_("Skäl: {why}").format(why=old.replaced_why)] if old.replaced_why else []
    return [_("Du blir tillfrågad i stället för {name}.").format(name=old.name), *why]


def _for_whom(party: Party) -> list[str]:
    if not party.principal:
        return []
    if party.role == Party.Role.SIGNER:
        return [_("Du skriver under för {principal}.").format(principal=party.principal)]
    return [_("Du svarar för {principal}.").format(principal=party.principal)]
