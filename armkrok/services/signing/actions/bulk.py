"""Sending to many, each their own copy: in batches, by jobs that may be killed and go on where they were."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.jobs import job
from armkrok.core.members.models import Member
from armkrok.core.notifications import mail, tasks
from armkrok.core.notifications.models import Task
from armkrok.core.tenants.models import Unit, current_organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import drafts, letters
from armkrok.services.signing.actions import following
from armkrok.services.signing.actions.copying import OF_DOCUMENT, OF_PARTY, OF_REQUEST, values
from armkrok.services.signing.actions.preparing import sender_name
from armkrok.services.signing.errors import AlreadyAccepted
from armkrok.services.signing.events.copies import BulkCancelled, BulkReminded, BulkSent
from armkrok.services.signing.events.requests import RequestSent
from armkrok.services.signing.models import Bulk, BulkRow, Document, Party, Placement, SigningRequest

BATCH = 200


@job("signing.bulk")
def send_batch(organisation_id: str, bulk_id: str) -> None:
    """Send the next copies, and ask for another batch. A row is marked with its copy, in one transaction."""
    with scope(UUID(organisation_id)):
        bulk = Bulk.objects.locked(Bulk(pk=UUID(bulk_id)))
        if bulk.state != Bulk.State.SENDING:
            return
        left = BulkRow.objects.filter(bulk=bulk, problem="", sent_at=None).order_by("line")
        rows = list(left.select_related("person")[:BATCH])
        if not rows:
            _finished(bulk)
            return
        _ask(bulk, rows)
        send_batch.defer(organisation_id=organisation_id, bulk_id=bulk_id)


def _finished(bulk: Bulk) -> None:
    bulk.state, bulk.done_at = Bulk.State.DONE, now()
    bulk.save(update_fields=["state", "done_at"])
    people = BulkRow.objects.filter(bulk=bulk).exclude(sent_at=None).count()
    record(BulkSent(people=people), about=bulk, by=_actor(bulk))
    _let_sender_follow(bulk, people)


def _let_sender_follow(bulk: Bulk, people: int) -> None:
    if bulk.sender_id is None:
        return
    tasks.follow(
        bulk.sender_id,
        service_key="signing",
        about_id=bulk.pk,
        title=bulk.template.title,
        text=_("Massutskick till {count} personer.").format(count=people),
        url=reverse("signing:bulk", args=[current_organisation().slug, bulk.pk]),
    )


def _ask(bulk: Bulk, rows: list[BulkRow]) -> None:
    """A copy for each row, with all that belongs to it, in a handful of statements."""
    source = SigningRequest.objects.select_related("sender").get(pk=bulk.template_id)
    documents = list(Document.objects.filter(request=source))
    fixed = list(Party.objects.filter(request=source).order_by("position"))
    facts = {"role": drafts.usual_role(source), "seat": _free_seat(source, fixed)}
    unit = _unit(source)
    copies = [(row, _copy_of(source, bulk, unit)) for row in rows]
    SigningRequest.objects.bulk_create(copy for _row, copy in copies)
    papers = [[Document(request=copy, **values(one, OF_DOCUMENT)) for one in documents] for _, copy in copies]
    Document.objects.bulk_create(one for own in papers for one in own)
    asked = [(copy, _first(copy, row, facts)) for row, copy in copies]
    others = [[_later(copy, one) for one in fixed] for _, copy in copies]
    Party.objects.bulk_create([*(party for _, party in asked), *(one for own in others for one in own)])
    _put_boxes(source, papers, others)
    _tell(source, asked)
    sha256 = [one.sha256 for one in sorted(documents, key=lambda one: one.position)]
    for _row, copy in copies:
        event = RequestSent(sha256=sha256, people=1 + len(fixed))
        record(event, about=copy, by=_actor(bulk))
    for row, copy in copies:
        row.request, row.sent_at = copy, copy.sent_at
    BulkRow.objects.bulk_update(rows, ["request", "sent_at"])


def _copy_of(source: SigningRequest, bulk: Bulk, unit: Unit | None) -> SigningRequest:
    return SigningRequest(
        sender=source.sender,
        client_id=source.client_id,
        unit=unit,
        title=source.title,
        state=SigningRequest.State.OPEN,
        sent_at=now(),
        sign_by=source.sign_by,
        type_values=source.type_values,
        bulk_id=bulk.pk,
        copied_from=source,
        **values(source, OF_REQUEST),
    )


def _unit(source: SigningRequest) -> Unit | None:
    member = Member.objects.filter(person=source.sender).select_related("unit").first()
    return member.unit if member else None


def _free_seat(source: SigningRequest, fixed: Iterable[Party]) -> str:
    taken = {one.seat for one in fixed}
    seats = (source.type_values or {}).get("seats", [])
    return next((one["key"] for one in seats if one["key"] not in taken), "")


def _first(copy: SigningRequest, row: BulkRow, facts: dict[str, str]) -> Party:
    """The person of the row, who is asked at once."""
    return Party(
        request=copy,
        person=row.person,
        name=row.person.name if row.person and row.person.is_verified else row.name,
        email=row.email,
        title=row.title,
        message=row.message,
        position=1,
        state=Party.State.INVITED,
        invited_at=copy.sent_at,
        **facts,
    )


def _later(copy: SigningRequest, one: Party) -> Party:
    """Somebody who takes part in every copy: after the person of the row."""
    party = Party(request=copy, **values(one, OF_PARTY))
    party.turn, party.position = one.turn + 1, one.position + 1
    party.state = Party.State.COPIED if one.role == Party.Role.COPY else Party.State.LATER
    return party


def _put_boxes(source: SigningRequest, papers: list[list[Document]], others: list[list[Party]]) -> None:
    """The boxes of those who sign every copy lie where they lie in the document that is copied."""
    boxes = list(Placement.objects.filter(document__request=source).select_related("document", "party"))
    made = []
    for documents, parties in zip(papers, others, strict=True) if boxes else ():
        at = {one.position: one for one in documents}
        whose = {one.person_id: one for one in parties}
        made += [
            Placement(
                document=at[box.document.position],
                party=whose[box.party.person_id],
                page=box.page,
                x=box.x,
                y=box.y,
            )
            for box in boxes
        ]
    Placement.objects.bulk_create(made)


def _tell(source: SigningRequest, asked: list[tuple[SigningRequest, Party]]) -> None:
    organisation, sender = current_organisation(), sender_name(source)
    found: list[Task] = []
    posts: list[tuple[str, str, str]] = []
    for copy, party in asked:
        url = reverse("signing:sign", args=[organisation.slug, copy.pk])
        posts.append(letters.invitation(copy, party, sender, organisation.name, settings.BASE_URL + url))
        with override(letters.language_of(copy, party)):
            found.append(
                Task(
                    person_id=party.person_id,
                    kind=Task.Kind.WAITING,
                    about_id=copy.pk,
                    service_key="signing",
                    title=letters.task_title(copy, party),
                    text=letters.task_text(copy, party, sender),
                    button=letters.task_button(party),
                    url=url,
                    due=copy.sign_by,
                )
            )
    tasks.put_all(found)
    mail.send_many(posts)


@transaction.atomic
def cancel(bulk: Bulk, why: str, *, by: Actor) -> None:
    """Send no more, and take back what is not completed; a job does the latter, copy by copy."""
    bulk = Bulk.objects.locked(bulk)
    if bulk.state in (Bulk.State.PREVIEW, Bulk.State.CANCELLED):
        raise AlreadyAccepted
    bulk.state, bulk.done_at = Bulk.State.CANCELLED, bulk.done_at or now()
    bulk.save(update_fields=["state", "done_at"])
    record(BulkCancelled(), about=bulk, by=by)
    withdraw_batch.defer(organisation_id=str(bulk.organisation_id), bulk_id=str(bulk.pk), why=why)


@job("signing.bulk-withdraw")
def withdraw_batch(organisation_id: str, bulk_id: str, why: str) -> None:
    """Take back the next open copies, and ask for another batch."""
    with scope(UUID(organisation_id)):
        bulk = Bulk.objects.select_related("sender").get(pk=UUID(bulk_id))
        open_copies = SigningRequest.objects.filter(bulk_id=bulk.pk, state=SigningRequest.State.OPEN)
        copies = list(open_copies.select_related("sender").order_by("pk")[:BATCH])
        for copy in copies:
            following.withdraw(copy, why, by=_actor(bulk))
        if copies:
            withdraw_batch.defer(organisation_id=organisation_id, bulk_id=bulk_id, why=why)


@transaction.atomic
def remind_all(bulk: Bulk, *, by: Actor) -> None:
    """Remind everybody who is left, by a job; who was reminded today is let be."""
    record(BulkReminded(), about=bulk, by=by)
    remind_batch.defer(organisation_id=str(bulk.organisation_id), bulk_id=str(bulk.pk), after="")


@job("signing.bulk-remind")
def remind_batch(organisation_id: str, bulk_id: str, after: str) -> None:
    """Remind in the next open copies, in the order of their ids, and ask for another batch."""
    with scope(UUID(organisation_id)):
        bulk = Bulk.objects.select_related("sender").get(pk=UUID(bulk_id))
        open_copies = SigningRequest.objects.filter(bulk_id=bulk.pk, state=SigningRequest.State.OPEN)
        if after:
            open_copies = open_copies.filter(pk__gt=UUID(after))
        copies = list(open_copies.select_related("sender").order_by("pk")[:BATCH])
        for copy in copies:
            try:
                following.remind(copy, by=_actor(bulk))
            except Refusal:
                continue
        if copies:
            last = str(copies[-1].pk)
            remind_batch.defer(organisation_id=organisation_id, bulk_id=bulk_id, after=last)


def _actor(bulk: Bulk) -> Actor:
    return Actor(person=bulk.sender, client_id=bulk.client_id, organisation=current_organisation())
