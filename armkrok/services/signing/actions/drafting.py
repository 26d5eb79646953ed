"""What is written into a request before it is sent."""

from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Max

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.identity.models import Person
from armkrok.core.members.models import Group
from armkrok.kit.days import today
from armkrok.kit.visible_text import readable, readable_lines
from armkrok.services.signing.actions.uploading import discard_unused, locked_draft
from armkrok.services.signing.errors import AlreadyInvited, BadAddress, DayPassed, NoName, TooManyPeople
from armkrok.services.signing.events.requests import DraftDiscarded
from armkrok.services.signing.models import Bulk, Document, Party, Placement, SigningRequest

MOST_PEOPLE = 200
ONE_LINE = ("principal", "principal_number", "mandate")


class PartyFacts(TypedDict, total=False):
    """What can be said of a party besides who it is; the model's fields."""

    role: str
    turn: int
    language: str
    message: str
    seat: str
    principal: str
    principal_number: str
    mandate: str
    mandate_until: date | None


class NamedFacts(PartyFacts, total=False):
    """The same, and who the person is to those who read."""

    name: str
    email: str
    title: str


class Wishes(TypedDict, total=False):
    """The message to everybody, days, reminders and language; the model's fields."""

    message: str
    sign_by: date | None
    remind_after: int | None
    remind_every: int | None
    remind_last: bool
    language: str
    may_forward: bool
    may_stand_in: bool


def _visible(text: str) -> str:
    """The same, when anything is left; raises NoName."""
    if not (seen := readable(text)):
        raise NoName
    return seen


def _deliverable(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadAddress from error
    return address


@transaction.atomic
def name(request: SigningRequest, title: str) -> None:
    """Give the request its name; a single document is called the same, which BankID will show."""
    request = locked_draft(request)
    request.title = _visible(title)
    request.save(update_fields=["title"])
    documents = list(Document.objects.filter(request=request)[:2])
    if len(documents) == 1:
        documents[0].title = request.title
        documents[0].save(update_fields=["title"])


@transaction.atomic
def add_person(
    request: SigningRequest, person: Person, *, name: str, email: str, title: str, **more: Unpack[PartyFacts]
) -> Party:
    """Put a person last on the list, as a signer in the first turn unless told otherwise."""
    request = locked_draft(request)
    people = Party.objects.filter(request=request)
    if people.count() >= MOST_PEOPLE:
        raise TooManyPeople
    last = people.aggregate(last=Max("position"))["last"] or 0
    facts = _told(more)
    try:
        with transaction.atomic():
            return Party.objects.create(
                request=request,
                person=person,
                name=_visible(name),
                email=_deliverable(email),
                title=readable(title),
                position=last + 1,
                **facts,
            )
    except IntegrityError as error:
        raise AlreadyInvited from error


@transaction.atomic
def change_person(request: SigningRequest, party_id: UUID, **facts: Unpack[NamedFacts]) -> None:
    """What a person on the list is asked to do, when, and in whose name. Raises NoName, BadAddress."""
    told = {**facts, **_told(facts)}
    if "name" in facts:
        told["name"] = _visible(facts["name"])
    if "email" in facts:
        told["email"] = _deliverable(facts["email"])
    if "title" in facts:
        told["title"] = readable(facts["title"])
    found = Party.objects.filter(request=locked_draft(request), pk=party_id)
    found.update(**told)
    if facts.get("role", Party.Role.SIGNER) != Party.Role.SIGNER:
        Placement.objects.filter(party__in=found).delete()


@transaction.atomic
def order_people(request: SigningRequest, wanted: dict[UUID, PartyFacts]) -> None:
    """Role, turn and seat of several people at once; turns become 1, 2, 3… without gaps."""
    people = list(Party.objects.filter(request=locked_draft(request)))
    for one in people:
        for key, value in wanted.get(one.pk, {}).items():
            setattr(one, key, value)
    places = {turn: place for place, turn in enumerate(sorted({one.turn for one in people}), 1)}
    for one in people:
        one.turn = places[one.turn]
    Party.objects.bulk_update(people, ["role", "turn", "seat"])
    Placement.objects.filter(party__request=request).exclude(party__role=Party.Role.SIGNER).delete()


def _told(facts: PartyFacts | NamedFacts) -> PartyFacts:
    """Without what cannot be seen."""
    lines = {"message": readable_lines(facts["message"])} if "message" in facts else {}
    words = {key: readable(str(facts[key])) for key in ONE_LINE if key in facts}  # type: ignore[literal-required]
    return {**facts, **words, **lines}  # type: ignore[typeddict-item]


@transaction.atomic
def add_group(request: SigningRequest, group: Group) -> int:
    """Put everybody in a saved group on the list; who is there already stays. Returns how many came."""
    request = locked_draft(request)
    present = set(Party.objects.filter(request=request).values_list("person_id", flat=True))
    coming = [entry for entry in group.entries.select_related("person") if entry.person_id not in present]
    if len(present) + len(coming) > MOST_PEOPLE:
        raise TooManyPeople
    last = Party.objects.filter(request=request).aggregate(last=Max("position"))["last"] or 0
    Party.objects.bulk_create(
        Party(
            request=request,
            person=entry.person,
            name=entry.person.name if entry.person.is_verified else entry.name,
            email=entry.email,
            title=entry.title,
            position=place,
        )
        for place, entry in enumerate(coming, last + 1)
    )
    return len(coming)


@transaction.atomic
def remove_person(request: SigningRequest, party_id: UUID) -> None:
    """Take a person off the list."""
    Party.objects.filter(request=locked_draft(request), pk=party_id).delete()


@transaction.atomic
def write(request: SigningRequest, **wishes: Unpack[Wishes]) -> None:
    """Note the message and the days. Raises DayPassed."""
    request = locked_draft(request)
    if (day := wishes.get("sign_by")) and day < today():
        raise DayPassed
    if "message" in wishes:
        wishes["message"] = readable_lines(wishes["message"])
    for key, value in wishes.items():
        setattr(request, key, value)
    request.save(update_fields=list(wishes))


@transaction.atomic
def discard(request: SigningRequest, *, by: Actor) -> None:
    """Throw a draft away, its files and its list of people with it."""
    request = locked_draft(request)
    originals = [one.original for one in Document.objects.filter(request=request).select_related("original")]
    record(DraftDiscarded(), about=request, by=by)
    Bulk.objects.filter(template=request, state=Bulk.State.PREVIEW).delete()
    request.delete()
    for original in originals:
        discard_unused(original)
