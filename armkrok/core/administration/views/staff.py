"""Staff brought in as a list: upload, look, and do."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration import access
from armkrok.core.administration.actions import staff_imports as actions
from armkrok.core.administration.actions.staff_plan import Plan, Planned
from armkrok.core.administration.errors import ImportIsOver, ListNoLongerFits
from armkrok.core.administration.forms.staff import StaffListForm
from armkrok.core.administration.models import StaffImport
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.reviewing import STALE
from armkrok.core.administration.views.saving import address, done, slug, status
from armkrok.core.members.models import Member
from armkrok.core.reading.log import read
from armkrok.kit.csv_lists import ListRefused
from armkrok.kit.refusals import Refusal

FACTS = {
    "email": gettext_lazy("E-post"),
    "title": gettext_lazy("Titel"),
    "unit": gettext_lazy("Enhet"),
    "external_id": gettext_lazy("Id"),
    "ends_on": gettext_lazy("Sista dag"),
}
VIEWS = ("fel", "nya", "andras", "avslutas", "samma")


@permission("administration.manage")
def upload(request: ActorRequest) -> HttpResponse:
    """Choose or paste a list."""
    form = StaffListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content, name = form.content()
        data = form.cleaned_data
        try:
            row = actions.take_staff_list(
                content, name, is_whole=data["is_whole"], gives_role=data["gives_role"], by=request.actor
            )
            return redirect(address(request, "staff-list", import_id=row.pk))
        except ListRefused as refusal:
            form.add_error("file" if data["file"] else "pasted", str(refusal.text))
    context = {"form": form, "back_url": address(request, "members"), "back_text": _("Medarbetare")}
    return render(request, "administration/staff_upload.html", context, status=status(form))


@permission("administration.manage")
def preview(request: ActorRequest, import_id: UUID) -> HttpResponse:
    """What the list would do; or, afterwards, what it did."""
    return _preview(request, access.staff_import_for(import_id))


@require_POST
@permission("administration.manage")
def apply(request: ActorRequest, import_id: UUID) -> HttpResponse:
    """Do it, as it was seen."""
    row = access.staff_import_for(import_id)
    try:
        row = actions.apply_staff_list(row, request.POST.get("granskad", ""), by=request.actor)
    except ImportIsOver:
        return redirect(address(request, "staff-list", import_id=import_id))
    except Refusal as refusal:
        return _preview(request, row, problem=refusal)
    return done(request, _("Listan är inläst."), "staff-list", import_id=import_id)


@require_POST
@permission("administration.manage")
def discard(request: ActorRequest, import_id: UUID) -> HttpResponse:
    """Throw the list away."""
    actions.discard_staff_list(access.staff_import_for(import_id), by=request.actor)
    return done(request, _("Listan är bortkastad. Inget är ändrat."), "members")


def _preview(request: ActorRequest, row: StaffImport, problem: Refusal | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "row": row,
        "back_url": address(request, "members"),
        "back_text": _("Medarbetare"),
    }
    if row.applied_at:
        return render(request, "administration/staff_done.html", context)
    plan = actions.plan_of(row)
    wanted = request.GET.get("visa", "")
    shown = wanted if wanted in VIEWS else _first(plan)
    read(request.actor, _members(plan, shown), "administration.members", about=row.pk)
    page = page_of(request, _rows(plan, shown))
    context |= {
        "views": _views(plan, shown),
        "shown": shown,
        "rows": page.rows,
        "counts": {"added": len(plan.added), "changed": len(plan.changed), "ended": len(plan.ended)},
        "bad": len(plan.bad),
        "can_apply": bool(plan.added or plan.changed or plan.ended) and not (row.is_whole and plan.bad),
        "digest": plan.digest(),
        "problem": str(problem.text) if problem else "",
        "is_stale": isinstance(problem, ListNoLongerFits),
        "slug": slug(request),
        **page.context,
    }
    code = problem.status if problem else 200
    return render(request, "administration/staff_preview.html", context, status=STALE if problem else code)


def _first(plan: Plan) -> str:
    counts = _counts(plan)
    return next((key for key in VIEWS if counts[key]), "nya")


def _counts(plan: Plan) -> dict[str, int]:
    sizes = (len(plan.bad), len(plan.added), len(plan.changed), len(plan.ended), len(plan.same))
    return dict(zip(VIEWS, sizes, strict=True))


def _views(plan: Plan, shown: str) -> list[dict[str, Any]]:
    names = (_("Fel"), _("Nya"), _("Ändras"), _("Avslutas"), _("Lämnas som de är"))
    counts = _counts(plan)
    return [
        {"name": name, "url": f"?visa={key}", "current": key == shown, "count": counts[key]}
        for key, name in zip(VIEWS, names, strict=True)
    ]


def _rows(plan: Plan, shown: str) -> list[dict[str, Any]]:
    if shown == "fel":
        return [{"line": line, "name": name, "text": why} for line, name, why in plan.bad]
    if shown == "avslutas":
        return [_leaver(member) for member in plan.ended]
    people = {"nya": plan.added, "andras": plan.changed, "samma": plan.same}[shown]
    return [_person(one) for one in people]


def _members(plan: Plan, shown: str) -> set[UUID]:
    """Those of whom the tab tells what the organisation has on them already."""
    planned = {"nya": plan.added, "andras": plan.changed, "samma": plan.same}.get(shown, ())
    known = {one.member.person_id for one in planned if one.member}
    return known | {member.person_id for member in plan.ended if shown == "avslutas"}


def _leaver(member: Member) -> dict[str, Any]:
    return {"line": "", "name": member.person.name, "text": member.email}


def _person(one: Planned) -> dict[str, Any]:
    changes = [{"name": FACTS[name], "was": was, "now": now} for name, was, now in one.changes]
    facts = [one.facts.email, one.facts.title, one.facts.unit.name if one.facts.unit else ""]
    text = ", ".join(filter(None, facts))
    if one.member and one.member.left_at:
        text = _("{facts}. Kommer tillbaka.").format(facts=text)
    return {"line": one.line, "name": one.name, "text": "" if changes else text, "changes": changes}
