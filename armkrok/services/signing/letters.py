"""The words of e-mails and tasks: what to do, by when, where. Never personal numbers."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from armkrok.core.notifications import mail
from armkrok.services.signing.models import Signatory, SigningRequest
from armkrok.ui.words import in_words


def task_title(request: SigningRequest) -> str:
    """On the list under Mina sidor."""
    return _("Skriv under {title}").format(title=request.title)


def task_text(request: SigningRequest, sender: str) -> str:
    """One line under the title."""
    return _("{sender} behöver din underskrift.").format(sender=sender)


def task_button() -> str:
    """The button of the task."""
    return _("Läs och skriv under")


def follow_text(request: SigningRequest) -> str:
    """What the sender sees on the own list."""
    count = request.signatories.count()
    if count == 1:
        return _("Skickat till en person.")
    return _("Skickat till {count} personer.").format(count=in_words(count))


def signed_text() -> str:
    """What a signer sees on the own list afterwards."""
    return _("Du har skrivit under.")


def invite(request: SigningRequest, signatory: Signatory, sender: str, organisation: str, url: str) -> None:
    """Ask a person to sign."""
    with override(request.language):
        lines = [
            _("Hej {name}!").format(name=signatory.name),
            _("{sender}, {organisation}, ber dig skriva under ett dokument:").format(
                sender=sender, organisation=organisation
            ),
            request.title,
            *([request.message] if request.message else []),
            *_last_day(request),
            _("Läs och skriv under här. Du loggar in med BankID:"),
            url,
            _("Länken fungerar bara för dig. Du kan också gå till Mina sidor och logga in."),
        ]
        subject = _("Skriv under: {title}").format(title=request.title)
        mail.send(signatory.email, subject, "\n\n".join(lines))


def remind(request: SigningRequest, signatory: Signatory, organisation: str, url: str) -> None:
    """Remind a person who has not signed."""
    with override(request.language):
        lines = [
            _("Hej {name}!").format(name=signatory.name),
            _("{organisation} väntar på din underskrift:").format(organisation=organisation),
            request.title,
            *_last_day(request),
            url,
        ]
        subject = _("Påminnelse. Skriv under: {title}").format(title=request.title)
        mail.send(signatory.email, subject, "\n\n".join(lines))


def completed(request: SigningRequest, email: str, name: str, names: list[str], url: str) -> None:
    """The signed copy is there; the receipt lists who signed."""
    with override(request.language):
        lines = [
            _("Hej {name}!").format(name=name),
            _("Alla har skrivit under:"),
            request.title,
            _("Underskrivet av:") + "\n" + "\n".join(f"– {one}" for one in names),
            _("Hämta ditt underskrivna exemplar här:"),
            url,
            _("Vem som helst kan kontrollera filen på kontrollsidan, utan att logga in."),
        ]
        mail.send(email, _("Klart: {title}").format(title=request.title), "\n\n".join(lines))


def withdrawn(request: SigningRequest, signatory: Signatory, organisation: str) -> None:
    """The document is no longer to be signed."""
    with override(request.language):
        lines = [
            _("Hej {name}!").format(name=signatory.name),
            _("{organisation} har dragit tillbaka begäran om underskrift:").format(organisation=organisation),
            request.title,
            *([_("Skäl: {why}").format(why=request.withdrawn_why)] if request.withdrawn_why else []),
            *_not_saved(signatory),
            _("Du behöver inte göra något."),
        ]
        mail.send(
            signatory.email, _("Tillbakadragen: {title}").format(title=request.title), "\n\n".join(lines)
        )


def declined(request: SigningRequest, signatory: Signatory, email: str, url: str) -> None:
    """Tell the sender that somebody will not sign."""
    with override(request.language):
        lines = [
            _("{name} vill inte skriva under:").format(name=signatory.name),
            request.title,
            _("Skäl: {why}").format(why=signatory.declined_why),
            _("Du kan dra tillbaka begäran eller prata med personen:"),
            url,
        ]
        mail.send(email, _("Vill inte skriva under: {title}").format(title=request.title), "\n\n".join(lines))


def _last_day(request: SigningRequest) -> list[str]:
    if request.sign_by is None:
        return []
    return [_("Skriv under senast {day}.").format(day=date_format(request.sign_by, "l j F"))]


def _not_saved(signatory: Signatory) -> list[str]:
    if signatory.state != Signatory.State.CONSENTED:
        return []
    return [_("Din underskrift hann inte sparas i dokumentet. Du har alltså inte skrivit under.")]
