"""Who works here."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.models import RoleAssignment
from armkrok.core.access.routes import permission
from armkrok.core.administration import access, queries
from armkrok.core.administration.actions import members as actions
from armkrok.core.administration.forms import MemberForm, NewMemberForm
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.saving import done, slug, status, tried
from armkrok.core.members.models import Member
from armkrok.core.members.queries import members as find_members
from armkrok.ui import words


@permission("administration.manage")
def members(request: ActorRequest) -> HttpResponse:
    """Members in order of name; a search finds those who have left too."""
    query = request.GET.get("q", "").strip()[:100]
    page = page_of(request, find_members(query, with_left=bool(query)))
    roles = queries.roles_by_person(member.person_id for member in page.rows)
    context = {
        "query": query,
        "total": page.total,
        "rows": [_row(request, member, roles.get(member.person_id, [])) for member in page.rows],
        **page.context,
    }
    return render(request, "administration/members.html", context)


def _row(request: ActorRequest, member: Member, roles: list[str]) -> dict[str, Any]:
    return {
        "name": member.person.name,
        "url": reverse("administration:member", args=[slug(request), member.person_id]),
        "email": member.email,
        "title": member.title,
        "unit": member.unit.name if member.unit else "",
        "roles_text": ", ".join(roles),
        "status_kind": "stop",
        "status_text": _left(member),
    }


def _left(member: Member) -> str:
    if member.left_at is None:
        return ""
    return _("Slutade {day}").format(day=words.full_day(member.left_at))


@permission("administration.manage")
def new(request: ActorRequest) -> HttpResponse:
    """Add a person."""
    form = NewMemberForm(request.POST or None)
    if request.method == "POST" and tried(form, lambda: _add(form, request)):
        return done(request, _("{name} är tillagd.").format(name=form.cleaned_data["name"]), "members")
    context = {"form": form, "member": None, **_back(request)}
    return render(request, "administration/member_form.html", context, status=status(form))


def _add(form: NewMemberForm, request: ActorRequest) -> None:
    data = form.cleaned_data
    actions.add_member(data["number"], data["name"], form.facts(), by=request.actor)


@permission("administration.manage")
def member(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Change what the organisation says of a member."""
    row = access.member_of(person_id)
    form = MemberForm(
        request.POST or None, initial={"email": row.email, "title": row.title, "unit": row.unit_id}
    )
    deed = lambda: actions.change_member(row, form.facts(), by=request.actor)  # noqa: E731
    if request.method == "POST" and tried(form, deed):
        return done(request, _("Uppgifterna är sparade."), "member", person_id=person_id)
    context = {
        "form": form,
        "member": {"id": row.person_id, "name": row.person.name, "email": row.email, "has_left": _left(row)},
        "numbers": [number.masked() for number in row.person.numbers.filter(until=None)],
        "roles": [role_line(role) for role in queries.assignments_of(person_id)],
        **_back(request),
    }
    return render(request, "administration/member_form.html", context, status=status(form))


@require_POST
@permission("administration.manage")
def end(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """The person has left."""
    row = access.member_of(person_id)
    actions.end_employment(row, by=request.actor)
    text = _("{name} är inte längre med. Alla roller här har upphört.").format(name=row.person.name)
    return done(request, text, "members")


def role_line(role: RoleAssignment) -> dict[str, Any]:
    """A role as the pages tell of it."""
    part = role.board or role.unit
    return {
        "text": queries.role_name(role.role),
        "scope": part.name if part else "",
        "from_day": role.starts,
        "to_day": role.ends,
    }


def _back(request: ActorRequest) -> dict[str, str]:
    return {
        "back_url": reverse("administration:members", args=[slug(request)]),
        "back_text": _("Medarbetare"),
    }
