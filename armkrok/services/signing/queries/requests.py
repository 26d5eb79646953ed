"""Requests, their people, their files and what has happened to them."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from armkrok.core.audit.models import AuditRow
from armkrok.core.identity.protection import visible
from armkrok.core.tenants.models import Organisation
from armkrok.services.signing.events import EVENTS
from armkrok.services.signing.models import Document, Party, SigningRequest
from armkrok.services.signing.queries.on_paper import registered_text
from armkrok.services.signing.signer_identity import represented
from armkrok.ui import words

PAGE = 20
SHOWN_PAGES = 12
KINDS = {
    SigningRequest.State.DRAFT: "draft",
    SigningRequest.State.OPEN: "wait",
    SigningRequest.State.COMPLETED: "done",
    SigningRequest.State.WITHDRAWN: "stop",
    SigningRequest.State.TEMPLATE: "draft",
}
DONE_EVENTS = {
    "DocumentSigned", "RequestApproved", "DocumentRead", "RequestCompleted", "DocumentSealed",
    "AnswerRegistered",
}  # fmt: skip
STOP_EVENTS = {
    "RequestWithdrawn", "SigningDeclined", "WrongPersonAnswered", "ConsentVoided", "LastDayPassed",
    "RefusalRegistered", "RegistrationUndone",
}  # fmt: skip
EVENT_TEXTS = {event.__name__: event.text for event in EVENTS}


@dataclass(frozen=True)
class Tally:
    """How many of those asked have signed."""

    signed: int
    total: int


def tally(people: list[Party]) -> Tally:
    """Counted among people that are already read; who gets a copy is not counted, nor who is replaced."""
    counted = [one for one in people if one.is_finished or one.is_waited_for]
    return Tally(sum(one.is_finished for one in counted), len(counted))


def sent_by(person_id: UUID, state: str = "", wanted: str = "") -> QuerySet[SigningRequest]:
    """The requests that a person has sent, newest first, with their tallies."""
    requests = _sent(person_id)
    if state:
        requests = requests.filter(state=state)
    if wanted:
        own = visible(Party.objects.filter(request__sender_id=person_id))
        named = own.filter(name__icontains=wanted).values("request_id")
        requests = requests.filter(Q(title__icontains=wanted) | Q(pk__in=named))
    return requests.order_by("-created_at")


def _sent(person_id: UUID) -> QuerySet[SigningRequest]:
    """Templates and the copies of a bulk sending have lists of their own."""
    requests = SigningRequest.objects.filter(sender_id=person_id, bulk_id=None)
    return requests.exclude(state=SigningRequest.State.TEMPLATE)


def with_tallies(requests: list[SigningRequest]) -> dict[UUID, Tally]:
    """Tallies of a page of requests, in one query."""
    rows = (
        Party.objects.filter(request__in=requests)
        .exclude(role=Party.Role.COPY)
        .exclude(state=Party.State.REPLACED)
        .values("request_id")
        .order_by("request_id")
        .annotate(total=Count("id"), signed=Count("id", filter=Q(state__in=Party.FINISHED)))
    )
    return {row["request_id"]: Tally(row["signed"], row["total"]) for row in rows}


def state_counts(person_id: UUID) -> dict[str, int]:
    """How many of the person's requests are in each state."""
    rows = _sent(person_id).values_list("state").order_by("state")
    return dict(rows.annotate(Count("id")))


def status(request: SigningRequest) -> tuple[str, str]:
    """Kind and words of a request's state."""
    if request.is_late:
        return "late", _("Sista dagen har passerat")
    return KINDS[SigningRequest.State(request.state)], str(SigningRequest.State(request.state).label)


def documents_of(request: SigningRequest) -> list[Document]:
    """The request's files, in order, attachments too."""
    found = Document.objects.filter(request=request).select_related("original", "current")
    return sorted(found.order_by(), key=attrgetter("position"))


def summary(
    request: SigningRequest, people: list[Party], documents: list[Document] | None = None
) -> dict[str, Any]:
    """What the templates call `signing`. `documents`: those of documents_of(), when they are at hand."""
    counted = tally(people)
    kind, text = status(request)
    documents = documents_of(request) if documents is None else documents
    return {
        "id": request.pk,
        "title": request.title,
        "sender_name": request.sender.name if request.sender else "",
        "message": request.message,
        "last_day": request.sign_by,
        "documents": documents,
        "page_count": sum(one.pages for one in documents),
        "signed_count": counted.signed,
        "total": counted.total,
        "is_mixed": any(one.role != Party.Role.SIGNER for one in people if one.role != Party.Role.COPY),
        "is_open": request.is_open,
        "has_registered": any(one.registration_id for one in people),
        "awaits_stamp": any(one.awaits_stamp for one in documents),
        "completed_at": request.completed_at,
        "is_checkable": request.completed_at and any(one.current_id for one in documents),
        "status_kind": kind,
        "status_text": text,
        "loa_text": _("Tillitsnivå 3, till exempel BankID"),
    }


def people_of(request: SigningRequest) -> list[Party]:
    """Everybody who is asked, in the order of the page."""
    found = Party.objects.filter(request=request).select_related("registration__registered_by")
    return sorted(found.order_by(), key=attrgetter("position"))


