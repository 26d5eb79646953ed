"""Log-in by key."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.eid.views import safe_next
from armkrok.core.identity.sessions import client_ip
from armkrok.core.passkeys.ceremonies import begin
from armkrok.core.passkeys.errors import KeyRefused
from armkrok.core.passkeys.forms import NO_SCRIPT, AnswerForm
from armkrok.core.passkeys.login import STARTS_PER_ADDRESS, limit, log_in
from armkrok.core.passkeys.models import Ceremony
from armkrok.core.passkeys.proving import to_log_in
from armkrok.core.passkeys.views.asking import options, place

INVALID = 422


@permission("public", own_transactions=True)
def login(request: ActorRequest) -> HttpResponse:
    """The page with the button, and the authenticator's answer."""
    if request.method != "POST":
        return _page(request, request.GET.get("next", ""))
    target = safe_next(request, request.POST.get("next", ""))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, target, str(NO_SCRIPT), INVALID)
    response = redirect(target or "mina")
    try:
        log_in(request, response, form.cleaned_data["credential"])
    except KeyRefused as refusal:
        return _page(request, target, str(refusal.text), refusal.status)
    return response


def _page(request: ActorRequest, target: str, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"next": safe_next(request, target), "problem": problem, "form": AnswerForm(), **place(request)}
    return render(request, "passkeys/login.html", context, status=status)


@require_POST
@permission("public", own_transactions=True)
def start(request: ActorRequest) -> HttpResponse:
    """A challenge for this browser. Everybody gets the same options, known or not."""

    def make() -> dict[str, object]:
        limit("passkey start", client_ip(request), STARTS_PER_ADDRESS)
        return to_log_in(bytes(begin(request, Ceremony.Purpose.LOGIN).challenge))

    return options(request, make)
