"""A list of people who each get a copy of their own: read, judged line by line, looked at, accepted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.identity.models import Person
from armkrok.core.identity.people import find_or_add_many
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import now, today
from armkrok.kit.numbers import NotANumber, allowed_test_numbers, normalise
from armkrok.kit.visible_text import readable
from armkrok.services.signing import drafts, issuing, policy, register
from armkrok.services.signing.actions.bulk import send_batch
from armkrok.services.signing.actions.reading_lists import Line, read
from armkrok.services.signing.actions.uploading import locked_draft, safe_name
from armkrok.services.signing.errors import (
    AlreadyAccepted,
    DayPassed,
    LinesToMend,
    NothingToSend,
    PeopleHaveLeft,
)
from armkrok.services.signing.events.copies import BulkAccepted, ListDiscarded, ListUploaded
from armkrok.services.signing.models import Bulk, BulkRow, Party, SigningRequest
from armkrok.services.signing.register_errors import TypeForbids

ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Judged:
    """A line, and the twelve digits of its number when they are right."""

    line: Line
    number: str = ""


@transaction.atomic
def take_list(draft: SigningRequest, content: bytes, file_name: str, *, by: Actor) -> Bulk:
    """Read the list into rows, each with its person or what is wrong; a list that was there is replaced.

    Numbers are not kept in the rows: from here on the person is known. Raises ListRefused.
    """
    draft = locked_draft(draft)
    judged = list(_judged(read(content)))
    good = {one.number: one.line.name for one in judged if one.number}
    people = find_or_add_many(good)
    fixed = set(Party.objects.filter(request=draft).values_list("person_id", flat=True))
    Bulk.objects.filter(template=draft, state=Bulk.State.PREVIEW).delete()
    bulk = Bulk.objects.create(
        sender=by.person,
        client_id=by.client_id,
        template=draft,
        file_name=safe_name(file_name).removesuffix(".pdf")[:200],
    )
    BulkRow.objects.bulk_create(
        (_row(bulk, one, people.get(one.number), fixed) for one in judged), batch_size=ROWS_AT_ONCE
    )
    bad = BulkRow.objects.filter(bulk=bulk).exclude(problem="").count()
    record(ListUploaded(good=len(judged) - bad, bad=bad), about=draft, by=by)
    return bulk


def _judged(lines: list[Line]) -> Iterator[Judged]:
    """What is wrong with each line, also compared with the lines before it."""
    seen: dict[str, int] = {}
    allowed = allowed_test_numbers() if settings.ONLY_TEST_NUMBERS else None
    day = today()
    for line in lines:
        try:
            number = normalise(line.number, day)
        except NotANumber:
            number = ""
        problem = line.problem or _problem(line, number, allowed)
        if not problem and number in seen:
            problem = _("Samma person finns på rad {line}.").format(line=seen[number])
        if problem:
            yield Judged(replace(line, problem=problem))
            continue
        seen[number] = line.line
        yield Judged(line, number)


def _problem(line: Line, number: str, allowed: frozenset[str] | None) -> str:
    if not readable(line.name):
        return _("Namn saknas.")
    if not line.email:
        return _("E-postadress saknas.")
    try:
        validate_email(line.email)
    except ValidationError:
        return _("E-postadressen är fel. Den ska se ut som namn@exempel.se")
    if not line.number:
        return _("Personnummer saknas.")
    if not number:
        return _("Personnumret är fel. Kontrollera siffrorna.")
    if allowed is not None and number not in allowed:
        return _("Här går det bara att använda Skatteverkets testnummer.")
    return ""


def _row(bulk: Bulk, one: Judged, person: Person | None, fixed: set[UUID]) -> BulkRow:
    line = one.line
    problem = line.problem
    if person is not None and person.pk in fixed:
        problem = _("Personen skriver redan under varje kopia.")
    return BulkRow(
        bulk=bulk,
        line=line.line,
        person=None if problem else person,
        name=readable(line.name)[:200],
        email=line.email,
        title=readable(line.title)[:120],
        message=readable(line.message)[:500],
        problem=problem[:300],
    )


@transaction.atomic
def discard_list(draft: SigningRequest, *, by: Actor) -> None:
    """Take the list away again."""
    found = Bulk.objects.filter(template=locked_draft(draft), state=Bulk.State.PREVIEW)
    if found.exists():
        record(ListDiscarded(), about=draft, by=by)
        found.delete()


@transaction.atomic
def accept(draft: SigningRequest, *, only_good: bool, by: Actor) -> Bulk:
    """Say yes to the list; a job sends the copies. The draft becomes what they are copied from.

    Raises LinesToMend unless `only_good` or every line is right, NothingToSend, TypeForbids, DayPassed.
    """
    draft = locked_draft(draft)
    bulk = Bulk.objects.select_for_update().filter(template=draft, state=Bulk.State.PREVIEW).first()
    if bulk is None:
        raise AlreadyAccepted
    rows = BulkRow.objects.filter(bulk=bulk)
    good = rows.filter(problem="").count()
    if not good:
        raise NothingToSend
    if good < rows.count() and not only_good:
        raise LinesToMend
    if draft.sign_by and draft.sign_by < today():
        raise DayPassed
    gone = drafts.departed(Party.objects.filter(request=draft))
    if gone:
        raise PeopleHaveLeft(one.name for one in Party.objects.filter(pk__in=gone))
    forbidden = policy.stops(drafts.list_findings(draft, by=by))
    if forbidden:
        raise TypeForbids(one.text for one in forbidden)
    issuing.issuer()
    draft.state, draft.bulk_id = SigningRequest.State.TEMPLATE, bulk.pk
    draft.type_values = register.entry(draft.type_key).kind.values()
    draft.save(update_fields=["state", "bulk_id", "type_values"])
    bulk.state, bulk.accepted_at = Bulk.State.SENDING, now()
    bulk.save(update_fields=["state", "accepted_at"])
    record(BulkAccepted(people=good), about=bulk, by=by)
    send_batch.defer(organisation_id=str(current_organisation().pk), bulk_id=str(bulk.pk))
    return bulk
