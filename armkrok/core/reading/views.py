"""Following up who has read whose data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core import registry
from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.models import ApiClient
from armkrok.core.access.routes import permission
from armkrok.core.audit.verification import Verification
from armkrok.core.identity.models import Person
from armkrok.core.identity.people import NumberRefused
from armkrok.core.reading import actions, keeping, queries
from armkrok.core.reading.actions import FOLLOWUP
from armkrok.core.reading.forms import PolicyForm, SearchForm
from armkrok.core.reading.log import read
from armkrok.core.reading.models import How, ReadRow, ReadSubject
from armkrok.core.reading.queries import SIZE, Wanted
from armkrok.kit.days import today
from armkrok.kit.ids import read_uuid
from armkrok.kit.refusals import NotFound
from armkrok.kit.spreadsheets import download

Found = Sequence[Person | ApiClient]


@permission(FOLLOWUP)
def reads(request: ActorRequest) -> HttpResponse:
    """The newest reads, or those that are looked for; a POST looks up people and leads on to their ids."""
    if request.method != "POST":
        return _page(request, _wanted(request.GET))
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _page(request, Wanted(), form=form)
    search = _Search(form, _wanted(request.POST))
    if form.errors:
        return _page(request, Wanted(), form=form)
    if search.is_clear:
        return redirect(_address(request) + _query(search.wanted()))
    return _choice(request, search)


@require_POST
@permission(FOLLOWUP)
def check(request: ActorRequest) -> HttpResponse:
    """Walk the whole chain and say how it went."""
    return _page(request, Wanted(), verification=actions.check(by=request.actor))


@require_POST
@permission(FOLLOWUP)
def export(request: ActorRequest) -> HttpResponse:
    """What is looked for as a file."""
    lines = actions.export(_wanted(request.POST), by=request.actor)
    return download(f"lasningar-{today().isoformat()}.csv", lines)


@permission(FOLLOWUP)
def one_read(request: ActorRequest, read_id: UUID) -> HttpResponse:
    """One read with everybody whose data it showed."""
    row = ReadRow.objects.filter(pk=read_id).first()
    if row is None:
        raise NotFound
    ids = list(ReadSubject.objects.filter(row=row).values_list("person_id", flat=True))
    people = list(Person.objects.filter(pk__in=ids).order_by("sort_key", "pk"))
    (told,) = queries.told([row])
    read(request.actor, {*ids, *told.shown}, FOLLOWUP, about=row.pk)
    context = {
        "read": row,
        "told": told,
        "names": [one.name for one in people],
        "unknown": len(ids) - len(people),
        "back_url": _address(request),
        "back_text": _("Läsningar"),
    }
    return render(request, "reading/read.html", context)


@permission("administration.manage")
def policy(request: ActorRequest) -> HttpResponse:
    """How long reads are kept, and what people are told."""
    decided = keeping.policy()
    known = {name: getattr(decided, name) for name in PolicyForm.base_fields}
    form = PolicyForm(request.POST or None, initial=known)
    if form.is_valid():
        actions.change_policy(**form.cleaned_data, by=request.actor)
        messages.success(request, _("Ändringen är sparad."))
        return redirect("administration:reads-policy", organisation=_slug(request))
    context = {"form": form, "back_url": _address(request), "back_text": _("Läsningar")}
    return render(request, "reading/policy.html", context, status=422 if form.errors else 200)


@dataclass
class _Search:
    """The people that the words of a form mean; what has no match is an error at its field."""

    form: SearchForm
    former: Wanted

    def __post_init__(self) -> None:
        said = self.form.cleaned_data
        self.people = self._meant("person", said["person"], self.former.person_id)
        self.readers = self._meant("reader", said["reader"], self.former.reader_id)

    def _meant(self, field: str, text: str, former: UUID | None) -> Found:
        if not text.strip():
            return ()
        if former and _name(former) == text.strip():
            return tuple(Person.objects.filter(pk=former)) or tuple(ApiClient.objects.filter(pk=former))
        try:
            find = queries.subjects_called if field == "person" else queries.readers_called
            found: Found = find(text)
        except NumberRefused as refusal:
            self.form.add_error(field, str(refusal.text))
            return ()
        if not found:
            self.form.add_error(field, _("Loggen har ingen läsning där den personen är med."))
        return found

    @property
    def is_clear(self) -> bool:
        """Whether each of the words means one only."""
        return len(self.people) < 2 and len(self.readers) < 2

    def wanted(self, person: UUID | None = None, reader: UUID | None = None) -> Wanted:
        """What is looked for, with the person or reader that has been chosen."""
        said = self.form.cleaned_data
        return Wanted(
            person or (self.people[0].pk if len(self.people) == 1 else None),
            reader or (self.readers[0].pk if len(self.readers) == 1 else None),
            said["first"], said["last"], said["what"],
        )  # fmt: skip


def _choice(request: ActorRequest, search: _Search) -> HttpResponse:
    """Several have the name: which of them? First of those read about, then of those who read."""
    of_people = len(search.people) > 1
    found = search.people if of_people else search.readers
    shown = [one.pk for one in found if isinstance(one, Person)]
    read(request.actor, shown, FOLLOWUP, how=How.SEARCH)
    posts = queries.posts_of(shown)
    choices = [
        {
            "name": one.name,
            "text": posts.get(one.pk, ""),
            "url": _address(request)
            + _query(search.wanted(person=one.pk) if of_people else search.wanted(reader=one.pk)),
        }
        for one in found
    ]
    context = {"choices": choices, "back_url": _address(request), "back_text": _("Läsningar")}
    return render(request, "reading/choice.html", context)


def _page(
    request: ActorRequest,
    wanted: Wanted,
    *,
    form: SearchForm | None = None,
    verification: Verification | None = None,
) -> HttpResponse:
    before = read_uuid(request.GET.get("fore", ""))
    rows = queries.reads(wanted)
    found = list((rows.filter(pk__lt=before) if before else rows)[: SIZE + 1])
    told = queries.told(found[:SIZE], wanted.person_id)
    read(request.actor, {one for row in told for one in row.shown}, FOLLOWUP)
    query = _query(wanted)
    context = {
        "form": form or SearchForm(initial=_initial(wanted)),
        "hidden": _hidden(wanted),
        "rows": told,
        "is_narrowed": wanted != Wanted(),
        "chain": _chain(verification) if verification else None,
        "next_url": f"{query or '?'}{'&' if query else ''}fore={found[SIZE - 1].pk}"
        if len(found) > SIZE
        else "",
        "previous_url": query or _address(request) if before else "",
        "page_text": "",
        "may_decide": "administration.manage" in request.actor.permissions,
    }
    status = 422 if form and form.errors else 200
    return render(request, "reading/reads.html", context, status=status)


def _initial(wanted: Wanted) -> dict[str, Any]:
    return {
        "person": _name(wanted.person_id), "reader": _name(wanted.reader_id), "what": wanted.what,
        "first": wanted.first, "last": wanted.last,
    }  # fmt: skip


def _name(key: UUID | None) -> str:
    """Of a person or a system in the log of the organisation in scope."""
    if key is None:
        return ""
    known = (
        ReadSubject.objects.filter(person_id=key).exists() or ReadRow.objects.filter(reader_id=key).exists()
    )
    person = Person.objects.filter(pk=key).first() if known else None
    client = ApiClient.objects.filter(pk=key).first() if known and not person else None
    return person.name if person else client.name if client else ""


def _chain(verification: Verification) -> dict[str, Any]:
    whole = ngettext(
        "Läsloggen är hel. Den enda raden är orörd.",
        "Läsloggen är hel. Alla %(n)s rader är orörda och i rätt ordning.",
        verification.rows,
    )
    broken = _("Läsloggen är inte hel. Någon har ändrat eller tagit bort rader.")
    return verification.told(whole % {"n": verification.rows}, broken)


def _hidden(wanted: Wanted) -> dict[str, str]:
    """What is looked for, by the names in the address; ids and days only."""
    values = {
        "om": wanted.person_id, "av": wanted.reader_id, "fran": wanted.first, "till": wanted.last,
        "vad": wanted.what,
    }  # fmt: skip
    return {name: str(value) for name, value in values.items() if value}


def _query(wanted: Wanted) -> str:
    values = _hidden(wanted)
    return f"?{urlencode(values)}" if values else ""


def _wanted(given: QueryDict) -> Wanted:
    """What an address or a hidden form asks for; what cannot be read is not asked for."""
    what = given.get("vad", "")
    return Wanted(
        read_uuid(given.get("om", "")),
        read_uuid(given.get("av", "")),
        _day(given.get("fran", "")),
        _day(given.get("till", "")),
        what if what in registry.read_kinds() else "",
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _address(request: ActorRequest) -> str:
    return reverse("administration:reads", args=[_slug(request)])


def _slug(request: ActorRequest) -> str:
    place = request.actor.organisation
    return place.slug if place else ""
