"""Who works here."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.models import RoleAssignment
from armkrok.core.access.routes import permission
from armkrok.core.administration import access, queries
from armkrok.core.administration.actions import leaving
from armkrok.core.administration.actions import members as actions
from armkrok.core.administration.differences import differences
from armkrok.core.administration.forms.people import MemberForm, NewMemberForm
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.reviewing import Review, in_turn, reviewed, sent
from armkrok.core.administration.views.saving import address, done, status
from armkrok.core.identity.models import Session
from armkrok.core.members.models import Member
from armkrok.core.members.queries import members as find_members
from armkrok.core.members.queries import sessions_here
from armkrok.core.reading.log import read
from armkrok.core.reading.models import How
from armkrok.ui import words

METHODS = {"bankid": "BankID", "passkey": gettext_lazy("Nyckel")}


@permission("administration.manage")
def members(request: ActorRequest) -> HttpResponse:
    """Members in order of name; a search finds those who have left too."""
    query = request.GET.get("q", "").strip()[:100]
    page = page_of(request, find_members(query, with_left=bool(query)))
    shown = [member.person_id for member in page.rows]
    read(request.actor, shown, "administration.members", how=How.SEARCH if query else How.SCREEN)
    roles = queries.roles_by_person(shown)
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
        "url": address(request, "member", person_id=member.person_id),
        "email": member.email,
        "title": member.title,
        "unit": member.unit.name if member.unit else "",
        "roles_text": ", ".join(roles),
        "status_kind": "stop" if member.left_at else "soon",
        "status_text": _left(member) or _leaving(member),
    }


def _left(member: Member) -> str:
    if member.left_at is None:
        return ""
    return _("Slutade {day}").format(day=words.full_day(member.left_at))


def _leaving(member: Member) -> str:
    return _("Slutar {day}").format(day=words.full_day(member.ends_on)) if member.ends_on else ""


@permission("administration.manage")
@in_turn
def new(request: ActorRequest) -> HttpResponse:
    """Add a person."""
    form = NewMemberForm(sent(request))
    step = reviewed(request, form, lambda: _newcomer(form), lambda: _add(form, request))
    if step.is_done:
        return done(request, _("{name} är tillagd.").format(name=form.cleaned_data["name"]), "members")
    if step.page:
        return step.page
    context = {"form": form, "member": None, **_back(request)}
    return render(request, "administration/member_form.html", context, status=status(form))


def _newcomer(form: NewMemberForm) -> Review:
    effects = (_("Personen får ingen roll än. Ge en roll på sidan Roller."),)
    return Review(_("En ny person läggs till i organisationen."), differences(form), effects)


def _add(form: NewMemberForm, request: ActorRequest) -> None:
    data = form.cleaned_data
    actions.add_member(data["number"], data["name"], form.facts(), by=request.actor)


@permission("administration.manage")
@in_turn
def member(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Change what the organisation says of a member."""
    row = access.member_of(person_id)
    known: dict[str, Any] = {"email": row.email, "title": row.title, "unit": row.unit_id}
    known |= {"external_id": row.external_id, "ends_on": row.ends_on}
    form = MemberForm(sent(request), initial=known)
    step = reviewed(
        request, form, lambda: _changed(form, row),
        lambda: actions.change_member(row, form.facts(), by=request.actor),
    )  # fmt: skip
    if step.is_done:
        return done(request, step.told(_("Uppgifterna är sparade.")), "member", person_id=person_id)
    if step.page:
        return step.page
    read(request.actor, [person_id], "administration.member")
    context = {"form": form, **_known(row), **_back(request)}
    return render(request, "administration/member_form.html", context, status=status(form))


def _changed(form: MemberForm, row: Member) -> Review:
    effects = []
    if "ends_on" in form.changed_data and (day := form.cleaned_data["ends_on"]):
        text = _("Efter {day} upphör alla roller här, och personen loggas ut.")
        effects.append(text.format(day=words.full_day(day)))
    heading = _("Uppgifterna om {name} ändras.").format(name=row.person.name)
    return Review(heading, differences(form), tuple(effects))


