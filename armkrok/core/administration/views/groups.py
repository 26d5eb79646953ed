"""Saved groups."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration import access
from armkrok.core.administration.actions import groups as actions
from armkrok.core.administration.forms import GroupMemberForm, NameForm, OutsiderForm
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.saving import INVALID, done, slug, status, tried
from armkrok.core.members.models import Group
from armkrok.core.members.queries import groups as find_groups
from armkrok.kit.refusals import NotFound


@permission("administration.manage")
def groups(request: ActorRequest) -> HttpResponse:
    """Every saved group."""
    page = page_of(request, find_groups())
    rows = [{"name": g.name, "people_count": g.people, "url": _address(request, g)} for g in page.rows]
    return render(request, "administration/groups.html", {"rows": rows, **page.context})


@permission("administration.manage")
def new(request: ActorRequest) -> HttpResponse:
    """A new group: first its name, then its people."""
    form = NameForm(request.POST or None)
    made: list[Group] = []
    deed = lambda: made.append(actions.add_group(form.cleaned_data["name"], by=request.actor))  # noqa: E731
    if request.method == "POST" and tried(form, deed):
        return done(request, _("Gruppen är skapad. Lägg till personer."), "group", group_id=made[0].pk)
    context = {"form": form, "group": None, **_back(request)}
    return render(request, "administration/group_form.html", context, status=status(form))


class _GroupPage:
    """The three forms of a group's page; the one that was sent is bound."""

    def __init__(self, request: ActorRequest, group: Group) -> None:
        self.request, self.group, self.actor = request, group, request.actor
        self.deed = request.POST.get("deed", "") if request.method == "POST" else ""
        self.name = NameForm(self._sent("save"), initial={"name": group.name})
        self.member = GroupMemberForm(self._sent("member"), prefix="member")
        self.outsider = OutsiderForm(self._sent("outsider"), prefix="outsider")

    def _sent(self, deed: str) -> Any:
        return self.request.POST if self.deed == deed else None

    def form(self) -> forms.Form | None:
        """The form that was sent, if one was."""
        return {"save": self.name, "member": self.member, "outsider": self.outsider}.get(self.deed)

    def do(self) -> str:
        """Do what was asked; the sentence that says so, or nothing when a form has errors."""
        form = self.form()
        if form is None:
            return self._pressed()
        if self.deed == "save":
            deed = lambda: actions.rename_group(self.group, form.cleaned_data["name"], by=self.actor)  # noqa: E731
            return _("Namnet är sparat.") if tried(form, deed) else ""
        return _("Personen är tillagd.") if tried(form, self._add) else ""

    def _add(self) -> None:
        if self.deed == "member":
            person = self.member.cleaned_data["person"]
            actions.add_member_to_group(self.group, person, by=self.actor)
        else:
            actions.add_outsider_to_group(self.group, self.outsider.outsider(), by=self.actor)

    def _pressed(self) -> str:
        """A button beside a person: out of the group, or one step up."""
        if removed := self.request.POST.get("remove"):
            actions.remove_from_group(access.entry_in(self.group, removed), by=self.actor)
            return _("Personen är borttagen.")
        if moved := self.request.POST.get("up"):
            actions.move_up_in_group(access.entry_in(self.group, moved), by=self.actor)
            return _("Ordningen är ändrad.")
        raise NotFound


@permission("administration.manage")
def group(request: ActorRequest, group_id: UUID) -> HttpResponse:
    """A group's name and people."""
    row = access.group_for(group_id)
    page = _GroupPage(request, row)
    if page.deed == "delete":
        actions.remove_group(row, by=request.actor)
        return done(request, _("Gruppen är borttagen."), "groups")
    if request.method == "POST" and (text := page.do()):
        return done(request, text, "group", group_id=group_id)
    people = [
        {"id": entry.pk, "name": entry.name, "detail": ", ".join(filter(None, [entry.title, entry.email]))}
        for entry in row.entries.all()
    ]
    context = {
        "form": page.name,
        "member_form": page.member,
        "outsider_form": page.outsider,
        "forms": [page.form()] if page.form() else [],
        "open_form": page.deed,
        "group": {"id": group_id, "name": row.name},
        "people": people,
        **_back(request),
    }
    code = INVALID if request.method == "POST" else 200
    return render(request, "administration/group_form.html", context, status=code)


def _address(request: ActorRequest, group: Group) -> str:
    return reverse("administration:group", args=[slug(request), group.pk])


def _back(request: ActorRequest) -> dict[str, str]:
    return {"back_url": reverse("administration:groups", args=[slug(request)]), "back_text": _("Grupper")}
