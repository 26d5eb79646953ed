"""Saved groups."""

from collections.abc import Callable
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
from armkrok.core.administration.differences import differences
from armkrok.core.administration.forms.structure import GroupMemberForm, NameForm, OutsiderForm
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.reviewing import Review, Step, in_turn, reviewed, sent
from armkrok.core.administration.views.saving import done, slug, status
from armkrok.core.members.models import Group
from armkrok.core.members.queries import groups as find_groups
from armkrok.core.reading.log import read
from armkrok.kit.refusals import NotFound


@permission("administration.manage")
def groups(request: ActorRequest) -> HttpResponse:
    """Every saved group."""
    page = page_of(request, find_groups())
    rows = [{"name": g.name, "people_count": g.people, "url": _address(request, g)} for g in page.rows]
    return render(request, "administration/groups.html", {"rows": rows, **page.context})


@permission("administration.manage")
@in_turn
def new(request: ActorRequest) -> HttpResponse:
    """A new group: first its name, then its people."""
    form = NameForm(sent(request))
    step = reviewed(
        request, form, lambda: Review(_("En ny grupp skapas."), differences(form)),
        lambda: actions.add_group(form.cleaned_data["name"], by=request.actor),
    )  # fmt: skip
    if step.is_done:
        return done(request, _("Gruppen är skapad. Lägg till personer."), "group", group_id=step.result.pk)
    if step.page:
        return step.page
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
        return sent(self.request) if self.deed == deed else None

    def form(self) -> forms.Form | None:
        """The form that was sent, if one was."""
        return {"save": self.name, "member": self.member, "outsider": self.outsider}.get(self.deed)

    def step(self) -> tuple[Step, str]:
        """Take what was asked one step, and the sentence for when it is done."""
        form = self.form()
        if form is None:
            return self._pressed()
        if self.deed == "save":
            review = Review(_("Gruppen byter namn."), differences(form) if form.is_valid() else ())
            return reviewed(self.request, form, lambda: review, self._rename), _("Namnet är sparat.")
        return reviewed(self.request, form, self._newcomer, self._add), _("Personen är tillagd.")

    def _rename(self) -> None:
        actions.rename_group(self.group, self.name.cleaned_data["name"], by=self.actor)

    def _newcomer(self) -> Review:
        heading = _("En person läggs till i {group}.").format(group=self.group.name)
        return Review(heading, differences(self.form() or self.name))

    def _add(self) -> None:
        if self.deed == "member":
            person = self.member.cleaned_data["person"]
            actions.add_member_to_group(self.group, person, by=self.actor)
        else:
            actions.add_outsider_to_group(self.group, self.outsider.outsider(), by=self.actor)

    def _pressed(self) -> tuple[Step, str]:
        """A button: the group away, somebody out of it, or somebody one step up.

        The order is seen at once and as easily put back, so it is not reviewed first.
        """
        if self.deed == "delete":
            text = _("Gruppen {group} tas bort.").format(group=self.group.name)
            effects = (_("Det som gruppens personer redan har bjudits in till ligger kvar."),)
            review = Review(text, (), effects, _("Ta bort gruppen"), is_danger=True)
            return self._confirmed(review, self._remove), _("Gruppen är borttagen.")
        if removed := self.request.POST.get("remove"):
            entry = access.entry_in(self.group, removed)
            text = _("{name} tas bort ur {group}.").format(name=entry.name, group=self.group.name)
            review = Review(text, button=_("Ta bort personen"))
            deed = lambda: actions.remove_from_group(entry, by=self.actor)  # noqa: E731
            return self._confirmed(review, deed), _("Personen är borttagen.")
        if moved := self.request.POST.get("up"):
            actions.move_up_in_group(access.entry_in(self.group, moved), by=self.actor)
            return Step(is_done=True), _("Ordningen är ändrad.")
        raise NotFound

    def _confirmed(self, review: Review, deed: Callable[[], Any]) -> Step:
        back = _address(self.request, self.group)
        return reviewed(self.request, None, lambda: review, deed, back_url=back)

    def _remove(self) -> None:
        actions.remove_group(access.group_for(self.group.pk), by=self.actor)


@permission("administration.manage")
@in_turn
def group(request: ActorRequest, group_id: UUID) -> HttpResponse:
    """A group's name and people."""
    row = access.group_for(group_id)
    page = _GroupPage(request, row)
    if request.method == "POST":
        step, text = page.step()
        if step.page:
            return step.page
        if step.is_done and page.deed == "delete":
            return done(request, text, "groups")
        if step.is_done:
            return done(request, step.told(text), "group", group_id=group_id)
    entries = list(row.entries.all())
    read(request.actor, (entry.person_id for entry in entries), "administration.group", about=group_id)
    people = [
        {"id": entry.pk, "name": entry.name, "detail": ", ".join(filter(None, [entry.title, entry.email]))}
        for entry in entries
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
    return render(request, "administration/group_form.html", context, status=status(page.form() or page.name))


def _address(request: ActorRequest, group: Group) -> str:
    return reverse("administration:group", args=[slug(request), group.pk])


def _back(request: ActorRequest) -> dict[str, str]:
    return {"back_url": reverse("administration:groups", args=[slug(request)]), "back_text": _("Grupper")}
