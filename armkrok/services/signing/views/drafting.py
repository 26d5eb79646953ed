"""Step 1 of a new request: the documents."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import acting, permission
from armkrok.core.documents.errors import TooLarge
from armkrok.core.tenants.models import Organisation
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import access, queries, register
from armkrok.services.signing.actions import copying, drafting, uploading
from armkrok.services.signing.errors import FileRefused
from armkrok.services.signing.forms import DocumentForm, MoreForm, PaperForm, TitleForm
from armkrok.services.signing.models import Document, SigningRequest
from armkrok.services.signing.removals import explained

SEND = "signing.send"
Made = TypeVar("Made")
STEPS = {"up": -1, "down": 1}


def town(request: ActorRequest) -> Organisation:
    """The organisation of the address."""
    organisation = request.actor.organisation
    if organisation is None:
        raise LookupError("this route must name an organisation")
    return organisation


@permission(SEND, own_transactions=True)
def new(request: ActorRequest) -> HttpResponse:
    """Step 1: choose a file. `mall` is a request whose people and wishes it shall have."""
    source = _source(request)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        by = request.actor
        draft = saved(
            form, lambda file, as_is: uploading.upload(file.chunks(1 << 20), file.name, by=by, as_is=as_is)
        )
        if draft:
            if source:
                with acting(by):
                    copying.fill(draft, source, by=by)
            return redirect("signing:document", town(request).slug, draft.pk)
    with acting(request.actor):
        context = {"form": form, "uploaded": None, "source_title": source.title if source else ""}
        context |= {"action": request.get_full_path() if source else ""}
        return render(request, "signing/new_document.html", context)


def _source(request: ActorRequest) -> SigningRequest | None:
    try:
        wanted = UUID(request.GET.get("mall", ""))
    except ValueError:
        return None
    with acting(request.actor):
        return access.to_copy(request.actor, wanted)


def saved(form: forms.Form, save: Callable[[Any, bool], Made]) -> Made | None:
    """What the file became; what is wrong with it is said at its field.

    A file that others have signed is kept as it is, and the next page says what that means.
    """
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    try:
        try:
            return save(file, False)
        except FileRefused as refusal:
            if refusal.file_code != "already_signed":
                raise
            file.seek(0)
            return save(file, True)
    except TooLarge:
        form.add_error("file", _size_text(file.size or 0))
    except Refusal as refusal:
        if refusal.status >= 500:  # not the file's fault
            raise
        form.add_error("file", str(refusal.text))
    return None


def _size_text(size: int) -> str:
    text = _("Filen är {size} MB. Den får vara högst {limit} MB")
    return text.format(size=max(1, round(size / 1e6)), limit=settings.UPLOAD_LIMIT // 1_000_000)


@permission(SEND)
def document(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Step 1, with the files: see their pages, name them and put them in order."""
    draft = access.draft(request.actor, request_id)
    documents = queries.documents_of(draft)
    is_many = len(documents) > 1
    form = TitleForm(request.POST or None, initial={"title": draft.title}, is_many=is_many)
    papers = _paper_forms(request, documents) if is_many else []
    problem = ""
    if request.method == "POST":
        try:
            _keep(draft, form, papers)
            if _moved(draft, request.POST.get("deed", "")):
                return redirect("signing:document", town(request).slug, draft.pk)
            if form.is_valid() and all(one.is_valid() for _paper, one in papers):
                return redirect("signing:people", town(request).slug, draft.pk)
        except Refusal as refusal:
            problem = str(refusal.text)
    context = _context(request, draft, documents) | {"form": form, "problem": problem}
    context["papers"] = [_paper(one, form) for one, form in papers]
    context["forms"] = [form for _one, form in papers]
    return render(request, "signing/new_document.html", context)


Papers = list[tuple[Document, PaperForm]]


def _paper_forms(request: ActorRequest, documents: list[Document]) -> Papers:
    return [
        (
            one,
            PaperForm(
                request.POST or None,
                prefix=f"d{one.position}",
                initial={"title": one.title, "kind": one.kind},
            ),
        )
        for one in documents
    ]


def _keep(draft: SigningRequest, form: TitleForm, papers: Papers) -> None:
    """Save whatever is filled in rightly, also when another button than the last was pressed.

    Files to sign come first, so that two may change kind with each other.
    """
    if form.is_valid():
        drafting.name(draft, form.cleaned_data["title"])
    ready = [(one, form.cleaned_data) for one, form in papers if form.is_valid()]
    for one, given in sorted(ready, key=lambda pair: pair[1]["kind"] != Document.Kind.SIGN):
        uploading.describe_document(draft, one.position, given["title"], Document.Kind(given["kind"]))


def _moved(draft: SigningRequest, deed: str) -> bool:
    """Do what a button beside a file says; whether there was such a button."""
    what, _colon, place = deed.partition(":")
    if what in STEPS:
        uploading.move_document(draft, number(place), STEPS[what])
    elif what == "remove":
        uploading.remove_document(draft, number(place))
    else:
        return False
    return True


def _paper(one: Document, form: PaperForm) -> dict[str, Any]:
    return {
        "place": one.position,
        "file_name": one.file_name,
        "pages": one.pages,
        "size": one.original.size,
        "as_is": one.as_is,
        "form": form,
    }


def _context(request: ActorRequest, draft: SigningRequest, documents: list[Document]) -> dict[str, Any]:
    place = number(request.GET.get("dokument", ""))
    shown = next((one for one in documents if one.position == place), documents[0])
    start = min(max(0, number(request.GET.get("fran", "")) - 1), shown.pages - 1)
    uploaded = {
        "file_name": shown.file_name,
        "size": shown.original.size,
        "removed": explained(shown.removed),
        "as_is": shown.as_is,
        **queries.page_pictures(shown, town(request), start),
    }
    names = [draft.title, *(one.title for one in documents), *(one.file_name for one in documents)]
    return {
        "uploaded": uploaded,
        "draft_id": draft.pk,
        "more_form": MoreForm(prefix="more"),
        "type_name": register.entry(draft.type_key).kind.name if draft.type_key else "",
        "suggested": register.suggest(*names)[:1] if not draft.type_key else (),
    }


@require_POST
@permission(SEND, own_transactions=True)
def more(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """One more file in the draft."""
    with acting(request.actor):
        draft = access.draft(request.actor, request_id)
    form = MoreForm(request.POST, request.FILES, prefix="more")
    if form.is_valid():
        kind = Document.Kind(form.cleaned_data["kind"])
        made = saved(
            form,
            lambda file, as_is: uploading.add_document(
                draft, file.chunks(1 << 20), file.name, kind, by=request.actor, as_is=as_is
            ),
        )
        if made:
            return redirect("signing:document", town(request).slug, draft.pk)
    with acting(request.actor):
        documents = queries.documents_of(draft)
        context = _context(request, draft, documents)
        is_many = len(documents) > 1
        context |= {"form": TitleForm(initial={"title": draft.title}, is_many=is_many), "more_form": form}
        unbound = [
            (one, PaperForm(prefix=f"d{one.position}", initial={"title": one.title, "kind": one.kind}))
            for one in documents
        ]
        context["papers"] = [_paper(one, paper) for one, paper in unbound] if is_many else []
        context["forms"] = [form]
        return render(request, "signing/new_document.html", context)


@require_POST
@permission(SEND)
def discard(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Throw the draft away."""
    drafting.discard(access.draft(request.actor, request_id), by=request.actor)
    messages.success(request, _("Utkastet är borttaget."))
    return redirect("signing:new", town(request).slug)


def number(text: str) -> int:
    """A small number in an address or a form; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 6 else 0
