"""Step 2 of a new request: the people, what each is asked to do, and in which order."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.identity.people import NumberRefused, find_or_add, read_number
from armkrok.core.members.models import Group, Member
from armkrok.core.reading.log import read
from armkrok.core.reading.models import How
from armkrok.kit.ids import read_uuid
from armkrok.kit.refusals import NotFound, Refusal
from armkrok.services.signing import access, drafts, queries, register
from armkrok.services.signing.actions import drafting
from armkrok.services.signing.actions.drafting import PartyFacts
from armkrok.services.signing.forms import GroupForm, MemberForm, OutsiderForm, PartForm, PlaceForm
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.services.signing.views.drafting import SEND, town

FORMS: dict[str, Any] = {"group": GroupForm, "member": MemberForm, "outsider": OutsiderForm}
Rows = list[tuple[Party, PlaceForm]]


@permission(SEND)
def people(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Step 2: who is to sign."""
    draft = access.draft(request.actor, request_id)
    deed = request.POST.get("deed", "")
    bound: dict[str, forms.Form] = {}
    problem = ""
    if deed == "next":
        if Party.objects.filter(request=draft).exists() or drafts.list_of(draft):
            return redirect("signing:message", town(request).slug, draft.pk)
        problem = _("Lägg till minst en person.")
    elif request.method == "POST":
        try:
            with transaction.atomic():
                bound = _changed(request, draft, deed)
        except Refusal as refusal:
            problem = str(refusal.text)
        if not bound and not problem:
            return redirect("signing:people", town(request).slug, draft.pk)
    return render(request, "signing/new_people.html", _context(request, draft, bound, problem))


def _changed(request: ActorRequest, draft: SigningRequest, deed: str) -> dict[str, forms.Form]:
    """Do what the form asks for; the form itself comes back when it is filled in wrongly."""
    if deed == "remove":
        drafting.remove_person(draft, read_uuid(request.POST.get("person", "")) or UUID(int=0))
        return {}
    form: forms.Form = FORMS[deed](request.POST, prefix=deed) if deed in FORMS else forms.Form()
    if deed not in FORMS or not form.is_valid():
        return {deed: form} if deed in FORMS else {}
    if deed == "group":
        group: Group = form.cleaned_data["group"]
        _found(request, draft, group.entries.values_list("person_id", flat=True))
        count = drafting.add_group(draft, group)
        messages.success(request, _("{count} personer lades till.").format(count=count))
    elif deed == "member":
        _found(request, draft, [form.cleaned_data["member"].person_id])
        _add_member(draft, form.cleaned_data["member"])
    elif not _add_outsider(draft, form):
        return {deed: form}
    return {}


def _found(request: ActorRequest, draft: SigningRequest, people: Iterable[UUID]) -> None:
    """Looked up in the organisation's register: the draft shows addresses and titles that it gave."""
    read(request.actor, people, "signing.search", about=draft.pk, how=How.SEARCH)


def _add_member(draft: SigningRequest, member: Member) -> None:
    role = drafts.usual_role(draft)
    drafting.add_person(
        draft, member.person, name=member.person.name, email=member.email, title=member.title, role=role
    )


def _add_outsider(draft: SigningRequest, form: forms.Form) -> bool:
    given = form.cleaned_data
    try:
        person = find_or_add(read_number(given["number"]), given["name"])
    except NumberRefused as refusal:
        form.add_error("number", str(refusal.text))
        return False
    role = drafts.usual_role(draft)
    drafting.add_person(draft, person, name=given["name"], email=given["email"], title="", role=role)
    return True


