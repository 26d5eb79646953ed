"""Lists of titles: upload, look, and do."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.saving import slug, status
from armkrok.kit.refusals import Refusal
from armkrok.services.school.access.catalogue import import_for
from armkrok.services.school.actions import title_imports as actions
from armkrok.services.school.errors.catalogue import TitleImportBusy, TitleImportOver, TitlesNoLongerFit
from armkrok.services.school.forms.title_imports import TitleListForm
from armkrok.services.school.models import TitleImport, TitleImportRow
from armkrok.services.school.views.catalogue import back
from armkrok.services.school.views.leading import at

MANAGE = "school.manage"
STALE = 409
Outcome, State = TitleImportRow.Outcome, TitleImport.State
VIEWS = {
    "fel": (Outcome.BAD, gettext_lazy("Fel")),
    "nya": (Outcome.ADDED, gettext_lazy("Nya")),
    "andras": (Outcome.CHANGED, gettext_lazy("Ändras")),
    "samma": (Outcome.SAME, gettext_lazy("Lämnas som de är")),
}
FIELDS = {
    "name": gettext_lazy("Titel"),
    "isbn": gettext_lazy("ISBN"),
    "article": gettext_lazy("Artikelnummer"),
    "edition": gettext_lazy("Upplaga"),
    "year": gettext_lazy("Utgivningsår"),
    "description": gettext_lazy("Beskrivning"),
    "price": gettext_lazy("Pris"),
    "vat_percent": gettext_lazy("Moms"),
    "accessibility": gettext_lazy("Tillgänglighet"),
    "is_offered": gettext_lazy("Erbjuds"),
    "is_digital": gettext_lazy("Digitalt"),
    "subjects": gettext_lazy("Ämneskoder"),
    "subject_names": gettext_lazy("Ämnen"),
    "courses": gettext_lazy("Kurskoder"),
    "school_types": gettext_lazy("Skolformer"),
    "from_year": gettext_lazy("Från årskurs"),
    "to_year": gettext_lazy("Till årskurs"),
    "thema": gettext_lazy("Thema"),
    "level": gettext_lazy("Uppgiftsnivå"),
    "receiver_id": gettext_lazy("Mottagare"),
    "starts_on": gettext_lazy("Börjar"),
    "start_date": gettext_lazy("Startdag"),
    "duration_months": gettext_lazy("Månader"),
    "assign_within_months": gettext_lazy("Delas ut inom"),
    "auto_start_months": gettext_lazy("Börjar själv efter"),
    "revocable_months": gettext_lazy("Tillbaka inom"),
    "reusable": gettext_lazy("Återanvänds"),
    "needs_renewal_ref": gettext_lazy("Förnyas med referens"),
    "shrink_after_end": gettext_lazy("Minskas efter slut"),
}


@permission(MANAGE)
def upload(request: ActorRequest) -> HttpResponse:
    """Choose a file."""
    form = TitleListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.refusal:
                raise file.refusal
            row = actions.take_titles(file, file.name, by=request.actor)
            return HttpResponseRedirect(_address(request, row))
        except Refusal as refusal:
            form.add_error("file", str(refusal.text))
    context = {"form": form, **back(request)}
    return render(request, "school/titles_upload.html", context, status=status(form))


@permission(MANAGE)
def preview(request: ActorRequest, title_import_id: UUID) -> HttpResponse:
    """What the list would do; while it is worked with, how far that has come; afterwards, what it did."""
    row = import_for(title_import_id)
    if row.state in (State.READING, State.APPLYING, State.FAILED):
        return _work(request, row)
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _preview(request, row)


@require_POST
@permission(MANAGE)
def apply(request: ActorRequest, title_import_id: UUID) -> HttpResponse:
    """Do it, as it was seen."""
    row = import_for(title_import_id)
    seen, with_suppliers = request.POST.get("granskad", ""), "leverantorer" in request.POST
    try:
        row = actions.apply_titles(row, seen, with_suppliers=with_suppliers, by=request.actor)
    except (TitleImportOver, TitleImportBusy):
        return HttpResponseRedirect(_address(request, row))
    except TitlesNoLongerFit as refusal:
        return _preview(request, actions.look_again(row), problem=refusal)
    except Refusal as refusal:
        return _preview(request, row, problem=refusal)
    if row.state == State.DONE:
        messages.success(request, _("Listan är inläst."))
    return HttpResponseRedirect(_address(request, row))


@require_POST
@permission(MANAGE)
def discard(request: ActorRequest, title_import_id: UUID) -> HttpResponse:
    """Throw the list away."""
    try:
        actions.discard_titles(import_for(title_import_id), by=request.actor)
    except (TitleImportOver, TitleImportBusy) as refusal:
        messages.error(request, str(refusal.text))
    else:
        messages.success(request, _("Listan är bortkastad. Inget är ändrat."))
    return HttpResponseRedirect(at(request, "catalogue"))


def _work(request: ActorRequest, row: TitleImport) -> HttpResponse:
    context = {
        "row": row,
        "is_going": row.state != State.FAILED,
        "page_url": _address(request, row),
        "upload_url": at(request, "titles-upload"),
        "slug": slug(request),
        **back(request),
    }
    part = "school/parts/titles_state.html" if getattr(request, "htmx", False) else "school/titles_work.html"
    return render(request, part, context)


def _preview(request: ActorRequest, row: TitleImport, problem: Refusal | None = None) -> HttpResponse:
    context: dict[str, Any] = {"row": row, "slug": slug(request), **back(request)}
    if row.applied_at:
        return render(request, "school/titles_done.html", context)
    counts = {"fel": row.bad, "nya": row.added, "andras": row.changed, "samma": row.same}
    wanted = request.GET.get("visa", "")
    shown = wanted if wanted in VIEWS else next((key for key in VIEWS if counts[key]), "nya")
    page = page_of(request, row.rows.filter(outcome=VIEWS[shown][0]).order_by("line", "pk"))
    context |= {
        "views": [
            {"name": name, "url": f"?visa={key}", "current": key == shown, "count": counts[key]}
            for key, (_outcome, name) in VIEWS.items()
        ],
        "shown": shown,
        "rows": [_shown(one) for one in page.rows],
        "can_apply": bool(row.added or row.changed),
        "problem": str(problem.text) if problem else row.problem,
        **page.context,
    }
    return render(request, "school/titles_preview.html", context, status=STALE if problem else 200)


def _shown(one: TitleImportRow) -> dict[str, Any]:
    changes = [
        {"name": FIELDS.get(name, name), "was": _words(was), "now": _words(now)}
        for name, was, now in one.changes
    ]
    facts = [one.supplier, one.values["values"].get("isbn") or one.values["values"].get("article", "")]
    text = one.problem or ", ".join(filter(None, facts))
    return {"line": one.line, "name": one.name, "text": "" if changes else text, "changes": changes}


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)[:200]


def _address(request: ActorRequest, row: TitleImport) -> str:
    return at(request, "titles-preview", title_import_id=row.pk)
