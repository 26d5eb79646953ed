"""Who may do what, and for how long."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core import registry
from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.models import RoleAssignment
from armkrok.core.access.routes import permission
from armkrok.core.administration import access, queries
from armkrok.core.administration.actions import roles as actions
from armkrok.core.administration.differences import differences
from armkrok.core.administration.forms.people import RoleForm
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.members import role_line, role_text
from armkrok.core.administration.views.reviewing import Review, in_turn, reviewed, sent
from armkrok.core.administration.views.saving import address, done, status
from armkrok.core.members.models import Member
from armkrok.core.reading.log import read
from armkrok.kit.days import today
from armkrok.kit.refusals import NotFound

OVER = "avslutade"


@permission("administration.manage")
@in_turn
def roles(request: ActorRequest) -> HttpResponse:
    """Give a role, and see who has one."""
    form = RoleForm(sent(request), initial={"person": _wanted(request)})
    deed = lambda: actions.give_role(form.cleaned_data["person"], form.facts(), by=request.actor)  # noqa: E731
    step = reviewed(request, form, lambda: _given(form), deed)
    if step.is_done:
        return done(request, _("Rollen är given."), "roles")
    if step.page:
        return step.page
    wanted = request.GET.get("roll", "")
    page = page_of(request, queries.assignments("" if wanted == OVER else wanted, over=wanted == OVER))
    read(request.actor, (role.person_id for role in page.rows), "administration.roles")
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
        "person_url": address(request, "member", person_id=role.person_id),
        "role_name": line["text"],
        "is_over": role.is_over,
        "can_end": not role.is_over,
        "to_day": role.ended_at or role.ends,
    }


def _views(request: ActorRequest, wanted: str) -> list[dict[str, Any]]:
    here = address(request, "roles")
    choices = [("", _("Alla")), *((r.key, r.name) for r in registry.roles().values()), (OVER, _("Avslutade"))]
    return [
        {"name": name, "url": f"{here}?roll={key}" if key else here, "current": key == wanted}
        for key, name in choices
    ]


def _given(form: RoleForm) -> Review:
    data, role = form.cleaned_data, registry.roles().get(form.cleaned_data["role"])
    name = data["person"].person.name
    heading = _("{name} får rollen {role}.").format(name=name, role=role.name if role else data["role"])
    effects = [str(role.explanation)] if role else []
    if data["where"]:
        part = form.facts().board or form.facts().unit
        text = _("Rollen är begränsad: den öppnar bara det som hör till {part}, och inget annat.")
        effects.append(text.format(part=part))
    if data["from_day"] <= today():
        effects.append(_("Rollen gäller genast, utan ny inloggning."))
    if role and role.key in queries.administering_roles():
        effects.append(_("Den som har rollen kan ge sig själv och andra alla roller."))
    return Review(heading, tuple(replace(one, was="") for one in differences(form)), tuple(effects))


@require_POST
@permission("administration.manage")
@in_turn
def end(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """End a role at once."""
    row = access.assignment_for(assignment_id)
    step = reviewed(
        request, None, lambda: _taken(row), lambda: actions.take_role(row, by=request.actor),
        back_url=address(request, "roles"),
    )  # fmt: skip
    return step.page or done(request, _("Rollen är avslutad."), "roles")


def _taken(row: RoleAssignment) -> Review:
    name = row.person.name
    text = _("{name} förlorar {role} genast.").format(name=name, role=role_text(row))
    effects = [text] if row.starts <= today() else []
    if row.starts > today():
        effects.append(_("Rollen har inte börjat gälla, och kommer inte att göra det."))
    heading = _("{role} för {name} avslutas.").format(name=name, role=role_text(row).capitalize())
    return Review(heading, (), tuple(effects), _("Avsluta rollen"), is_danger=True)
