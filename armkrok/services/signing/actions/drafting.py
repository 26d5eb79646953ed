"""From an upload to a request that can be sent."""

from collections.abc import Iterable
from datetime import date
from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Max

from armkrok.core.access.actor import Actor
from armkrok.core.access.routes import acting
from armkrok.core.documents import files
from armkrok.core.events.recording import record
from armkrok.core.identity.models import Person
from armkrok.core.members.models import Group
from armkrok.kit.days import today
from armkrok.kit.visible_text import readable, readable_lines
from armkrok.services.signing.engine import (
    Limits,
    Rebuilt,
    bounded,
    bounded_rebuild,
)
from armkrok.services.signing.engine.sizes import page_sizes
from armkrok.services.signing.errors import (
    AlreadyInvited,
    BadAddress,
    DayPassed,
    NoName,
    NotADraft,
    TooManyPeople,
    legible,
)
from armkrok.services.signing.events import DocumentUploaded, DraftDiscarded
from armkrok.services.signing.models import Signatory, SigningRequest

MOST_PEOPLE = 200
REBUILD_SECONDS = 40.0
SIZES_SECONDS = 20.0
SIZES_KEPT = 60


def upload(chunks: Iterable[bytes], file_name: str, *, by: Actor) -> SigningRequest:
    """Rebuild an uploaded PDF as one clean revision and begin a draft with it."""
    with files.workplace() as folder:
        incoming = files.receive(chunks, folder / "in.pdf", settings.UPLOAD_LIMIT)
        clean = folder / "clean.pdf"
        with legible():
            rebuilt = bounded_rebuild(
                incoming.path, clean, Limits(size=settings.UPLOAD_LIMIT), seconds=REBUILD_SECONDS
            )
            sizes = bounded(SIZES_SECONDS, page_sizes, clean, SIZES_KEPT)
        with acting(by):
            return _begin(files.measure(clean), rebuilt, sizes, file_name, by)


@transaction.atomic
def _begin(
    clean: files.Incoming, rebuilt: Rebuilt, sizes: list[tuple[float, float]], file_name: str, by: Actor
) -> SigningRequest:
    name = safe_name(file_name)
    request = SigningRequest.objects.create(
        sender=by.person,
        client_id=by.client_id,
        title=(readable(rebuilt.title) or PurePath(name).stem)[:200],
        file_name=name,
        original=files.store(clean, "application/pdf"),
        pages=rebuilt.pages,
        page_sizes=sizes,
        removed=list(rebuilt.removed),
    )
    record(DocumentUploaded(sha256=clean.sha256, pages=rebuilt.pages), about=request, by=by)
    return request


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


def safe_name(file_name: str) -> str:
    """A file name that is safe on every system and ends in .pdf."""
    stem = PurePath(readable(file_name).replace("\\", "/")).name
    stem = stem[:-4] if stem.lower().endswith(".pdf") else stem
    kept = " ".join("".join(" " if c in '<>:"/|?*' else c for c in stem).split()).strip(" .")
    return f"{kept[:190] or 'dokument'}.pdf"


@transaction.atomic
def name(request: SigningRequest, title: str) -> None:
    """Give the document its name, which BankID will show."""
    request = _draft(request)
    request.title = _visible(title)
    request.save(update_fields=["title"])


@transaction.atomic
def add_person(request: SigningRequest, person: Person, *, name: str, email: str, title: str) -> Signatory:
    """Put a person last on the list."""
    request = _draft(request)
    people = Signatory.objects.filter(request=request)
    if people.count() >= MOST_PEOPLE:
        raise TooManyPeople
    last = people.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            return Signatory.objects.create(
                request=request,
                person=person,
                name=_visible(name),
                email=_deliverable(email),
                title=readable(title),
                position=last + 1,
            )
    except IntegrityError as error:
        raise AlreadyInvited from error


@transaction.atomic
def add_group(request: SigningRequest, group: Group) -> int:
    """Put everybody in a saved group on the list; who is there already stays. Returns how many came."""
    request = _draft(request)
    present = set(Signatory.objects.filter(request=request).values_list("person_id", flat=True))
    coming = [entry for entry in group.entries.select_related("person") if entry.person_id not in present]
    if len(present) + len(coming) > MOST_PEOPLE:
        raise TooManyPeople
    last = Signatory.objects.filter(request=request).aggregate(last=Max("position"))["last"] or 0
    Signatory.objects.bulk_create(
        Signatory(
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
def remove_person(request: SigningRequest, signatory_id: UUID) -> None:
    """Take a person off the list."""
    Signatory.objects.filter(request=_draft(request), pk=signatory_id).delete()


@transaction.atomic
def write(
    request: SigningRequest, *, message: str, sign_by: date | None, remind: bool, language: str = "sv"
) -> None:
    """The message to everybody, the last day, and the language of letters and signature page."""
    request = _draft(request)
    if sign_by and sign_by < today():
        raise DayPassed
    request.message, request.sign_by, request.remind = readable_lines(message), sign_by, remind
    request.language = language
    request.save(update_fields=["message", "sign_by", "remind", "language"])


@transaction.atomic
def discard(request: SigningRequest, *, by: Actor) -> None:
    """Throw a draft away, its file with it."""
    request = _draft(request)
    original = request.original
    record(DraftDiscarded(), about=request, by=by)
    request.delete()
    if not SigningRequest.objects.filter(original=original).exists():
        files.discard(original)


def _draft(request: SigningRequest) -> SigningRequest:
    locked: SigningRequest = SigningRequest.objects.locked(request)
    if locked.state != SigningRequest.State.DRAFT:
        raise NotADraft
    return locked
