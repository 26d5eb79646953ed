"""Questions and answers about a request."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from armkrok.core.notifications import mail
from armkrok.services.signing.letters.asking import greeting
from armkrok.services.signing.models import Remark, SigningRequest


def asked(request: SigningRequest, remark: Remark, email: str, url: str) -> None:
    """Tell the sender that somebody asks something."""
    with override(request.language):
        lines = [
            _("{name} frågar om:").format(name=remark.name),
            request.title,
            f"”{remark.text}”",
            _("Svara här. Alla som är tillfrågade kan läsa svaret:"),
            url,
        ]
        mail.send(email, _("Fråga: {title}").format(title=request.title), "\n\n".join(lines))


def answered(
    request: SigningRequest, remark: Remark, *, name: str, email: str, language: str, url: str
) -> None:
    """Tell somebody who has asked that the sender has answered."""
    with override(language or request.language):
        lines = [
            greeting(name),
            _("{name} har svarat om:").format(name=remark.name),
            request.title,
            f"”{remark.text}”",
            _("Läs hela samtalet här:"),
            url,
        ]
        mail.send(email, _("Svar: {title}").format(title=request.title), "\n\n".join(lines))


def question_task(request: SigningRequest, remark: Remark) -> tuple[str, str, str]:
    """Title, text and button of the sender's task."""
    return (
        _("Svara på en fråga om {title}").format(title=request.title),
        _("{name} undrar något.").format(name=remark.name),
        _("Läs och svara"),
    )


def answer_task(request: SigningRequest, remark: Remark) -> tuple[str, str, str]:
    """Title, text and button of the task of the one who has asked."""
    return (
        _("Läs svaret om {title}").format(title=request.title),
        _("{name} har svarat på din fråga.").format(name=remark.name),
        _("Läs svaret"),
    )
