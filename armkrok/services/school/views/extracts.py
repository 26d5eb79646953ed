"""Register extracts: a person's own and her children's, and those that staff make for somebody who asks."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.reading.log import read
from armkrok.core.reading.models import How
from armkrok.kit.days import local
from armkrok.kit.spreadsheets import download
from armkrok.services.school.access import extracts as access
from armkrok.services.school.forms.extracts import FindPersonForm
from armkrok.services.school.models import RosterPerson
from armkrok.services.school.queries import extracts as queries
from armkrok.services.school.queries.giving import MOST
from armkrok.services.school.queries.giving import found as found_by
from armkrok.services.school.views.leading import at

EXTRACT = "school.extract"


@permission("person", service="school")
def mine(request: ActorRequest) -> HttpResponse:
    """Whose data the person may see here: her own and her children's; an only child's at once."""
    family = access.family_of(request.actor)
    if only := family.only:
        return HttpResponseRedirect(at(request, "own-extract", pupil_id=only.pk))
    return render(request, "school/mine.html", {"rows": _rows(request, family.everybody)})


def _rows(request: ActorRequest, people: Iterable[RosterPerson]) -> list[dict[str, Any]]:
    return [{"name": one.name, "url": at(request, "own-extract", pupil_id=one.pk)} for one in people]


@permission("person", service="school")
def own(request: ActorRequest, pupil_id: UUID) -> HttpResponse:
    """All that the school has of her or her child, and who has been given what."""
    family = access.family_of(request.actor)
    person = family.one(pupil_id)
    if person.person_id != request.actor.person_id:
        read(request.actor, [person.pk], "school.extract")
    more = {
        "back_url": reverse("mina"),
        "back_text": _("Mina sidor"),
        "others": _rows(request, [one for one in family.everybody if one.pk != pupil_id]),
    }
    return _page(request, person, more, at(request, "own-extract-file", pupil_id=pupil_id))


@permission("person", service="school")
def own_file(request: ActorRequest, pupil_id: UUID) -> HttpResponse:
    """The same as a file."""
    return _file(request, access.family_of(request.actor).one(pupil_id))


@permission(EXTRACT)
def find(request: ActorRequest) -> HttpResponse:
    """Find the person whom an extract is to be made of."""
    form = FindPersonForm(request.POST or None)
    rows: list[dict[str, Any]] = []
    if form.is_valid():
        found = list(found_by(form.cleaned_data["text"]))
        read(request.actor, [one.pk for one in found], "school.search", how=How.SEARCH)
        rows = [
            {"name": one.name, "born": one.birth_date, "url": at(request, "extract", pupil_id=one.pk)}
            for one in found
        ]
    context = {"form": form, "rows": rows, "has_asked": form.is_bound and not form.errors, "most": MOST}
    return render(request, "school/extract_find.html", context, status=422 if form.errors else 200)


@permission(EXTRACT)
def extract(request: ActorRequest, pupil_id: UUID) -> HttpResponse:
    """An extract for somebody who has asked for it in another way."""
    person = access.anybody(request.actor, pupil_id)
    read(request.actor, [person.pk], "school.extract")
    back = {"back_url": at(request, "extract-find"), "back_text": _("Registerutdrag")}
    return _page(request, person, back, at(request, "extract-file", pupil_id=pupil_id), is_staff=True)


@permission(EXTRACT)
def extract_file(request: ActorRequest, pupil_id: UUID) -> HttpResponse:
    """The same as a file."""
    return _file(request, access.anybody(request.actor, pupil_id))


def _page(
    request: ActorRequest,
    person: RosterPerson,
    more: dict[str, Any],
    file_url: str,
    *,
    is_staff: bool = False,
) -> HttpResponse:
    found = queries.extract_of(person)
    context = {
        "name": person.name,
        "extract": found,
        "parts": queries.PARTS,
        "to_notify": [one.receiver for one in found.receivers if not one.is_removed],
        "is_staff": is_staff,
        "file_url": file_url,
        **more,
    }
    return render(request, "school/extract.html", context)


def _file(request: ActorRequest, person: RosterPerson) -> HttpResponse:
    if person.person_id != request.actor.person_id:
        read(request.actor, [person.pk], "school.extract", how=How.EXPORT)
    heading = (_("Del"), _("Uppgift"), _("Var"), _("Från"), _("Till"), _("Vad hände"), _("Varför"))
    lines = _lines(queries.extract_of(person))
    rows = [(str(queries.PARTS[part]), *(str(cell or "") for cell in cells)) for part, *cells in lines]
    return download("registerutdrag.csv", [heading, *rows])


def _lines(found: queries.Extract) -> Iterator[tuple[Any, ...]]:
    """(part, what, where, from, to, what happened, why), as the page has them."""
    for name, value in found.facts:
        yield "roster", name, value, "", "", "", ""
    for part, rows in (("periods", found.periods), ("licences", found.licences)):
        for one in rows:
            yield part, one.what, one.where, one.start_on, one.end_on, "", ""
    for has in found.receivers:
        first, last = _time(has.first_at), _time(has.last_at)
        yield "receivers", has.what, has.receiver, first, last, has.standing, ""
    for given in found.releases:
        happened = ". ".join(filter(None, (given.operation, given.outcome)))
        yield "releases", given.what, given.receiver, _time(given.at), "", happened, given.why


def _time(moment: datetime) -> str:
    """In Swedish time, as spreadsheets read it."""
    return f"{local(moment):%Y-%m-%d %H:%M}"
