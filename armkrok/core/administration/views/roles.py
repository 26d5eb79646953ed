"""Who may do what, and for how long."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core import registry
from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.models import RoleAssignment
from armkrok.core.access.routes import permission
from armkrok.core.administration import access, queries
from armkrok.core.administration.actions import roles as actions
from armkrok.core.administration.forms import RoleForm
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.members import role_line
from armkrok.core.administration.views.saving import done, slug, status, tried
from armkrok.core.members.models import Member
from armkrok.kit.refusals import NotFound

OVER = "avslutade"


@permission("administration.manage")
def roles(request: ActorRequest) -> HttpResponse:
    """Give a role, and see who has one."""
    form = RoleForm(request.POST or None, initial={"person": _wanted(request)})
    deed = lambda: actions.give_role(form.cleaned_data["person"], form.facts(), by=request.actor)  # noqa: E731
    if request.method == "POST" and tried(form, deed):
        return done(request, _("Rollen är given."), "roles")
    wanted = request.GET.get("roll", "")
    page = page_of(request, queries.assignments("" if wanted == OVER else wanted, over=wanted == OVER))
    context = {
        "form": form,
        "views": _views(request, wanted),
        "rows": [_row(request, role) for role in page.rows],
        "role_texts": [{"name": r.name, "text": r.explanation} for r in registry.roles().values()],
        **page.context,
    }
    return render(request, "administration/roles.html", context, status=status(form))


def _wanted(request: ActorRequest) -> str:
    """The address of the person whom the link meant."""
    try:
        member: Member = access.member_of(UUID(request.GET.get("person", "")))
    except (ValueError, NotFound):
        return ""
    return member.email


def _row(request: ActorRequest, role: RoleAssignment) -> dict[str, Any]:
    line = role_line(role)
    return {
        **line,
        "id": role.pk,
        "person_name": role.person.name,
        "person_url": reverse("administration:member", args=[slug(request), role.person_id]),
        "role_name": line["text"],
        "is_over": role.is_over,
        "can_end": not role.is_over,
        "to_day": role.ended_at or role.ends,
    }


def _views(request: ActorRequest, wanted: str) -> list[dict[str, Any]]:
    address = reverse("administration:roles", args=[slug(request)])
    choices = [("", _("Alla")), *((r.key, r.name) for r in registry.roles().values()), (OVER, _("Avslutade"))]
    return [
        {"name": name, "url": f"{address}?roll={key}" if key else address, "current": key == wanted}
        for key, name in choices
    ]


@require_POST
@permission("administration.manage")
def end(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """End a role at once."""
    actions.take_role(access.assignment_for(assignment_id), by=request.actor)
    return done(request, _("Rollen är avslutad."), "roles")
