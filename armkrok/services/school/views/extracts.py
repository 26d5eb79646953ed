"""Register extracts: a person's own and her children's, and those that staff make for somebody who asks."""

import csv
import io
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.reading.log import read
from armkrok.core.reading.models import How
from armkrok.kit.days import local
from armkrok.kit.spreadsheets import plain
from armkrok.services.exchange.public import ReleaseFacts
from armkrok.services.school.access import extracts as access
from armkrok.services.school.forms.extracts import FindPersonForm
from armkrok.services.school.models import RosterPerson
from armkrok.services.school.queries import extracts as queries
from armkrok.services.school.queries.giving import KINDS, MOST
from armkrok.services.school.queries.giving import found as found_by
from armkrok.services.school.queries.levels import attribute_words
from armkrok.services.school.views.leading import at

EXTRACT = "school.extract"
OPERATIONS = {
    "create": gettext_lazy("Lades till"),
    "update": gettext_lazy("Ändrades"),
    "delete": gettext_lazy("Togs bort"),
}


@permission("person", service="school")
def mine(request: ActorRequest) -> HttpResponse:
    """Whose data the person may see here: her own and her children's."""
    rows = [
        {"name": one.name, "url": at(request, "own-extract", pupil_id=one.pk)}
        for one in access.own_and_children(request.actor)
    ]
    return render(request, "school/mine.html", {"rows": rows})


@permission("person", service="school")
def own(request: ActorRequest, pupil_id: UUID) -> HttpResponse:
    """All that the school has of her or her child, and who has been given what."""
    person = access.own_or_child(request.actor, pupil_id)
    if person.person_id != request.actor.person_id:
        read(request.actor, [person.pk], "school.extract")
    back = {"back_url": at(request, "mine"), "back_text": _("Skolans uppgifter")}
    return _page(request, person, back, at(request, "own-extract-file", pupil_id=pupil_id))


@permission("person", service="school")
def own_file(request: ActorRequest, pupil_id: UUID) -> HttpResponse:
    """The same as a file."""
    return _file(request, access.own_or_child(request.actor, pupil_id))


@permission(EXTRACT)
def find(request: ActorRequest) -> HttpResponse:
    """Find the person whom an extract is to be made of."""
    form = FindPersonForm(request.POST or None)
    rows: list[dict[str, Any]] = []
    if form.is_valid():
        found = list(found_by(form.cleaned_data["text"]))
        read(request.actor, [one.pk for one in found], "school.search", how=How.SEARCH)
        rows = [{"name": one.name, "url": at(request, "extract", pupil_id=one.pk)} for one in found]
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
    back: dict[str, str],
    file_url: str,
    *,
    is_staff: bool = False,
) -> HttpResponse:
    found = queries.extract_of(person)
    context = {
        "name": person.name,
        "extract": found,
        "receivers": [{"fact": one, "words": attribute_words(one.attributes)} for one in found.receivers],
        "releases": [_release(one) for one in found.releases],
        "to_notify": [one.receiver_name for one in found.receivers if not one.is_removed],
        "is_staff": is_staff,
        "file_url": file_url,
        **back,
    }
    return render(request, "school/extract.html", context)


def _release(one: ReleaseFacts) -> dict[str, Any]:
    """One release in words."""
    return {
        "fact": one,
        "kind": KINDS.get(one.kind, one.kind),
        "operation": OPERATIONS.get(one.operation, one.operation),
        "trouble": _trouble(one),
        "words": attribute_words(one.attributes),
    }


def _trouble(one: ReleaseFacts) -> str:
    """What went wrong, when the receiver did not say that all was well."""
    if one.outcome == "done":
        return ""
    if one.outcome.startswith("http-"):
        return _("Mottagaren tog inte emot det.")
    return _("Inget svar kom, så det kan ha kommit fram.")


def _file(request: ActorRequest, person: RosterPerson) -> HttpResponse:
    if person.person_id != request.actor.person_id:
        read(request.actor, [person.pk], "school.extract", how=How.EXPORT)
    response = HttpResponse(
        "\ufeff" + _csv(queries.extract_of(person)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="registerutdrag.csv"'
    return response


def _csv(found: queries.Extract) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([_("Slag"), _("Uppgift"), _("Var"), _("Från"), _("Till")])
    for name, value in found.facts:
        writer.writerow([_("Uppgift"), plain(name), plain(str(value)), "", ""])
    for kind, rows in ((_("Tid"), found.periods), (_("Licens"), found.licences)):
        for one in rows:
            writer.writerow([kind, plain(one.what), plain(one.where), one.start_on or "", one.end_on or ""])
    for given in map(_release, found.releases):
        words = f"{given['operation']}: {given['words'] or given['kind']}. {given['trouble']}".strip()
        at_moment = local(given["fact"].at).strftime("%Y-%m-%d %H.%M")
        writer.writerow([_("Lämnat"), plain(words), plain(given["fact"].receiver_name), at_moment, ""])
    return out.getvalue()