def _context(
    request: ActorRequest, draft: SigningRequest, bound: dict[str, forms.Form], problem: str
) -> dict[str, Any]:
    chosen = queries.people_of(draft)
    gone = drafts.departed(chosen)
    seats = dict(seats_of(draft))
    turns = len({one.turn for one in chosen}) > 1
    return {
        "draft_id": draft.pk,
        "people": [
            {
                "id": one.pk,
                "name": one.name,
                "detail": detail(one),
                "is_you": one.person_id == request.actor.person_id,
                "role": "" if one.role == Party.Role.SIGNER else Party.Role(one.role).label,
                "seat": seats.get(one.seat, ""),
                "turn": one.turn if turns else 0,
                "has_left": one.pk in gone,
            }
            for one in chosen
        ],
        "group_form": bound.get("group") or (GroupForm(prefix="group") if Group.objects.exists() else None),
        "member_form": bound.get("member") or MemberForm(prefix="member"),
        "outsider_form": bound.get("outsider") or OutsiderForm(prefix="outsider"),
        "open_form": next(iter(bound), ""),
        "forms": list(bound.values()),
        "problem": problem,
        "bulk": drafts.list_of(draft),
        "in_turns": turns,
        "asks_meeting": register.entry(draft.type_key).kind.minutes,
    }


def detail(one: Party) -> str:
    """What is said of a person under the name."""
    return ", ".join(part for part in (one.title, one.email, one.principal) if part)


def seats_of(draft: SigningRequest) -> list[tuple[str, str]]:
    """The seats of the draft's type: key and name."""
    return [(seat.key, seat.name.capitalize()) for seat in register.entry(draft.type_key).kind.seats]


@permission(SEND)
def person(request: ActorRequest, request_id: UUID, party_id: UUID) -> HttpResponse:
    """One person on the list: everything that can be said of her."""
    draft = access.draft(request.actor, request_id)
    one = Party.objects.filter(request=draft, pk=party_id).first()
    if one is None:
        raise NotFound
    known = {name: getattr(one, name) for name in PartForm.base_fields}
    form = PartForm(request.POST or None, initial=known, seats=seats_of(draft))
    if form.is_valid():
        drafting.change_person(draft, one.pk, **form.cleaned_data)
        return redirect("signing:people", town(request).slug, draft.pk)
    mandate = any(form[name].errors or form[name].value() for name in PartForm.MANDATE)
    own = any(form[name].errors or form[name].value() for name in PartForm.OWN)
    context = {
        "form": form,
        "draft_id": draft.pk,
        "name": one.name,
        "has_left": one.pk in drafts.departed([one]),
        "simple": [form[name] for name in PartForm.SIMPLE if name in form.fields],
        "own": [form[name] for name in PartForm.OWN],
        "mandate": [form[name] for name in PartForm.MANDATE],
        "open_own": own,
        "open_mandate": mandate,
    }
    return render(request, "signing/new_person.html", context, status=422 if form.errors else 200)


@permission(SEND)
def order(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Who does what and in which order, all on one page."""
    draft = access.draft(request.actor, request_id)
    seats = seats_of(draft)
    rows = _rows(request, draft, seats)
    if request.method == "POST":
        at_once = request.POST.get("deed") == "together"
        if all(form.is_valid() for _one, form in rows):
            wanted: dict[UUID, PartyFacts] = {one.pk: form.cleaned_data for one, form in rows}  # type: ignore[misc]
            if at_once:
                wanted = {key: {**facts, "turn": 1} for key, facts in wanted.items()}
            drafting.order_people(draft, wanted)
            return redirect("signing:people", town(request).slug, draft.pk)
    context = {
        "rows": [{"name": one.name, "detail": detail(one), "form": form} for one, form in rows],
        "forms": [form for _one, form in rows],
        "draft_id": draft.pk,
        "has_seats": bool(seats),
    }
    bad = request.method == "POST"
    return render(request, "signing/new_order.html", context, status=422 if bad else 200)


def _rows(request: ActorRequest, draft: SigningRequest, seats: list[tuple[str, str]]) -> Rows:
    return [
        (
            one,
            PlaceForm(
                request.POST or None,
                prefix=f"p{one.position}",
                seats=seats,
                initial={"role": one.role, "turn": one.turn, "seat": one.seat},
            ),
        )
        for one in queries.people_of(draft)
    ]
