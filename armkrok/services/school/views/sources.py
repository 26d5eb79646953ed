"""Sources of the roster: where they are, when they are read and how it went."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import status, tried
from armkrok.core.reading.log import read
from armkrok.services.school.access import sources as access
from armkrok.services.school.actions import sources as actions
from armkrok.services.school.forms.sources import FilesForm, KindForm, SourceForm
from armkrok.services.school.importing.parsing import an_id
from armkrok.services.school.models import ImportRun, Source
from armkrok.services.school.queries import imports
from armkrok.services.school.queries.hours import clock_words
from armkrok.services.school.views.leading import at

SEE, MANAGE, PEOPLE = "school.roster", "school.sources", "school.classes"
HISTORY = 50
FILES = (Source.Kind.CSV, Source.Kind.EGIL_CSV)
DEFAULTS = {"limit_count": 50, "limit_percent": 10, "is_open": True}


@permission(SEE)
def sources(request: ActorRequest) -> HttpResponse:
    """Every source and its latest reading."""
    rows = []
    for one in Source.objects.order_by("name"):
        run = one.runs.order_by("-started_at").first()
        rows.append(
            {
                "source": one,
                "url": at(request, "source", source_id=one.pk),
                "hours": clock_words(one.at_hours) if one.is_open else "",
                "run": _line(request, run),
            }
        )
    context = {
        "rows": rows,
        "may_manage": MANAGE in request.actor.permissions,
        "new_url": at(request, "source-new"),
    }
    return render(request, "school/sources.html", context)


@permission(MANAGE)
def new(request: ActorRequest) -> HttpResponse:
    """Add a source: first its kind, then the rest."""
    kind = request.GET.get("kind", "")
    if not KindForm({"kind": kind}).is_valid():
        form = KindForm(request.GET if "kind" in request.GET else None)
        context = {"form": form, "back_url": at(request, "sources"), "back_text": _("Källor")}
        return render(request, "school/source_kind.html", context, status=status(form))
    source = Source(kind=kind)
    return _settings(request, source, _("Ny källa"), DEFAULTS, at(request, "sources"))


@permission(MANAGE)
def settings(request: ActorRequest, source_id: UUID) -> HttpResponse:
    """Change a source. Its secret is never shown."""
    source = access.source_for(source_id)
    initial = {name: getattr(source, name) for name in actions.OWN} | source.settings
    return _settings(request, source, source.name, initial, at(request, "source", source_id=source_id))


def _settings(
    request: ActorRequest, source: Source, heading: str, initial: dict[str, Any], back_url: str
) -> HttpResponse:
    known = initial | {"secret": bool(source.secret)}
    form = SourceForm(request.POST or None, initial=known, kind=source.kind)
    if request.method == "POST" and tried(
        form, lambda: actions.save_source(source, form.facts(), by=request.actor)
    ):
        return _lead_on(request, _("{name} är sparad.").format(name=source.name), source.pk)
    context = {
        "form": form,
        "heading": heading,
        "lead": source.get_kind_display(),
        "action": request.get_full_path() if source._state.adding else "",
        "back_url": back_url,
        "back_text": heading if source.pk and not source._state.adding else _("Källor"),
    }
    return render(request, "ui/one_form.html", context, status=status(form))


def _lead_on(request: ActorRequest, text: str, source_id: UUID) -> HttpResponse:
    messages.success(request, text)
    return HttpResponseRedirect(at(request, "source", source_id=source_id))


@permission(SEE)
def source(request: ActorRequest, source_id: UUID) -> HttpResponse:
    """A source, how to have it read now, and how its readings went."""
    row = access.source_for(source_id)
    return _source_page(request, row, FilesForm() if row.kind in FILES else None)


def _source_page(request: ActorRequest, row: Source, form: FilesForm | None) -> HttpResponse:
    runs = row.runs.order_by("-started_at")[:HISTORY]
    context = {
        "source": row,
        "address": row.settings.get("url", ""),
        "hours": clock_words(row.at_hours) if row.is_open else "",
        "runs": [_line(request, one) for one in runs],
        "form": form,
        "may_manage": MANAGE in request.actor.permissions,
        "settings_url": at(request, "source-settings", source_id=row.pk),
        "ask_url": at(request, "source-ask", source_id=row.pk),
        "files_url": at(request, "source-files", source_id=row.pk),
        "subscribe_url": at(request, "source-subscribe", source_id=row.pk),
        "unsubscribe_url": at(request, "source-unsubscribe", source_id=row.pk),
        "back_url": at(request, "sources"),
        "back_text": _("Källor"),
    }
    return render(request, "school/source.html", context, status=status(form) if form else 200)


@require_POST
@permission(MANAGE)
def ask(request: ActorRequest, source_id: UUID) -> HttpResponse:
    """Read the source now."""
    run = actions.ask(access.source_for(source_id), by=request.actor)
    return HttpResponseRedirect(at(request, "import-run", import_run_id=run.pk))


@require_POST
@permission(MANAGE)
def hand_in(request: ActorRequest, source_id: UUID) -> HttpResponse:
    """Read files that are handed in."""
    row = access.source_for(source_id)
    form = FilesForm(request.POST, request.FILES)
    made: list[ImportRun] = []
    if tried(
        form,
        lambda: made.append(actions.ask(row, by=request.actor, files=form.cleaned_data["files"])),
    ):
        return HttpResponseRedirect(at(request, "import-run", import_run_id=made[0].pk))
    return _source_page(request, row, form)


@permission(SEE)
def run(request: ActorRequest, import_run_id: UUID) -> HttpResponse:
    """One reading: how it went, what is wrong in the source and what to do about it."""
    row = access.run_for(import_run_id)
    is_stopped = row.state == ImportRun.State.STOPPED
    faults = imports.faults(row)
    _name_people(request, row, faults)
    context = {
        "run": row,
        "shape": imports.shape(row),
        "counts": imports.counts(row),
        "faults": faults,
        "is_going": row.state == ImportRun.State.RUNNING,
        "is_stopped": is_stopped,
        "may_decide": is_stopped and MANAGE in request.actor.permissions,
        "pass_url": at(request, "import-run-pass", import_run_id=row.pk),
        "discard_url": at(request, "import-run-discard", import_run_id=row.pk),
        "back_url": at(request, "source", source_id=row.source_id),
        "back_text": row.source.name,
    }
    return render(request, "school/import_run.html", context)


def _name_people(request: ActorRequest, run: ImportRun, faults: list[imports.Fault]) -> None:
    """Give the rows about people whom the reader may see their names and the way to their pages."""
    if PEOPLE not in request.actor.permissions:
        return
    lines = [line for fault in faults for line in fault.rows if line["is_person"]]
    known = imports.people({one for line in lines if (one := an_id(line["id"]))})
    read(request.actor, [one.pk for one in known.values()], "school.findings", about=run.pk)
    for line in lines:
        if found := known.get(an_id(line["id"])):
            line["name"], line["url"] = found.name, at(request, "pupil", pupil_id=found.pk)


@require_POST
@permission(MANAGE)
def let_pass(request: ActorRequest, import_run_id: UUID) -> HttpResponse:
    """Let a stopped reading pass, once."""
    actions.let_pass(access.run_for(import_run_id), by=request.actor)
    messages.success(request, _("Källan läses igen, och får passera gränsen den här gången."))
    return HttpResponseRedirect(at(request, "import-run", import_run_id=import_run_id))


@require_POST
@permission(MANAGE)
def discard(request: ActorRequest, import_run_id: UUID) -> HttpResponse:
    """Throw a stopped reading away."""
    actions.discard(access.run_for(import_run_id), by=request.actor)
    messages.success(request, _("Läsningen är kastad. Elevregistret är som det var."))
    return HttpResponseRedirect(at(request, "import-run", import_run_id=import_run_id))


def _line(request: ActorRequest, run: ImportRun | None) -> dict[str, Any] | None:
    if run is None:
        return None
    return {
        "started_at": run.started_at,
        "words": run.get_state_display(),
        "shape": imports.shape(run),
        "summary": imports.summary(run),
        "url": at(request, "import-run", import_run_id=run.pk),
    }