def _known(row: Member) -> dict[str, Any]:
    return {
        "member": {"id": row.person_id, "name": row.person.name, "email": row.email, "has_left": _left(row)},
        "numbers": [number.masked() for number in row.person.numbers.filter(until=None)],
        "roles": [role_line(role) for role in queries.assignments_of(row.person_id)],
        "sessions": [_session(one) for one in sessions_here([row.person_id])] if not row.left_at else [],
        "tasks": queries.open_tasks(row.person_id),
    }


def _session(row: Session) -> dict[str, Any]:
    """When and how somebody logged in; never from where."""
    return {"began_at": row.created_at, "method": row.provider or METHODS.get(row.method, row.method)}


@require_POST
@permission("administration.manage")
@in_turn
def end(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """The person has left."""
    row = access.member_of(person_id)
    step = reviewed(
        request, None, lambda: _leaver(row), lambda: leaving.end_employment(row, by=request.actor),
        back_url=address(request, "member", person_id=person_id),
    )  # fmt: skip
    if step.page:
        return step.page
    text = _("{name} är inte längre med. Alla roller här har upphört.").format(name=row.person.name)
    return done(request, text, "members")


def _leaver(row: Member) -> Review:
    name = row.person.name
    roles = [_("{name} förlorar {role} genast.").format(name=name, role=role_text(one))
             for one in queries.assignments_of(row.person_id)]  # fmt: skip
    running = sessions_here([row.person_id]).count()
    effects = [*roles, *([_logged_out(name, running)] if running else [])]
    if tasks := queries.open_tasks(row.person_id):
        left = ngettext(
            "%(n)s uppgift som väntar på personen blir kvar: be någon annan ta över den.",
            "%(n)s uppgifter som väntar på personen blir kvar: be någon annan ta över dem.",
            tasks,
        )
        effects.append(left % {"n": tasks})
    effects.append(_("Det personen har skrivit under ligger kvar."))
    heading = _("Anställningen för {name} avslutas nu.").format(name=name)
    return Review(heading, (), tuple(effects), _("Avsluta anställningen"), is_danger=True)


def _logged_out(name: str, running: int) -> str:
    text = ngettext("%(name)s loggas ut från %(n)s enhet.", "%(name)s loggas ut från %(n)s enheter.", running)
    return text % {"name": name, "n": running}


@require_POST
@permission("administration.manage")
@in_turn
def end_sessions(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Log a member out everywhere."""
    row = access.member_of(person_id)
    name = row.person.name
    step = reviewed(
        request, None,
        lambda: Review(
            _("Inloggningarna för {name} avslutas.").format(name=name), (),
            (_logged_out(name, sessions_here([person_id]).count()), _("Personen kan logga in igen.")),
            _("Logga ut personen"),
        ),
        lambda: leaving.end_sessions(row, by=request.actor),
        back_url=address(request, "member", person_id=person_id),
    )  # fmt: skip
    if step.page:
        return step.page
    return done(request, _("{name} är utloggad.").format(name=name), "member", person_id=person_id)


def role_line(role: RoleAssignment) -> dict[str, Any]:
    """A role as the pages tell of it."""
    part = role.board or role.unit
    return {
        "text": queries.role_name(role.role),
        "scope": part.name if part else "",
        "from_day": role.starts,
        "to_day": role.ends,
    }


def role_text(role: RoleAssignment) -> str:
    """A role in running text, with the part of the organisation that it is limited to."""
    line = role_line(role)
    text = _("rollen {role} i {part}") if line["scope"] else _("rollen {role}")
    return text.format(role=line["text"], part=line["scope"])


def _back(request: ActorRequest) -> dict[str, str]:
    return {"back_url": address(request, "members"), "back_text": _("Medarbetare")}
