"""What type of document a draft is, what follows from that, and why."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.services.signing import access, policy, queries, register
from armkrok.services.signing.actions import register as deciding
from armkrok.services.signing.forms import DraftTypeForm
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.policy import wording
from armkrok.services.signing.views.drafting import SEND, town


@permission(SEND)
def document_type(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Choose the type; then see what it means before going on."""
    draft = access.draft(request.actor, request_id)
    form = DraftTypeForm(
        request.POST or None, initial={"type_key": draft.type_key}, groups=_groups(), suggested=_likely(draft)
    )
    if form.is_valid():
        deciding.choose_type(draft, form.cleaned_data["type_key"])
        return redirect("signing:draft-type", town(request).slug, draft.pk)
    context = {"form": form, "draft_id": draft.pk, "chosen": _chosen(request, draft)}
    return render(request, "signing/new_type.html", context, status=422 if form.errors else 200)


def _likely(draft: SigningRequest) -> list[policy.DocumentType]:
    documents = queries.documents_of(draft)
    names = [draft.title, *(one.title for one in documents), *(one.file_name for one in documents)]
    return list(register.suggest(*names))


def _groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """The types in use, under the headings of the guide."""
    found = [one.kind for one in register.entries().values() if not one.is_off]
    return [
        (group.name, [(one.key, one.name) for one in found if one.group == group.key])
        for group in policy.groups()
    ]


def _chosen(request: ActorRequest, draft: SigningRequest) -> dict[str, Any] | None:
    if not draft.type_key:
        return None
    kind = register.entry(draft.type_key).kind
    findings = register.findings_for(draft, by=request.actor)
    first = [one for one in findings if not one.code.startswith(("seat-", "all-", "meeting", "sign-by"))]
    return {
        "name": kind.name,
        "reason": kind.reason,
        "law": kind.law_text,
        "level": wording.LEVELS[kind.level],
        "signers": wording.signers_text(kind) if kind.seats else _("Du väljer själv."),
        "findings": first,
        "is_blocked": kind.is_blocked,
        "asks_meeting": kind.minutes,
    }
