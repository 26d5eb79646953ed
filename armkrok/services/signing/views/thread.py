"""Questions about a request, and the sender's answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.refusals import NotFound, Refusal
from armkrok.services.signing import access, queries
from armkrok.services.signing.actions import conversing
from armkrok.services.signing.forms.asking import RemarkForm
from armkrok.services.signing.views.drafting import town


@permission("person", service="signing")
def thread(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """What has been asked and answered, and a box to write in; for the sender and those who are asked."""
    found = access.party_request(request.actor, request_id)
    if queries.only_copied(found, request.actor.person_id):
        raise NotFound
    is_sender = found.sender_id == request.actor.person_id
    form, problem = RemarkForm(request.POST or None), ""
    if form.is_valid():
        try:
            conversing.write_remark(found, form.cleaned_data["text"], by=request.actor)
            sent = (
                _("Svaret är skickat.")
                if is_sender
                else _("Frågan är skickad. Du får ett mejl när du får svar.")
            )
            messages.success(request, sent)
            return redirect("signing:thread", town(request).slug, request_id)
        except Refusal as refusal:
            problem = str(refusal.text)
    else:
        conversing.seen(found, request.actor.person_id)
    way = "progress" if is_sender else "sign"
    context = {
        "signing": queries.summary(found, [], []),
        "remarks": queries.remarks_of(found),
        "me": request.actor.person_id,
        "is_sender": is_sender,
        "form": form if found.is_open and found.sender_id else None,
        "problem": problem,
        "back_url": reverse(f"signing:{way}", args=[town(request).slug, request_id]),
        "back_text": found.title,
    }
    status = 422 if form.errors else 409 if problem else 200
    return render(request, "signing/thread.html", context, status=status)
