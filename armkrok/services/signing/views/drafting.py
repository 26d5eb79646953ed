"""Four steps from a file to a request that has been sent, and what follows."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.core.documents.errors import TooLarge
from armkrok.core.identity.people import NumberRefused, find_or_add, read_number
from armkrok.core.members.models import Group, Member
from armkrok.core.tenants.models import Organisation
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import access, queries
from armkrok.services.signing.actions import drafting, sending, uploading
from armkrok.services.signing.errors import FileRefused
from armkrok.services.signing.forms import (
    DocumentForm,
    GroupForm,
    MemberForm,
    MessageForm,
    OutsiderForm,
    TitleForm,
)
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.services.signing.removals import explained

SEND = "signing.send"


def town(request: ActorRequest) -> Organisation:
    """The organisation of the address."""
    organisation = request.actor.organisation
    if organisation is None:
        raise LookupError("this route must name an organisation")
    return organisation


@permission(SEND, own_transactions=True)
def new(request: ActorRequest) -> HttpResponse:
    """Step 1: choose a file."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = uploading.upload(file.chunks(1 << 20), file.name, by=request.actor)
            return redirect("signing:document", town(request).slug, draft.pk)
        except TooLarge:
            form.add_error("file", _size_text(file.size))
        except FileRefused as refusal:
            form.add_error("file", str(refusal.text))
    with acting(request.actor):
        return render(request, "signing/new_document.html", {"form": form, "uploaded": None})


def _size_text(size: int) -> str:
    text = _("Filen är {size} MB. Den får vara högst {limit} MB")
    return text.format(size=max(1, round(size / 1e6)), limit=settings.UPLOAD_LIMIT // 1_000_000)


@permission(SEND)
def document(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Step 1, with the file: see its pages and name it."""
    draft = access.draft(request.actor, request_id)
    form = TitleForm(request.POST or None, initial={"title": draft.title})
    if form.is_valid():
        drafting.name(draft, form.cleaned_data["title"])
        return redirect("signing:people", town(request).slug, draft.pk)
    start = max(0, _number(request.GET.get("fran", "")) - 1)
    first = queries.documents_of(draft)[0]
    uploaded = {
        "file_name": first.file_name,
        "size": first.original.size,
        "removed": explained(first.removed),
        **queries.page_pictures(first, town(request), min(start, first.pages - 1)),
    }
    context = {"form": form, "uploaded": uploaded, "draft_id": draft.pk}
    return render(request, "signing/new_document.html", context)


@require_POST
@permission(SEND)
def discard(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Throw the draft away."""
    drafting.discard(access.draft(request.actor, request_id), by=request.actor)
    messages.success(request, _("Utkastet är borttaget."))
    return redirect("signing:new", town(request).slug)


@permission(SEND)
def people(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Step 2: who is to sign."""
    draft = access.draft(request.actor, request_id)
    deed = request.POST.get("deed", "")
    bound: dict[str, forms.Form] = {}
    problem = ""
    if deed == "next":
        if Party.objects.filter(request=draft).exists():
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
    return render(request, "signing/new_people.html", _people_context(request, draft, bound, problem))


def _changed(request: ActorRequest, draft: SigningRequest, deed: str) -> dict[str, forms.Form]:
    """Do what the form asks for; the form itself comes back when it is filled in wrongly."""
    if deed == "remove":
        drafting.remove_person(draft, _uuid(request.POST.get("person", "")))
        return {}
    form: forms.Form = FORMS[deed](request.POST, prefix=deed) if deed in FORMS else forms.Form()
    if deed not in FORMS or not form.is_valid():
        return {deed: form} if deed in FORMS else {}
    if deed == "group":
        count = drafting.add_group(draft, form.cleaned_data["group"])
        messages.success(request, _("{count} personer lades till.").format(count=count))
    elif deed == "member":
        _add_member(draft, form.cleaned_data["member"])
    elif not _add_outsider(draft, form):
        return {deed: form}
    return {}


FORMS: dict[str, Any] = {"group": GroupForm, "member": MemberForm, "outsider": OutsiderForm}


def _add_member(draft: SigningRequest, member: Member) -> None:
    drafting.add_person(draft, member.person, name=member.person.name, email=member.email, title=member.title)


def _add_outsider(draft: SigningRequest, form: forms.Form) -> bool:
    given = form.cleaned_data
    try:
        person = find_or_add(read_number(given["number"]), given["name"])
    except NumberRefused as refusal:
        form.add_error("number", str(refusal.text))
        return False
    drafting.add_person(draft, person, name=given["name"], email=given["email"], title="")
    return True


def _people_context(
    request: ActorRequest, draft: SigningRequest, bound: dict[str, forms.Form], problem: str
) -> dict[str, Any]:
    chosen = queries.people_of(draft)
    me = request.actor.person_id
    return {
        "draft_id": draft.pk,
        "people": [
            {"id": one.pk, "name": one.name, "detail": _detail(one), "is_you": one.person_id == me}
            for one in chosen
        ],
        "group_form": bound.get("group") or (GroupForm(prefix="group") if Group.objects.exists() else None),
        "member_form": bound.get("member") or MemberForm(prefix="member"),
        "outsider_form": bound.get("outsider") or OutsiderForm(prefix="outsider"),
        "open_form": next(iter(bound), ""),
        "forms": list(bound.values()),
        "problem": problem,
    }


def _detail(one: Party) -> str:
    return ", ".join(part for part in (one.title, one.email) if part)


@permission(SEND)
def message(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Step 3: what to say, and by when."""
    draft = access.draft(request.actor, request_id)
    known = {name: getattr(draft, name) for name in ("sign_by", "message", "remind_last", "language")}
    form = MessageForm(request.POST or None, initial=known)
    if form.is_valid():
        drafting.write(draft, **form.cleaned_data)
        return redirect("signing:confirm", town(request).slug, draft.pk)
    return render(request, "signing/new_message.html", {"form": form, "draft_id": draft.pk})


@permission(SEND)
def confirm(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Step 4: check the answers."""
    return _confirm(request, access.draft(request.actor, request_id))


def _confirm(request: ActorRequest, draft: SigningRequest, problem: str = "") -> HttpResponse:
    chosen: Iterable[Party] = queries.people_of(draft)
    context = {
        "draft": {
            "id": draft.pk,
            "title": draft.title,
            "documents": queries.documents_of(draft),
            "last_day": draft.sign_by,
            "message": draft.message,
            "reminder_text": _("Dagen före sista dagen")
            if draft.remind_last and draft.sign_by
            else _("Ingen"),
            "loa_text": _("Tillitsnivå 3, till exempel BankID"),
        },
        "people": [{"name": one.name, "detail": _detail(one)} for one in chosen],
        "problem": problem,
    }
    return render(request, "signing/new_check.html", context, status=409 if problem else 200)


@require_POST
@permission(SEND, own_transactions=True)
def send(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Ask everybody."""
    try:
        with acting(request.actor):
            sending.send(access.draft(request.actor, request_id), by=request.actor)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        with acting(request.actor):
            return _confirm(request, access.draft(request.actor, request_id), str(refusal.text))
    return redirect("signing:sent", town(request).slug, request_id)


@permission(SEND)
def sent(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """It is sent; what happens now."""
    found = access.sent_request(request.actor, request_id)
    chosen = queries.people_of(found)
    mine = any(one.person_id == request.actor.person_id for one in chosen)
    context = {
        "signing": queries.summary(found, chosen),
        "people_count": len(chosen),
        "you_sign_url": reverse("signing:sign", args=[town(request).slug, found.pk]) if mine else "",
    }
    return render(request, "signing/sent.html", context)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
