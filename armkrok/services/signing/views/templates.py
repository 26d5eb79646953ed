"""Templates, and doing an earlier request again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.services.signing import access, drafts, queries
from armkrok.services.signing.actions import copying
from armkrok.services.signing.forms import AgainForm, NewTemplateForm, TemplateForm
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.views.drafting import SEND, town


@permission(SEND)
def listed(request: ActorRequest) -> HttpResponse:
    """The person's templates, and those that colleagues share."""
    found = list(drafts.templates(request.actor.person_id))
    people = queries.people_by_request(found)
    gone = drafts.departed(party for parties in people.values() for party in parties)
    rows = [
        {
            "id": one.pk,
            "title": one.title,
            "people_count": one.people_count,  # type: ignore[attr-defined]
            "document_count": one.document_count,  # type: ignore[attr-defined]
            "is_mine": one.sender_id == request.actor.person_id,
            "owner": one.sender.name if one.sender else "",
            "is_shared": one.is_shared,
            "left": [party.name for party in people.get(one.pk, []) if party.pk in gone],
        }
        for one in found
    ]
    return render(request, "signing/templates.html", {"rows": rows})


@permission(SEND)
def again(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Begin a draft from an earlier request or a template."""
    source = access.to_copy(request.actor, request_id)
    documents = queries.documents_of(source)
    form = AgainForm(request.POST or None, initial={"documents": "same"})
    if not documents:
        return redirect(f"{reverse('signing:new', args=[town(request).slug])}?mall={source.pk}")
    if form.is_valid():
        if form.cleaned_data["documents"] == "new":
            return redirect(f"{reverse('signing:new', args=[town(request).slug])}?mall={source.pk}")
        draft = copying.begin(source, by=request.actor)
        tell_departed(request, draft)
        return redirect("signing:document", town(request).slug, draft.pk)
    people = queries.people_of(source)
    context = {
        "form": form,
        "source": {"id": source.pk, "title": source.title, "documents": documents},
        "people": [one.name for one in people if one.state != one.State.REPLACED],
        "is_template": source.state == SigningRequest.State.TEMPLATE and not source.bulk_id,
        **_back(request, source),
    }
    return render(request, "signing/again.html", context, status=422 if form.errors else 200)


def tell_departed(request: ActorRequest, draft: SigningRequest) -> None:
    """Say at once who has left and must be replaced; the sending refuses too."""
    people = queries.people_of(draft)
    gone = drafts.departed(people)
    names = ", ".join(one.name for one in people if one.pk in gone)
    if names:
        text = _("{names} har slutat. Byt ut eller ta bort personen innan du skickar.")
        messages.warning(request, text.format(names=names))


def _back(request: ActorRequest, source: SigningRequest) -> dict[str, Any]:
    slug = town(request).slug
    if source.bulk_id and source.state == SigningRequest.State.TEMPLATE:
        return {"back_url": reverse("signing:bulk", args=[slug, source.bulk_id]), "back_text": source.title}
    if source.state == SigningRequest.State.TEMPLATE:
        return {"back_url": reverse("signing:templates", args=[slug]), "back_text": _("Mallar")}
    return {"back_url": reverse("signing:progress", args=[slug, source.pk]), "back_text": source.title}


@permission(SEND)
def save(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Keep one's request as a template."""
    source = access.sent_request(request.actor, request_id)
    form = NewTemplateForm(request.POST or None, initial={"title": source.title, "with_documents": False})
    if form.is_valid():
        copying.save_template(source, by=request.actor, **form.cleaned_data)
        messages.success(request, _("Mallen är sparad."))
        return redirect("signing:templates", town(request).slug)
    context = {"form": form, "is_new": True, "source_title": source.title}
    return render(request, "signing/template.html", context, status=422 if form.errors else 200)


@permission(SEND)
def change(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Another name, shared or not."""
    template = access.own_template(request.actor, request_id)
    initial = {"title": template.title, "is_shared": template.is_shared}
    form = TemplateForm(request.POST or None, initial=initial)
    if form.is_valid():
        copying.change_template(template, by=request.actor, **form.cleaned_data)
        messages.success(request, _("Mallen är sparad."))
        return redirect("signing:templates", town(request).slug)
    context = {"form": form, "is_new": False, "template_id": template.pk, "source_title": template.title}
    return render(request, "signing/template.html", context, status=422 if form.errors else 200)


@require_POST
@permission(SEND)
def discard(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Throw one's template away."""
    copying.discard_template(access.own_template(request.actor, request_id), by=request.actor)
    messages.success(request, _("Mallen är borttagen."))
    return redirect("signing:templates", town(request).slug)
