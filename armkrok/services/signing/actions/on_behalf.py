"""Staff register the answer of somebody who does not answer with an e-ID, or take it back if it was wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.access.routes import acting
from armkrok.core.documents import files
from armkrok.core.events.recording import record
from armkrok.core.notifications import tasks
from armkrok.core.notifications.models import Task
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import local, now, today
from armkrok.kit.visible_text import readable, readable_lines
from armkrok.services.signing import letters
from armkrok.services.signing.actions import telling, uploading
from armkrok.services.signing.actions.asking import Paper
from armkrok.services.signing.actions.finishing import advance
from armkrok.services.signing.actions.preparing import sender_name
from armkrok.services.signing.actions.taking_over import prepare_anew
from armkrok.services.signing.actions.turns import let_follow, put_on_list
from armkrok.services.signing.actions.uploading import Clean
from armkrok.services.signing.errors import (
    AnsweredAlready,
    DayNotPossible,
    NoLongerAsked,
    NotAskedYet,
    NothingRegistered,
    OnlyOnPaper,
    OwnAnswer,
    PaperForbidden,
    RequestEnded,
    ScanMissing,
    WrongRole,
)
from armkrok.services.signing.events.on_paper import AnswerRegistered, RefusalRegistered, RegistrationUndone
from armkrok.services.signing.models import Document, OnPaper, Party, SigningRequest
from armkrok.services.signing.policy import parse
from armkrok.services.signing.signer_identity import vouched_by

OUTCOME = {
    Party.Role.SIGNER: Party.State.ON_PAPER,
    Party.Role.APPROVER: Party.State.APPROVED,
    Party.Role.READER: Party.State.READ,
}


@dataclass(frozen=True)
class Answer:
    """How and when the person answered, why not with an e-ID, and how staff knew who it was."""

    how: str
    day: date
    reason: str
    identified: str
    note: str = ""


def register(party: Party, answer: Answer, paper: Paper | None = None, *, by: Actor) -> None:
    """The person has signed on paper, or approved or read in another way than here; commits.

    A signature needs its paper as a PDF, which is rebuilt as every upload. Raises what may_register() raises,
    OnlyOnPaper, ScanMissing, PaperForbidden, DayNotPossible and FileRefused; then nothing is registered.
    """
    with _scanned(paper) as clean, acting(by):
        _register(party, answer, clean, by)


@contextmanager
def _scanned(paper: Paper | None) -> Iterator[Clean | None]:
    if paper is None:
        yield None
        return
    with uploading.taken(paper.chunks, paper.name) as clean:
        yield clean


@transaction.atomic
def _register(party: Party, answer: Answer, clean: Clean | None, by: Actor) -> None:
    request, party = _locked(party)
    may_register(party, by)
    _judge(party, answer, is_scanned=clean is not None)
    kept = _kept(party, answer, by)
    if clean:
        kept.scan, kept.scan_pages = files.store(clean.file, "application/pdf"), clean.pages
    kept.save(force_insert=True)
    party.state, party.done_at, party.registration = OUTCOME[Party.Role(party.role)], now(), kept
    party.save(update_fields=["state", "done_at", "registration"])
    if Document.objects.filter(request=request, current__isnull=False).exists():
        prepare_anew(request)  # so that her box says it, if nobody has begun to sign
    event = AnswerRegistered(
        party_id=party.pk, state=party.state, how=kept.how, reason=kept.reason,
        sha256=clean.file.sha256 if clean else "",
    )  # fmt: skip
    record(event, about=request, by=by)
    tasks.done(request.pk, person_id=party.person_id)
    let_follow(request, party, current_organisation().slug)
    _tell(request, party, by)
    advance(request)


@transaction.atomic
def decline(party: Party, answer: Answer, why: str, *, by: Actor) -> None:
    """The person has said no, and staff register it; the sender and those who are done are told.

    Raises what may_register() raises, and DayNotPossible.
    """
    request, party = _locked(party)
    may_register(party, by)
    _judge_day(party, answer)
    kept = _kept(party, answer, by)
    kept.save(force_insert=True)
    party.state, party.declined_why = Party.State.DECLINED, readable_lines(why)[:500]
    party.registration = kept
    party.save(update_fields=["state", "declined_why", "registration"])
    event = RefusalRegistered(party_id=party.pk, how=kept.how, reason=kept.reason)
    record(event, about=request, by=by)
    tasks.done(request.pk, person_id=party.person_id)
    letters.registered(request, party, vouched_by(party))
    for reader in telling.concerned(request):
        if not (reader.is_sender and by.person and by.person.pk == request.sender_id):
            letters.declined(request, party, reader)


@transaction.atomic
def undo(party: Party, *, by: Actor) -> None:
    """Take back what was registered for her, as long as the request is open; she is asked again and told.

    Those of a later turn who have been asked meanwhile stay asked. Raises RequestEnded and NothingRegistered.
    """
    request, party = _locked(party)
    if not request.is_open:
        raise RequestEnded
    if party.registration is None or party.state == Party.State.REPLACED:
        raise NothingRegistered
    kept, was = party.registration, party.state
    party.state, party.done_at, party.declined_why = Party.State(kept.state_before), None, ""
    party.registration = None
    party.save(update_fields=["state", "done_at", "declined_why", "registration"])
    scan = kept.scan
    kept.delete()
    if scan:
        uploading.discard_unused(scan)
    event = RegistrationUndone(party_id=party.pk, state=was, sha256=scan.sha256 if scan else "")
    record(event, about=request, by=by)
    Task.objects.filter(about_id=request.pk, person_id=party.person_id, kind=Task.Kind.FOLLOWING).delete()
    put_on_list(request, party, sender_name(request), telling.path(request, "sign"))
    letters.registration_undone(request, party, telling.page(request, "sign"))


def may_register(party: Party, by: Actor) -> None:
    """Raise what hinders that an answer is registered for her now, seen to be so or not.

    OwnAnswer, RequestEnded, AnsweredAlready (also while her signature is being saved), NoLongerAsked,
    NotAskedYet, WrongRole.
    """
    if by.person and party.person_id == by.person.pk:
        raise OwnAnswer
    if not party.request.is_open:
        raise RequestEnded
    if party.state == Party.State.REPLACED:
        raise NoLongerAsked
    if party.role not in OUTCOME:
        raise WrongRole
    if party.state == Party.State.LATER:
        raise NotAskedYet
    if party.state not in Party.WAITING:
        raise AnsweredAlready


def allows_paper(request: SigningRequest) -> bool:
    """Whether the type of document lets people answer in another way than with an e-ID."""
    return not request.type_values or parse(request.type_values).paper


def must_allow_paper(request: SigningRequest) -> None:
    """Raise PaperForbidden when the type of document does not."""
    if not allows_paper(request):
        raise PaperForbidden


def _judge(party: Party, answer: Answer, *, is_scanned: bool) -> None:
    must_allow_paper(party.request)
    if party.role == Party.Role.SIGNER:
        if answer.how != OnPaper.How.PAPER:
            raise OnlyOnPaper
        if not is_scanned:
            raise ScanMissing
    _judge_day(party, answer)


def _judge_day(party: Party, answer: Answer) -> None:
    asked = party.request.sent_at
    if answer.day > today() or (asked and answer.day < local(asked).date()):
        raise DayNotPossible


def _kept(party: Party, answer: Answer, by: Actor) -> OnPaper:
    return OnPaper(
        request=party.request,
        how=answer.how, day=answer.day, reason=answer.reason, note=readable_lines(answer.note)[:500],
        identified=readable(answer.identified)[:300], registered_by=by.person, client_id=by.client_id,
        state_before=party.state,
    )  # fmt: skip


def _tell(request: SigningRequest, party: Party, by: Actor) -> None:
    """The person, and the sender when somebody else has registered it."""
    letters.registered(request, party, vouched_by(party))
    contact = telling.sender(request)
    if contact and not (by.person and contact.person_id == by.person.pk):
        page = telling.page(request, "progress")
        letters.registered_by_another(request, party, vouched_by(party), contact.email, page)


def _locked(party: Party) -> tuple[SigningRequest, Party]:
    """The request first, as everywhere; then the party as she is now."""
    request = SigningRequest.objects.locked(party.request)
    party = Party.objects.locked(party)
    party.request = request
    return request, party
