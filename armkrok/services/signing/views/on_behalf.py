"""The way for those who do not use an e-ID: staff print a sheet, and register the answer that comes in."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.core.documents import files
from armkrok.core.events.recording import record
from armkrok.core.identity.guarding import is_hidden
from armkrok.core.reading.log import read
from armkrok.kit.refusals import NotFound, Refusal
from armkrok.services.signing import access, queries
from armkrok.services.signing.actions import on_behalf
from armkrok.services.signing.actions import paper_sheet as sheets
from armkrok.services.signing.actions.asking import Paper
from armkrok.services.signing.events.requests import DocumentDownloaded
from armkrok.services.signing.forms.on_behalf import CodeForm, RegisterForm, RegisterNoForm
from armkrok.services.signing.models import OnPaper, Party, SigningRequest
from armkrok.services.signing.views.drafting import SEND, saved, town

CHUNK = 1 << 20


@permission(access.REGISTER)
def find(request: ActorRequest) -> HttpResponse:
    """From the code on a paper to its request."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            found = access.registrable_by_code(form.cleaned_data["code"])
            return redirect("signing:paper", town(request).slug, found.pk)
        except NotFound:
            form.add_error("code", _("Ingen begäran har den koden. Kontrollera varje tecken."))
    return render(request, "signing/paper_find.html", {"form": form}, status=422 if form.errors else 200)


