"""Schools, classes and pupils."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.reading.log import read
from armkrok.kit.days import today
from armkrok.services.school.access import roster as access
from armkrok.services.school.forms.roster import DayForm
from armkrok.services.school.models import PupilGroup
from armkrok.services.school.queries import classes as queries
from armkrok.services.school.queries.history import changes
from armkrok.services.school.views.leading import at

SEE = "school.classes"


@permission(SEE)
def classes(request: ActorRequest) -> HttpResponse:
    """A teacher's own groups, and the schools of whoever sees more."""
    day = today()
    sees_all = access.sees_all(request.actor)
    own = queries.with_counts(access.own_groups(request.actor), day)
    sees_schools = sees_all or "school.approve" in request.actor.permissions
    schools = access.units_of(request.actor) if sees_all else access.approved_units(request.actor)
    units = queries.units_with_counts(schools, day) if sees_schools else []
    context = {
        "groups": _rows(request, own),
        "units": [{**one, "url": at(request, "unit", school_unit_id=one["unit"].pk)} for one in units],
        "sees_schools": sees_schools,
        "sources_url": at(request, "sources") if "school.roster" in request.actor.permissions else "",
    }
    return render(request, "school/classes.html", context)


@permission(SEE)
def unit(request: ActorRequest, school_unit_id: UUID) -> HttpResponse:
    """The groups of a school that the actor may see."""
    row = access.unit_for(request.actor, school_unit_id)
    groups = access.groups_for(request.actor).filter(unit=row)
    context = {
        "unit": row,
        "groups": _rows(request, queries.with_counts(groups, today())),
        "back_url": at(request, "classes"),
        "back_text": _("Klasser"),
    }
    return render(request, "school/unit.html", context)


def _rows(request: ActorRequest, groups: list[PupilGroup]) -> list[dict[str, Any]]:
    return [{"group": one, "url": at(request, "class", school_group_id=one.pk)} for one in groups]


@permission(SEE)
def group(request: ActorRequest, school_group_id: UUID) -> HttpResponse:
    """Who is in a group, today or on another day, and who teaches it."""
    row = access.group_for(request.actor, school_group_id)
    form = DayForm(request.GET if "dag" in request.GET else None, initial={"dag": today()})
    day = form.cleaned_data["dag"] if form.is_valid() else today()
    members = queries.members_on(row, day)
    shown = [one.pupil.pk for one in members if one.pupil]
    read(request.actor, shown, "school.class", about=row.pk, withheld=len(members) - len(shown))
    context = {
        "group": row,
        "form": form,
        "day": day,
        "is_today": day == today(),
        "members": [_member(request, one, day) for one in members],
        "usual_since": _usual(one.since for one in members),
        "teachers": queries.teachers_of(row, day),
        "back_url": at(request, "classes"),
        "back_text": _("Klasser"),
    }
    return render(request, "school/class.html", context, status=422 if form.errors else 200)


def _usual(days: Iterable[date | None]) -> date | None:
    """The day since which more than one have been there, and most: it need not stand beside each."""
    most = Counter(one for one in days if one).most_common(1)
    return most[0][0] if most and most[0][1] > 1 else None


def _member(request: ActorRequest, member: queries.Member, day: date) -> dict[str, Any]:
    """A line, with a link while she is in the group today or the reader sees everybody."""
    is_here = member.pupil is not None and member.pupil.gone_at is None
    reaches = access.sees_all(request.actor) or (
        is_here and (member.until is None or member.until >= today())
    )
    url = at(request, "pupil", pupil_id=member.pupil.pk) if member.pupil and reaches else ""
    return {"name": member.name, "url": url, "since": member.since, "until": member.until}


@permission(SEE)
def pupil(request: ActorRequest, pupil_id: UUID) -> HttpResponse:
    """A pupil: schools, groups, and what has changed."""
    row = access.pupil_for(request.actor, pupil_id)
    read(request.actor, [row.pk], "school.pupil", about=row.pk)
    context = {
        "pupil": row,
        "number": row.masked_number() if access.sees_all(request.actor) else "",
        "places": queries.places_of(row),
        "memberships": queries.groups_in(row),
        "changes": changes(row) if access.sees_all(request.actor) else [],
        "back_url": at(request, "classes"),
        "back_text": _("Klasser"),
    }
    return render(request, "school/pupil.html", context)
