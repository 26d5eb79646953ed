"""When everybody has done their part."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from armkrok.core.notifications import mail
from armkrok.services.signing.letters.asking import greeting
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.services.signing.signer_identity import represented, vouched_by

RECEIPT = {
    Party.Role.SIGNER: gettext_noop("Underskrivet av:"),
    Party.Role.APPROVER: gettext_noop("Godkänt av:"),
    Party.Role.READER: gettext_noop("Läst av:"),
    Party.Role.COPY: gettext_noop("Kopia till:"),
}


def completed(
    request: SigningRequest, email: str, name: str, language: str, people: list[Party], url: str
) -> None:
    """The signed copy is there; the receipt lists who did what."""
    with override(language or request.language):
        lines = [greeting(name), _("Alla är klara:"), request.title]
        acted = represented(people)
        for role, heading in RECEIPT.items():
            names = [_line(one, acted.get(one.pk, "")) for one in people if one.role == role]
            if names:
                lines.append(_(heading) + "\n" + "\n".join(f"– {one}" for one in names))
        lines += [
            _("Hämta ditt exemplar här:"),
            url,
            _("Vem som helst kan kontrollera filen på kontrollsidan, utan att logga in."),
        ]
        mail.send(email, _("Klart: {title}").format(title=request.title), "\n\n".join(lines))


def _line(one: Party, acted: str) -> str:
    instead = _("i stället för {name}").format(name=one.replaces.name) if one.replaces else ""
    said = (acted or one.name, one.title, one.principal, instead, vouched(one))
    return ", ".join(part for part in said if part)


def vouched(one: Party) -> str:
    """In which other way than with an e-ID a person answered, and who has registered it; else nothing."""
    kept = one.registration
    if kept is None:
        return ""
    return _("{how}, registrerat av {who}").format(how=kept.get_how_display(), who=vouched_by(one))
