"""Finished requests on their way out: evidence to hand out, packages to the e-archive, and its receipts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.documents import files
from armkrok.core.documents.errors import Missing
from armkrok.core.documents.models import StoredFile
from armkrok.core.events.recording import record
from armkrok.core.jobs import job
from armkrok.core.reading.log import read
from armkrok.core.reading.models import How
from armkrok.core.tenants.models import current_organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.kit.visible_text import readable_lines
from armkrok.services.signing import packing, retention, seals, stamping
from armkrok.services.signing.actions.retaining import locked
from armkrok.services.signing.archive import asice
from armkrok.services.signing.archive.fgs.facts import Agreement
from armkrok.services.signing.archive.fgs.facts import Delivery as Facts
from armkrok.services.signing.archive.fgs.package import Packed, Unfit
from armkrok.services.signing.archive.fgs.schemas import SchemaMissing, Schemas
from armkrok.services.signing.archive.forms import FORMS
from armkrok.services.signing.archive.members import Built
from armkrok.services.signing.archive_errors import (
    NoPackage,
    NoSealNow,
    NotFinished,
    ReceiptKept,
    WrongReceipt,
)
from armkrok.services.signing.engine import KeyUnavailable, TimestampUnavailable
from armkrok.services.signing.events.archive import (
    EvidenceTaken,
    PackageFailed,
    PackageMade,
    PackageOrdered,
    PackageTaken,
    ReceiptRegistered,
)
from armkrok.services.signing.models import Delivery, Party, SigningPolicy, SigningRequest

LONGEST_RECEIPT = 20_000
DROP = "archive"
"""The storage that the e-archive fetches packages from, if the settings name one."""


@contextmanager
def evidence(request: SigningRequest, *, by: Actor) -> Iterator[Built]:
    """The sealed evidence package of a request, on disk for as long as the block lasts.

    Raises NotFinished, Missing, NoSealNow, and what `seals.seal_credential` raises.
    """
    _demand_finished(request)
    with packing.finished(request) as whole, files.workplace() as folder:
        target = folder / "bevis.asice"
        try:
            built = asice.build(whole, target, seals.seal_credential(), stamping.timestamper(), at=now())
        except (TimestampUnavailable, KeyUnavailable) as error:
            raise NoSealNow from error
        record(EvidenceTaken(sha256=built.sha256), about=request, by=by)
        _taken(request.pk, by)
        yield built


@transaction.atomic
def order(request: SigningRequest, *, by: Actor | None = None) -> Delivery:
    """Ask for a package for the e-archive; a job makes it. Raises NotFinished."""
    request = locked(request)
    _demand_finished(request)
    policy = SigningPolicy.objects.first() or SigningPolicy()
    number = Delivery.objects.filter(request_uuid=request.pk).count() + 1
    delivery: Delivery = Delivery.objects.create(
        request=request,
        request_uuid=request.pk,
        identifier=f"{current_organisation().slug}-underskrift-{request.pk}-{number}",
        kind=policy.archive_form if policy.archive_form in FORMS else next(iter(FORMS)),
        made_by=by.person if by else None,
    )
    record(PackageOrdered(delivery_id=delivery.pk, kind=delivery.kind), about=request, by=by)
    make_package.defer(organisation_id=str(request.organisation_id), delivery_id=str(delivery.pk))
    return delivery


def order_all(requests: Iterable[SigningRequest], *, by: Actor | None = None) -> int:
    """Ask for packages of these; how many. Each is its own deed."""
    return len([order(request, by=by) for request in requests])


@job("signing.package", tries=20)
def make_package(organisation_id: str, delivery_id: str) -> None:
    """Build the package, keep it and put it where the archive fetches it; harmless to run twice.

    What cannot be mended by trying again is noted on the delivery. A full disk is tried again.
    """
    with scope(UUID(organisation_id)):
        delivery = Delivery.objects.locked(Delivery(pk=UUID(delivery_id)))
        if delivery.sha256 or delivery.failure or delivery.request is None:
            return
        try:
            _make(delivery, delivery.request)
        except (Unfit, SchemaMissing, Missing, FileNotFoundError) as error:
            delivery.failure = _why(error)[:500]
            delivery.save(update_fields=["failure"])
            event = PackageFailed(delivery_id=delivery.pk, reason=type(error).__name__)
            record(event, about=delivery.request)


def _make(delivery: Delivery, request: SigningRequest) -> None:
    form = FORMS[delivery.kind]
    with packing.finished(request) as whole, files.workplace() as folder:
        target = folder / f"{delivery.identifier}{form.ending}"
        facts = Facts(delivery.identifier, delivery.made_at.replace(microsecond=0), agreement())
        packed = form.build(whole, facts, target, Schemas(settings.ARCHIVE_SCHEMAS))
        _keep(delivery, packed)
        delivery.dropped_to = _dropped(target)
    delivery.delivered_at = now() if delivery.dropped_to else None
    delivery.save()
    event = PackageMade(delivery_id=delivery.pk, kind=delivery.kind, sha256=delivery.sha256)
    record(event, about=request)


def _keep(delivery: Delivery, packed: Packed) -> None:
    built = packed.built
    incoming = files.Incoming(built.path, built.sha256, built.size)
    delivery.package = files.store(incoming, built.media_type)
    delivery.sha256, delivery.held_to = built.sha256, dict(packed.judgement.held_to)


def agreement() -> Agreement:
    """What the organisation has agreed with its e-archive."""
    policy = SigningPolicy.objects.first()
    if policy is None:
        return Agreement()
    return Agreement(policy.archive_name, policy.archive_agreement, policy.archive_reference)


def _dropped(package: Path) -> str:
    """Put a copy where the e-archive fetches it, whole or not at all; where, or nothing without a place."""
    if DROP not in settings.STORAGES:
        return ""
    place, name = storages[DROP], f"{current_organisation().slug}/{package.name}"
    with files.saving(), package.open("rb") as source:
        kept = place.save(name, File(source))
    try:
        return str(place.path(kept))
    except NotImplementedError:  # a bucket
        return str(kept)


def _why(error: Exception) -> str:
    if isinstance(error, Unfit):
        return "; ".join(error.problems)
    return str(error) or type(error).__name__


@transaction.atomic
def take(delivery: Delivery, *, by: Actor) -> StoredFile:
    """The package's file, to carry to the archive by hand. Raises NoPackage."""
    delivery = Delivery.objects.locked(delivery)
    if delivery.package is None:
        raise NoPackage
    if delivery.delivered_at is None:
        delivery.delivered_at = now()
        delivery.save(update_fields=["delivered_at"])
    about = delivery.request or delivery
    record(PackageTaken(delivery_id=delivery.pk, sha256=delivery.sha256), about=about, by=by)
    _taken(delivery.request_uuid, by)
    package: StoredFile = delivery.package
    return package


