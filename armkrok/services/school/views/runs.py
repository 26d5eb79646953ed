"""Runs towards a receiver: asked for, followed while they last, and read afterwards."""

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
from armkrok.core.administration.views.saving import status, tried
from armkrok.core.reading.log import read
from armkrok.services.exchange.public import agreement_for
from armkrok.services.school.access import suppliers as access
from armkrok.services.school.actions import sending
from armkrok.services.school.forms.suppliers import ObjectForm
from armkrok.services.school.models import Receiver, SendNote, SendRun
from armkrok.services.school.queries.agreements import Standing, standings_of, told
from armkrok.services.school.queries.differences import in_words
from armkrok.services.school.queries.giving import KINDS
from armkrok.services.school.queries.hours import clock_words
from armkrok.services.school.queries.sending import held_by, kind_rows, note_counts, notes_of, runs_of
from armkrok.services.school.sending import notes
from armkrok.services.school.views.leading import at
from armkrok.services.school.views.receivers import RUN, SEND

BY_HAND = {
    SendRun.How.DRY: gettext_lazy("Skickar inget. Visar vad som skulle läggas till, ändras och tas bort."),
    SendRun.How.USUAL: gettext_lazy("Skickar det som är nytt, ändrat eller borta."),
    SendRun.How.FORCED: gettext_lazy("Skickar allt igen, även det som är lika."),
    SendRun.How.REBUILD: gettext_lazy(
        "Frågar mottagaren vad den har. Behövs om den har återställts. Nästa körning skriver om innehållet."
    ),
}
"""What people may ask for, and what each does."""
GOING = (SendRun.State.WAITING, SendRun.State.RUNNING)
WEIGHTS = {"failed": "stop", "warning": "soon", "skipped": "look", "difference": "draft"}


@permission(SEND)
def receiver(request: ActorRequest, school_receiver_id: UUID) -> HttpResponse:
    """A receiver: what it may get, what it has, and how the runs went."""
    row = access.receiver_for(school_receiver_id)
    standing, last = standings_of([row.pk])[row.pk]
    page = page_of(request, runs_of(row), size=20)
    context = {
        "row": row,
        "supplier": row.supplier.name,
        "standing": told(standing, last),
        "ends": last if standing == Standing.VALID else None,
        "agreement": agreement_for(row.pk),
        "held": held_by(row),
        "runs": [_run_row(request, one) for one in page.rows],
        "hows": [(how.value, how.label, words) for how, words in BY_HAND.items()],
        "hours": clock_words(row.at_hours),
        "urls": {
            key: at(request, name, school_receiver_id=row.pk)
            for key, name in (
                ("settings", "receiver-settings"), ("selection", "receiver-selection"),
                ("groups", "receiver-groups"), ("switch", "receiver-switch"), ("run", "receiver-run"),
                ("remove", "receiver-remove"), ("one", "receiver-one"),
            )
        },
        "back_url": at(request, "receivers"),
        "back_text": _("Mottagare"),
        **page.context,
    }  # fmt: skip
    return render(request, "school/receiver.html", context)


def _run_row(request: ActorRequest, one: SendRun) -> dict[str, Any]:
    done = sum(row.done for row in kind_rows(one))
    return {
        "url": at(request, "send-run", send_run_id=one.pk),
        "at": one.started_at or one.created_at,
        "how": one.get_how_display(),
        "shape": RUN[SendRun.State(one.state)],
        "words": one.get_state_display(),
        "done": done,
    }


@require_POST
@permission(SEND)
def ask(request: ActorRequest, school_receiver_id: UUID) -> HttpResponse:
    """Begin a run of a kind that people may ask for."""
    row = access.receiver_for(school_receiver_id)
    wanted = request.POST.get("how", "")
    how = next((one for one in BY_HAND if one.value == wanted), SendRun.How.DRY)
    made = sending.ask(row, how, by=request.actor)
    return HttpResponseRedirect(at(request, "send-run", send_run_id=made.pk))


@permission(SEND)
def one_object(request: ActorRequest, school_receiver_id: UUID) -> HttpResponse:
    """Send one object anew, whatever the receiver is said to have."""
    row = access.receiver_for(school_receiver_id)
    form = ObjectForm(request.POST or None, initial={"id": request.GET.get("id", "")})
    made: list[SendRun] = []
    if request.method == "POST" and tried(
        form, lambda: made.append(sending.send_one(row, form.cleaned_data["id"], by=request.actor))
    ):
        return HttpResponseRedirect(at(request, "send-run", send_run_id=made[0].pk))
    context = {
        "form": form,
        "row": row,
        "back_url": at(request, "receiver", school_receiver_id=row.pk),
        "back_text": row.name,
    }
    return render(request, "school/receiver_one.html", context, status=status(form))


