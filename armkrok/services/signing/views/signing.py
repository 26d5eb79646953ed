"""Signing one request with an e-ID, and the page that says it is done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.core.notifications.tasks import waiting
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import access, queries
from armkrok.services.signing.errors import NoLongerAsked
from armkrok.services.signing.errors.signing import RegisterUnsure
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.services.signing.views.asked import sign_page
from armkrok.services.signing.views.drafting import town
from armkrok.services.signing.views.handing import way_back
from armkrok.services.signing.views.ordering import (
    Errand,
    begun,
    order_cancelled,
    order_page,
    order_state,
    own_order,
)

signing_route = permission("person", service="signing", for_others=True)
own_route = permission(
    "person",
    service="signing",
    own_transactions=True,
    given=("request_id", "one", access.once_party),
    for_others=True,
)


def _errand(request: ActorRequest, one: Party) -> Errand:
    slug, request_id = town(request).slug, one.request_id
    return Errand(
        about=one.pk,
        title=one.request.title,
        back_url=reverse("signing:sign", args=[slug, request_id]),
        back_text=_("Tillbaka till dokumentet"),
        address=lambda name, order_id: reverse(f"signing:{name}", args=[slug, request_id, order_id]),
        done=lambda _act: reverse("signing:done", args=[slug, request_id]),
        context={"documents": SimpleLazyObject(lambda: queries.documents_of(one.request))},
    )


@require_POST
@own_route
def start(request: ActorRequest, one: Party) -> HttpResponse:
    """Begin a BankID signing for exactly this person and this document."""
    return _begun(request, one)


def _begun(request: ActorRequest, one: Party) -> HttpResponse:
    try:
        return begun(request, _errand(request, one), [one])
    except NoLongerAsked as refusal:
        messages.info(request, str(refusal.text))
        return redirect("mina")
    except Refusal as refusal:
        with acting(request.actor):
            unsure = isinstance(refusal, RegisterUnsure)
            return sign_page(request, one, str(refusal.text), unsure=unsure)


@own_route
def order(request: ActorRequest, one: Party, order_id: UUID) -> HttpResponse:
    """The page with the QR code."""
    return order_page(request, _errand(request, one), order_id)


@own_route
def state(request: ActorRequest, one: Party, order_id: UUID) -> HttpResponse:
    """The fragment that htmx asks for every second."""
    return order_state(request, _errand(request, one), order_id)


@require_POST
@own_route
def cancel(request: ActorRequest, one: Party, order_id: UUID) -> HttpResponse:
    """Back to the document, nothing signed."""
    return order_cancelled(request, _errand(request, one), order_id)


@require_POST
@own_route
def retry(request: ActorRequest, one: Party, order_id: UUID) -> HttpResponse:
    """A new order for the same document."""
    own_order(request, _errand(request, one), order_id)
    return _begun(request, one)


@signing_route
def done(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """This person has done her part, or follows from a letter that everybody has."""
    found = access.party_request(request.actor, request_id)
    people = queries.people_of(found)
    me = request.actor.for_id
    here = [one for one in people if one.person_id == me and one.state != Party.State.REPLACED]
    if not here:
        return redirect("signing:progress", town(request).slug, request_id)
    mine = here[0]
    if not mine.is_finished and mine.state not in {Party.State.CONSENTED, Party.State.COPIED}:
        return redirect("signing:sign", town(request).slug, request_id)
    if back := way_back(request, mine):
        return redirect(back)
    tasks = waiting(me, 2)
    left = [task for task in tasks if task.about_id != found.pk]
    is_batch = False
    if len(tasks) > 1 and request.actor.principal_id is None:  # each that waits is also a task
        is_batch = queries.to_sign(me).count() > 1
    context: dict[str, Any] = {
        "signing": queries.summary(found, people),
        "heading": _done_heading(mine),
        "registered": queries.registered_text(mine),
        "is_stored": mine.state != Party.State.CONSENTED,
        "is_withdrawn": found.state == SigningRequest.State.WITHDRAWN,
        "next_wait": {"title": left[0].title, "day": left[0].due} if left else None,
        "batch_url": reverse("signing:batch", args=[town(request).slug]) if is_batch else "",
    }
    return render(request, "signing/done.html", context)


def _done_heading(mine: Party) -> str:
    if mine.registration_id:
        return _("Ditt svar är registrerat")
    headings = {
        Party.Role.SIGNER: _("Du har skrivit under"),
        Party.Role.APPROVER: _("Du har godkänt"),
        Party.Role.READER: _("Du har bekräftat att du har läst"),
        Party.Role.COPY: _("Du får en kopia"),
    }
    return headings[Party.Role(mine.role)]