def _taken(request_id: UUID, by: Actor) -> None:
    """The file has names and personal numbers of everybody who was asked."""
    people = Party.objects.filter(request_id=request_id).values_list("person_id", flat=True)
    read(by, people, "signing.evidence", about=request_id, how=How.EXPORT)


@transaction.atomic
def receive(
    delivery: Delivery, *, named: str, text: str = "", file: files.Incoming | None = None, by: Actor
) -> None:
    """Register the e-archive's receipt: `named` is the id or SHA-256 that it gives for the package.

    Raises NoPackage, ReceiptKept, and WrongReceipt when it names something else, or when its text names
    another package of ours and not this one.
    """
    delivery = Delivery.objects.locked(delivery)
    if not delivery.sha256:
        raise NoPackage
    if delivery.receipt_at:
        raise ReceiptKept
    _demand_right(delivery, named, f"{text}\n{_words(file)}")
    if file:
        delivery.receipt_file = files.store(file, "application/octet-stream")
    delivery.receipt, delivery.receipt_at = readable_lines(text)[:LONGEST_RECEIPT], now()
    delivery.receipt_by = by.person
    delivery.save()
    about = delivery.request or delivery
    record(ReceiptRegistered(delivery_id=delivery.pk, sha256=delivery.sha256), about=about, by=by)
    _may_go_now(delivery)


def _demand_right(delivery: Delivery, named: str, words: str) -> None:
    told = named.strip().lower().replace(" ", "")
    if told not in (delivery.identifier.lower(), delivery.sha256):
        raise WrongReceipt
    words = words.lower()
    if delivery.identifier.lower() in words or delivery.sha256 in words:
        return
    others = Delivery.objects.exclude(pk=delivery.pk).exclude(sha256="")
    for identifier, sha256 in others.values_list("identifier", "sha256").iterator():
        if identifier.lower() in words or sha256 in words:
            raise WrongReceipt


def _words(file: files.Incoming | None) -> str:
    """A receipt file as text, as far as it is text; the first megabyte."""
    if file is None:
        return ""
    with file.path.open("rb") as source:
        return source.read(1_000_000).decode("utf-8", "ignore")


def _may_go_now(delivery: Delivery) -> None:
    """What is kept by the archive may be culled here from now on; a person still decides."""
    request = delivery.request
    if request and retention.needs_receipt(request) and request.cull_from is None:
        request.cull_from = today()
        request.save(update_fields=["cull_from"])


def _demand_finished(request: SigningRequest) -> None:
    if request.state != SigningRequest.State.COMPLETED or request.told_at is None:
        raise NotFinished