@permission(SEND)
def remove_all(request: ActorRequest, school_receiver_id: UUID) -> HttpResponse:
    """Ask once, then remove everything that the receiver has had from us."""
    row = access.receiver_for(school_receiver_id)
    if request.method == "POST":
        made = sending.ask(row, SendRun.How.REMOVAL, by=request.actor)
        return HttpResponseRedirect(at(request, "send-run", send_run_id=made.pk))
    context = {
        "row": row,
        "held": held_by(row),
        "back_url": at(request, "receiver", school_receiver_id=row.pk),
        "back_text": row.name,
    }
    return render(request, "school/receiver_remove.html", context)


@permission(SEND)
def run(request: ActorRequest, send_run_id: UUID) -> HttpResponse:
    """A run: how far it has come, what it skipped and why, what it changed."""
    row = access.run_for(send_run_id)
    if getattr(request, "htmx", False):
        return _fragment(request, row)
    weight, code = request.GET.get("vikt", ""), request.GET.get("slag", "")
    page = page_of(request, notes_of(row, weight, code))
    people = {one.subject_id for one in page.rows if one.subject_id}
    if people:
        read(request.actor, people, "school.runs")
    context = {
        **_state(request, row),
        "notes": [_note(one, _again(request, row, one)) for one in page.rows],
        "counts": [_count(request, row, *one) for one in note_counts(row)],
        "is_filtered": bool(weight or code),
        "back_url": at(request, "receiver", school_receiver_id=row.receiver_id),
        "back_text": row.receiver.name,
        **page.context,
    }
    return render(request, "school/run.html", context)


def _fragment(request: ActorRequest, row: SendRun) -> HttpResponse:
    """The part that is asked for again while the run goes on; at its end the page is read anew."""
    context = _state(request, row)
    response = render(request, "school/parts/run_state.html", context)
    if not context["is_going"]:
        response["HX-Refresh"] = "true"
    return response


def _count(request: ActorRequest, run: SendRun, weight: str, code: str, number: int) -> dict[str, Any]:
    return {
        "shape": WEIGHTS.get(weight, "look"),
        "weight": SendNote.Weight(weight).label,
        "words": notes.KINDS.get(code, code),
        "number": number,
        "url": f"{at(request, 'send-run', send_run_id=run.pk)}?vikt={weight}&slag={code}",
    }


def _again(request: ActorRequest, run: SendRun, one: SendNote) -> str:
    """Where the object of a note is sent anew; empty for who may not be told of, and for dry runs."""
    known_as = one.sent_id or (one.subject.source_id if one.subject else None)
    is_guarded = one.code == "protected" or (one.subject is not None and one.subject.is_protected)
    if known_as is None or is_guarded or run.how == SendRun.How.DRY or run.state in GOING:
        return ""
    return f"{at(request, 'receiver-one', school_receiver_id=run.receiver_id)}?id={known_as}"


def _note(one: SendNote, again_url: str) -> dict[str, Any]:
    return {
        "again_url": again_url,
        "shape": WEIGHTS.get(one.weight, "look"),
        "weight": one.get_weight_display(),
        "kind": KINDS[one.get_kind_display()],
        "name": one.subject.name if one.subject else one.name,
        "words": _what(one),
        "detail": one.detail,
        "changes": in_words(one.detail.get("changes") or {}),
    }


def _what(one: SendNote) -> object:
    if one.code != SendNote.MORE:
        return notes.KINDS.get(one.code, one.code)
    words = notes.KINDS.get(one.detail["code"], "")
    return _("{count} till, som inte räknas upp: {words}").format(count=one.detail["more"], words=words)


def _state(request: ActorRequest, row: SendRun) -> dict[str, Any]:
    kinds = kind_rows(row)
    planned, done = sum(one.planned for one in kinds), sum(one.done for one in kinds)
    return {
        "run": row,
        "how": row.get_how_display(),
        "shape": RUN[SendRun.State(row.state)],
        "words": row.get_state_display(),
        "kinds": kinds,
        "planned": planned,
        "done": done,
        "percent": round(100 * done / planned) if planned else 0,
        "is_going": row.state in GOING,
        "is_stopped": row.state == SendRun.State.STOPPED,
        "is_dry": row.how == SendRun.How.DRY,
        "is_same": not any(one.create or one.update or one.delete or one.failed for one in kinds),
        "same": sum(one.same for one in kinds),
        "run_url": at(request, "send-run", send_run_id=row.pk),
        "pass_url": at(request, "send-run-pass", send_run_id=row.pk),
    }


@require_POST
@permission(SEND)
def let_pass(request: ActorRequest, send_run_id: UUID) -> HttpResponse:
    """An officer has looked at what stopped the run: do it anyway, once."""
    row = access.run_for(send_run_id)
    if row.state != SendRun.State.STOPPED:
        messages.info(request, _("Körningen är inte stannad längre."))
        return HttpResponseRedirect(at(request, "send-run", send_run_id=row.pk))
    made = sending.ask(
        Receiver.objects.get(pk=row.receiver_id), SendRun.How.USUAL, by=request.actor, passed=True
    )
    messages.success(request, _("Körningen släpps förbi gränsen en gång."))
    return HttpResponseRedirect(at(request, "send-run", send_run_id=made.pk))
