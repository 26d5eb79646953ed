"""To an external signing service and back."""

from urllib.parse import urlsplit
from uuid import UUID

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.refusals import NotFound, Refusal
from armkrok.services.signing import access
from armkrok.services.signing.actions import external_signing
from armkrok.services.signing.external import Refused, SentRequest, SignService
from armkrok.services.signing.external.wording import sentence
from armkrok.services.signing.models import ExternalSigning, Party
from armkrok.services.signing.views.drafting import town

own_route = permission("person", service="signing")


@require_POST
@own_route
def leave(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Reserve the documents, and give the browser what it carries to the service."""
    one = access.party(request.actor, request_id)
    service = external_signing.ways().service
    if service is None:
        raise NotFound
    try:
        sent = external_signing.leave(one, service, by=request.actor)
    except Refusal as refusal:
        messages.warning(request, str(refusal.text))
        return redirect("signing:sign", town(request).slug, request_id)
    return _leaving(request, one, service, sent)


def _leaving(request: ActorRequest, one: Party, service: SignService, sent: SentRequest) -> HttpResponse:
    """The page whose form goes to the service, which the page's policy must allow."""
    target = urlsplit(service.url)
    context = {
        "signing_id": one.request_id,
        "title": one.request.title,
        "service": service,
        "fields": sent.form(),
    }

    @csp_update({"form-action": [f"{target.scheme}://{target.netloc}"]})
    def page(request: HttpRequest) -> HttpResponse:
        return render(request, "signing/external_leave.html", context)

    response = page(request)
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]


@require_POST
@own_route
def cancel(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Back to the document, nothing signed."""
    external_signing.give_up(access.party(request.actor, request_id))
    messages.info(request, _("Du avbröt. Inget har skrivits under."))
    return redirect("signing:sign", town(request).slug, request_id)


@csrf_exempt
@require_POST
@permission("public", service="signing", own_transactions=True)
def answer(request: ActorRequest) -> HttpResponse:
    """The service's answer, carried here by the browser from another site, so without its cookies.

    The answer's own signature and the request's random id tell whose it is; the page it leads to demands
    that the person is logged in.
    """
    form = {name: request.POST.get(name, "") for name in ("Binding", "RelayState", "EidSignResponse")}
    request_id = external_signing.came_back(form, by=request.actor)
    response = redirect("signing:external-back", town(request).slug, request_id)
    response.status_code = 303
    return response


@own_route
def back(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Where the person goes when the service is done: on, or back to the document with the reason."""
    one = access.party(request.actor, request_id)
    signing = ExternalSigning.objects.filter(party=one).order_by("-created_at", "-pk").first()
    if signing is not None and signing.state == ExternalSigning.State.DONE:
        return redirect("signing:done", town(request).slug, request_id)
    if signing is not None and signing.state == ExternalSigning.State.REFUSED:
        messages.warning(request, _outcome(signing.status))
    return redirect("signing:sign", town(request).slug, request_id)


def _outcome(status: str) -> str:
    if status == external_signing.MOVED:
        return _(
            "Någon annan skrev under samtidigt. Din underskrift kom inte med. Läs dokumentet och försök igen."
        )
    if status in Refused.__members__.values():
        return sentence(Refused(status))
    return _("Du avbröt. Inget har skrivits under.")
