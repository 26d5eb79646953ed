"""What has been given: searched by receiver, day, run and operation; a person's own for those who may."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration.views.saving import status
from armkrok.core.audit.verification import Verification
from armkrok.core.identity.people import NumberRefused
from armkrok.core.reading.log import read
from armkrok.core.reading.models import How
from armkrok.kit.ids import read_uuid
from armkrok.kit.refusals import NotFound
from armkrok.services.exchange.actions import checking
from armkrok.services.exchange.forms import PersonForm, SearchForm
from armkrok.services.exchange.models import Release
from armkrok.services.exchange.queries import giving, releases
from armkrok.services.exchange.queries.map import OPERATIONS, operation_words
from armkrok.services.exchange.views.leading import address

READ, EXTRACT = "exchange.read", "exchange.extract"
PERSON = "exchange.person"
SIZE = 50


@permission(READ)
def listing(request: ActorRequest) -> HttpResponse:
    """Releases, the newest first, without the people they are about."""
    return _page(request)


@require_POST
@permission(READ)
def check(request: ActorRequest) -> HttpResponse:
    """Walk the chain and say how it went."""
    return _page(request, checking.check(by=request.actor))


def _page(request: ActorRequest, verification: Verification | None = None) -> HttpResponse:
    form = SearchForm(request.GET or None, receivers=releases.receivers_given(), operations=OPERATIONS)
    wanted = _wanted(form) if form.is_valid() else releases.Wanted()
    shown, next_url = _shown(request, wanted)
    context = {
        "form": form,
        "rows": rows_of(shown),
        "is_narrowed": wanted != releases.Wanted(),
        "run_id": wanted.run_id,
        "chain": _chain(verification) if verification else None,
        "may_extract": EXTRACT in request.actor.permissions,
        "page_text": "",
        "next_url": next_url,
        "previous_url": "",
    }
    return render(request, "exchange/releases.html", context, status=status(form))


def _chain(verification: Verification) -> dict[str, Any]:
    whole = ngettext(
        "Loggen är hel. Den enda raden i kedjan är orörd.",
        "Loggen är hel. Alla %(n)s rader i kedjan är orörda och i rätt ordning.",
        verification.rows,
    )
    broken = _("Loggen är inte hel. Någon har ändrat eller tagit bort rader.")
    return verification.told(whole % {"n": verification.rows}, broken)


def _wanted(form: SearchForm) -> releases.Wanted:
    said = form.cleaned_data
    receiver = UUID(said["mottagare"]) if said["mottagare"] else None
    return releases.Wanted(receiver, said["korning"], said["vad"], said["fran"], said["till"])


def _shown(request: ActorRequest, wanted: releases.Wanted) -> tuple[list[Release], str]:
    """A page of rows, and the address of the next page."""
    rows = releases.wanted(wanted)
    if before := read_uuid(request.GET.get("fore", "")):
        rows = rows.filter(pk__lt=before)
    found = list(rows[: SIZE + 1])
    if len(found) <= SIZE:
        return found, ""
    query: QueryDict = request.GET.copy()
    query["fore"] = str(found[SIZE - 1].pk)
    return found[:SIZE], f"?{query.urlencode()}"


def rows_of(shown: list[Release]) -> list[dict[str, Any]]:
    """The rows in words."""
    names = releases.names_of({one.receiver_id for one in shown})
    return [
        {
            "at": one.at,
            "receiver": names.get(one.receiver_id, _("Okänd mottagare")),
            "operation": operation_words(one.operation),
            "kind": giving.kind_words(one.kind),
            "attributes": ", ".join(giving.name_words(name) for name in releases.attributes_of(one)),
            "is_done": one.outcome == releases.DONE,
            "outcome": releases.outcome_words(one.outcome),
        }
        for one in shown
    ]


@permission(EXTRACT)
def find_person(request: ActorRequest) -> HttpResponse:
    """Whose releases? The services that give know the people; each hit is a read."""
    form = PersonForm(request.POST or None)
    found: list[Any] = []
    if form.is_valid():
        try:
            found = giving.subjects_called(form.cleaned_data["person"])
        except NumberRefused as refusal:
            form.add_error("person", str(refusal.text))
        if not found and not form.errors:
            form.add_error("person", _("Ingen tjänst känner den personen."))
        read(request.actor, [one.id for one in found], PERSON, how=How.SEARCH)
    if len(found) == 1:
        return HttpResponseRedirect(address(request, "releases-about", subject_id=found[0].id))
    context = {
        "form": form,
        "found": found,
        "back_url": address(request, "releases"),
        "back_text": _("Utlämnat"),
    }
    return render(request, "exchange/find_person.html", context, status=status(form))


@permission(EXTRACT)
def about(request: ActorRequest, subject_id: UUID) -> HttpResponse:
    """Everything that has been given about one person, the newest first; noted in the read log."""
    rows = releases.about(subject_id)
    given = list(rows)
    receivers = releases.receivers_of(given)
    name = giving.name_of(subject_id)
    if not given and not name:
        raise NotFound
    read(request.actor, [subject_id], PERSON)
    before = read_uuid(request.GET.get("fore", ""))
    newest = rows.order_by("-pk")
    found = list((newest.filter(pk__lt=before) if before else newest)[: SIZE + 1])
    context = {
        "name": name or _("En person"),
        "receivers": [
            {"facts": one, "attributes": ", ".join(giving.name_words(key) for key in one.attributes)}
            for one in receivers
        ],
        "rows": rows_of(found[:SIZE]),
        "next_url": f"?{urlencode({'fore': str(found[SIZE - 1].pk)})}" if len(found) > SIZE else "",
        "previous_url": "",
        "page_text": "",
        "back_url": address(request, "releases"),
        "back_text": _("Utlämnat"),
    }
    return render(request, "exchange/about.html", context)