def people_by_request(requests: list[SigningRequest]) -> dict[UUID, list[Party]]:
    """Everybody in a page of requests, in one query."""
    found: dict[UUID, list[Party]] = {}
    rows = Party.objects.filter(request__in=requests).select_related("registration__registered_by")
    for one in rows.order_by("position"):
        found.setdefault(one.request_id, []).append(one)
    return found


def documents_by_request(requests: list[SigningRequest]) -> dict[UUID, list[Document]]:
    """Every file in a page of requests, in one query."""
    found: dict[UUID, list[Document]] = {}
    for one in Document.objects.filter(request__in=requests).order_by("position"):
        found.setdefault(one.request_id, []).append(one)
    return found


def people_rows(people: list[Party], you: UUID | None = None) -> list[dict[str, Any]]:
    """Rows for signing/parts/people.html; who has been replaced stands with the one who came instead.

    The number is the person's turn when they go in turns, else her place.
    """
    names = {one.pk: one.name for one in people}
    acted = represented(people)
    present = [one for one in people if one.state != Party.State.REPLACED]
    in_turns = len({one.turn for one in present if one.role != Party.Role.COPY}) > 1
    rows = [_person_row(one, you, names) for one in present]
    rows = [row | {"name": acted.get(row["id"], row["name"])} for row in rows]
    return [row | {"number": one.turn} for one, row in zip(present, rows, strict=True)] if in_turns else rows


def _person_row(one: Party, you: UUID | None, names: dict[UUID, str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": one.position,
        "name": one.name,
        "detail": _person_detail(one, names),
        "id": one.pk,
        "is_asked": one.state in Party.WAITING,
        "may_change": one.is_waited_for and one.state != Party.State.CONSENTED,
        "is_registered": one.registration_id is not None,
        "state": "",
        "text": "",
    }
    if one.registration:
        row |= {
            "state": "stop" if one.state == Party.State.DECLINED else "done",
            "text": registered_text(one),
        }
    elif one.is_finished:
        row |= {
            "state": "done",
            "text": _(DONE_TEXTS[Party.State(one.state)]).format(moment=_moment(one.done_at)),
        }
    elif one.state == Party.State.DECLINED:
        row |= {"state": "stop", "text": _("Vill inte: ”{why}”").format(why=one.declined_why)}
    elif one.state == Party.State.CONSENTED:
        row |= {"state": "turn", "status_kind": "wait", "status_text": _("Underskriften sparas")}
    elif one.state == Party.State.COPIED:
        row |= {"state": "", "text": _("Får en kopia när alla är klara")}
    elif one.state in Party.WAITING and one.person_id == you:
        row |= {"state": "turn", "status_kind": "turn", "status_text": _("Din tur")}
    elif one.state == Party.State.OPENED:
        row |= {"text": _("Öppnade {moment}").format(moment=_moment(one.opened_at))}
    else:
        row |= {"text": Party.State(one.state).label}
    return row


DONE_TEXTS = {
    Party.State.SIGNED: gettext_noop("Skrev under {moment}"),
    Party.State.APPROVED: gettext_noop("Godkände {moment}"),
    Party.State.READ: gettext_noop("Läste {moment}"),
}


def _person_detail(one: Party, names: dict[UUID, str]) -> str:
    role = "" if one.role in {Party.Role.SIGNER, Party.Role.COPY} else str(Party.Role(one.role).label)
    principal = _("för {name}").format(name=one.principal) if one.principal else ""
    old = names.get(one.replaces_id, "") if one.replaces_id else ""
    instead = _("i stället för {name}").format(name=old) if old else ""
    return ", ".join(part for part in (one.title, principal, role, instead) if part)


def _moment(moment: datetime | None) -> str:
    return words.moment(moment) if moment else ""


def happenings(request: SigningRequest, people: list[Party]) -> list[dict[str, Any]]:
    """The request's events, newest first, with the people's names."""
    names = {str(one.pk): one.name for one in people}
    rows = AuditRow.objects.filter(about_id=request.pk).order_by("-at", "-sequence")[:60]
    return [_happening(row, names, request) for row in rows]


def _happening(row: AuditRow, names: dict[str, str], request: SigningRequest) -> dict[str, Any]:
    kind = "done" if row.event in DONE_EVENTS else "stop" if row.event in STOP_EVENTS else ""
    name = names.get(row.facts.get("party_id", ""), "")
    if not name and row.actor_id == request.sender_id and request.sender:
        name = request.sender.name
    return {"time": row.at, "text": EVENT_TEXTS.get(row.event, row.event), "detail": name, "kind": kind}


def page_pictures(document: Document, organisation: Organisation, start: int = 0) -> dict[str, Any]:
    """The pages shown now, and where to see the rest."""
    last = min(start + SHOWN_PAGES, document.pages)
    sizes = document.page_sizes or [[595, 842]]
    pages = []
    for number in range(start, last):
        width, height = sizes[min(number, len(sizes) - 1)]
        place = [organisation.slug, document.request_id, document.position]
        url = reverse("signing:page-image", args=[*place, number + 1])
        pages.append({"number": number + 1, "url": url, "width": round(width), "height": round(height)})
    more = f"?dokument={document.position}&fran={last + 1}" if last < document.pages else ""
    return {"document": document, "pages": pages, "page_count": document.pages, "more_url": more}


def people_text(counted: Tally) -> str:
    """Two of three have signed, in few words."""
    return ngettext("{signed} av {total} person", "{signed} av {total} personer", counted.total).format(
        signed=counted.signed, total=counted.total
    )