@permission(SEND)
def people(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Everybody in a request: for whom an answer can be registered, and what has been."""
    found = access.registrable_request(request.actor, request_id)
    everybody = [one for one in queries.people_of(found) if one.state != Party.State.REPLACED]
    asked = [one for one in everybody if one.role != Party.Role.COPY]
    read(request.actor, (one.person_id for one in asked), "signing.request", about=found.pk)
    is_own = found.sender_id is not None and found.sender_id == request.actor.person_id
    context = {
        "signing": queries.summary(found, everybody),
        "people": [_row(request, one, found) for one in asked],
        "allows_paper": on_behalf.allows_paper(found),
        "is_own": is_own,
        "back_url": reverse("signing:progress", args=[town(request).slug, found.pk])
        if is_own
        else reverse("signing:paper-find", args=[town(request).slug]),
        "back_text": found.title if is_own else _("Papper"),
    }
    return render(request, "signing/paper.html", context)


def _row(request: ActorRequest, one: Party, found: SigningRequest) -> dict[str, Any]:
    kept = one.registration
    (row,) = queries.people_rows([one])
    may = found.is_open and one.state in Party.WAITING and one.person_id != request.actor.person_id
    row |= {"may_register": may, "may_undo": found.is_open and kept is not None, "facts": []}
    if kept and not is_hidden(one.name):
        row["has_scan"] = kept.scan_id is not None
        row["facts"] = _facts(kept)
    return row


def _facts(kept: OnPaper) -> list[dict[str, str]]:
    rows = (
        (_("Varför inte med e-legitimation"), f"{kept.get_reason_display()}. {kept.note}".strip()),
        (_("Så visste man vem det var"), kept.identified),
    )
    return [{"name": name, "text": text} for name, text in rows]


@permission(SEND, own_transactions=True)
def register(request: ActorRequest, request_id: UUID, party_id: UUID) -> HttpResponse:
    """The person has signed on paper, or approved or read in another way than here."""
    with acting(request.actor):
        one = access.registrable(request.actor, request_id, party_id)
        form = RegisterForm(Party.Role(one.role), request.POST or None, request.FILES or None)
    if form.is_valid() and _registered(request, form, one):
        messages.success(request, _("Svaret är registrerat."))
        return redirect("signing:paper", town(request).slug, request_id)
    with acting(request.actor):
        texts = _register_words(one)
        return _form_page(request, one, form, texts)


def _registered(request: ActorRequest, form: RegisterForm, one: Party) -> bool:
    """Whether it is done; what hinders it is said at the field, or above the form."""
    given, by = form.cleaned_data, request.actor
    if "file" in form.fields:

        def save(file: "UploadedFile[bytes]", _as_is: bool) -> bool:
            paper = Paper(file.chunks(CHUNK), file.name or "papper.pdf")
            on_behalf.register(one, _answer(given), paper, by=by)
            return True

        return bool(saved(form, save))
    try:
        on_behalf.register(one, _answer(given), by=by)
    except Refusal as refusal:
        form.add_error(None, str(refusal.text))
        return False
    return True


def _answer(given: dict[str, Any]) -> on_behalf.Answer:
    how = given.get("how") or OnPaper.How.PAPER
    return on_behalf.Answer(how, given["day"], given["reason"], given["identified"], given["note"])


@permission(SEND)
def decline(request: ActorRequest, request_id: UUID, party_id: UUID) -> HttpResponse:
    """The person has said no."""
    one = access.registrable(request.actor, request_id, party_id)
    form = RegisterNoForm(request.POST or None)
    if form.is_valid():
        try:
            on_behalf.decline(one, _answer(form.cleaned_data), form.cleaned_data["why"], by=request.actor)
            messages.success(request, _("Nejet är registrerat. De som berörs får veta det."))
            return redirect("signing:paper", town(request).slug, request_id)
        except Refusal as refusal:
            form.add_error(None, str(refusal.text))
    heading = _("Registrera att {name} säger nej").format(name=one.name)
    return _form_page(request, one, form, {"heading": heading, "button": _("Registrera nejet")})


def _form_page(request: ActorRequest, one: Party, form: forms.Form, words: dict[str, str]) -> HttpResponse:
    found = one.request
    read(request.actor, [one.person_id], "signing.request", about=found.pk)
    left = [each for each in queries.people_of(found) if each.is_waited_for]
    context = {
        "signing": queries.summary(found, [], []),
        "form": form,
        "is_last": len(left) == 1 and isinstance(form, RegisterForm),
        "hindrance": _hindrance(one, request, is_no=isinstance(form, RegisterNoForm)),
        "back_url": reverse("signing:paper", args=[town(request).slug, found.pk]),
        **words,
    }
    return render(request, "signing/paper_register.html", context, status=422 if form.errors else 200)


def _hindrance(one: Party, request: ActorRequest, *, is_no: bool) -> str:
    """Why nothing can be registered for her now, before somebody fills in the form."""
    try:
        on_behalf.may_register(one, request.actor)
        if not is_no:
            on_behalf.must_allow_paper(one.request)
    except Refusal as refusal:
        return str(refusal.text)
    return ""


def _register_words(one: Party) -> dict[str, str]:
    headings = {
        Party.Role.SIGNER: _("Registrera att {name} har skrivit under på papper"),
        Party.Role.APPROVER: _("Registrera att {name} har godkänt"),
        Party.Role.READER: _("Registrera att {name} har läst"),
    }
    return {
        "heading": headings[Party.Role(one.role)].format(name=one.name),
        "button": _("Registrera svaret"),
    }


@permission(SEND)
def undo(request: ActorRequest, request_id: UUID, party_id: UUID) -> HttpResponse:
    """Take back what was registered for a person."""
    one = access.registrable(request.actor, request_id, party_id)
    if request.method == "POST":
        try:
            on_behalf.undo(one, by=request.actor)
            messages.success(request, _("Registreringen är borttagen. Personen är tillfrågad igen."))
        except Refusal as refusal:
            messages.warning(request, str(refusal.text))
        return redirect("signing:paper", town(request).slug, request_id)
    if one.registration is None:
        raise NotFound
    context = {
        "signing": queries.summary(one.request, [], []),
        "person": one.name,
        "registered": queries.registered_text(one),
        "is_scanned": one.registration.scan_id is not None,
        "back_url": reverse("signing:paper", args=[town(request).slug, request_id]),
    }
    return render(request, "signing/paper_undo.html", context)


@permission(SEND, own_transactions=True)
def sheet(request: ActorRequest, request_id: UUID, party_id: UUID) -> HttpResponseBase:
    """The documents to print, with a sheet to sign by hand; the sender's, for they may be under secrecy."""
    with acting(request.actor):
        one = access.asked(request.actor, request_id, party_id)
    content = sheets.paper_sheet(one, by=request.actor)
    response = FileResponse(
        content, as_attachment=True, filename=_("skriv under på papper.pdf"), content_type="application/pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@permission(SEND)
def scan(request: ActorRequest, request_id: UUID, party_id: UUID) -> HttpResponseBase:
    """The paper that a person has signed by hand; not of one whom the reader may not see."""
    one = access.registrable(request.actor, request_id, party_id)
    kept = one.registration.scan if one.registration else None
    if kept is None or is_hidden(one.name):
        raise NotFound
    read(request.actor, [one.person_id], "signing.request", about=one.request_id)
    record(DocumentDownloaded(sha256=kept.sha256), about=one.request, by=request.actor)
    return files.handed_out(kept, _("underskrift på papper.pdf"))
