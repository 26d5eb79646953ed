"""Sources that tell us when something has changed (SS 12000:2020, subscriptions).

What comes in carries no data and is not believed in any other way: it makes us ask the source, with our own
key, what has changed. The address is secret, and only its hash is kept.
"""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from armkrok.core.events.recording import Doer, record
from armkrok.core.jobs import job
from armkrok.core.tenants.models import current_organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.kit.refusals import NotFound
from armkrok.services.school.actions import sources
from armkrok.services.school.events.subscribing import (
    SubscriptionEnded,
    SubscriptionMade,
    SubscriptionWanted,
)
from armkrok.services.school.importing.ss12000_reading import client_of
from armkrok.services.school.models import ImportRun, Source
from armkrok.services.school.ss12000.answers import NotOffered, SourceProblem
from armkrok.services.school.ss12000.client import Client, Subscription

GATHERED = 10
"""Seconds during which what comes in is one question to the source."""
HELD = timedelta(days=30)
"""Asked for; the source may promise less."""
RENEWED = timedelta(days=2)
"""Before the end."""


@transaction.atomic
def subscribe(source: Source, *, by: Doer) -> None:
    """Have the source tell us of changes, from soon on; whether it will is seen in the source's row.

    Raises NotFound for a source of another kind: SS 12000 alone has such promises.
    """
    if source.kind != Source.Kind.SS12000:
        raise NotFound
    source.hook_hash = secrets.token_bytes(32)  # nobody's until the source has been given an address
    source.subscription_why = ""
    source.save(update_fields=["hook_hash", "subscription_why"])
    record(SubscriptionWanted(), about=source, by=by)
    keep_subscription.defer(organisation_id=str(source.organisation_id), source_id=str(source.pk))


@transaction.atomic
def end(source: Source, *, by: Doer) -> None:
    """Listen no more, and ask the source to be quiet."""
    ended = source.subscription_id
    source.hook_hash, source.subscription_id, source.subscription_ends = b"", "", None
    source.subscription_why = ""
    source.save(update_fields=["hook_hash", "subscription_id", "subscription_ends", "subscription_why"])
    record(SubscriptionEnded(), about=source, by=by)
    if ended:
        place = str(source.organisation_id)
        drop_subscription.defer(organisation_id=place, source_id=str(source.pk), subscription_id=ended)


@transaction.atomic
def told(secret: str) -> None:
    """Somebody has called the secret address: ask the source soon, once for all that comes meanwhile.

    Raises NotFound for an address that is nobody's.
    """
    found = Source.objects.filter(hook_hash=hashed(secret)).first()
    if found is None:
        raise NotFound
    late = Q(hook_at=None) | Q(hook_at__lt=now() - timedelta(seconds=GATHERED))
    if Source.objects.filter(late, pk=found.pk).update(hook_at=now()):
        ask_source.defer_in(GATHERED, organisation_id=str(found.organisation_id), source_id=str(found.pk))


def due() -> list[Source]:
    """Sources that are to tell us and have not promised, or whose promise soon ends."""
    wanted = Source.objects.filter(kind=Source.Kind.SS12000).exclude(hook_hash=b"")
    ends_soon = Q(subscription_ends__lt=now() + RENEWED)
    return list(wanted.filter(Q(subscription_id="") | ends_soon))


def hashed(secret: str) -> bytes:
    """SHA-256: the secret has 256 bits of chance and needs nothing slower."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


@job("school.ask-source", tries=5)
def ask_source(organisation_id: str, source_id: str) -> None:
    """Import what the source said had changed; after the import that runs, which may be past it already."""
    with scope(UUID(organisation_id)):
        found = Source.objects.filter(pk=source_id).exclude(hook_hash=b"").first()
        if found is None:
            return
        if found.runs.filter(state=ImportRun.State.RUNNING).exists():
            ask_source.defer_in(GATHERED, organisation_id=organisation_id, source_id=source_id)
        else:
            sources.ask(found, by=None)


@job("school.keep-subscription", tries=8)
def keep_subscription(organisation_id: str, source_id: str) -> None:
    """Make or renew the promise. The source is called outside of every transaction."""
    with scope(UUID(organisation_id)):
        source = Source.objects.filter(pk=source_id).exclude(hook_hash=b"").first()
    if source is None:
        return
    try:
        made = _renewed(source) if source.subscription_id else None
        made = made or _new(source)
    except NotOffered:
        _note(source, why="Källan kan inte säga till vid ändringar. Den hämtas på sina tider i stället.")
        return
    except SourceProblem as problem:
        _note(source, why=str(problem)[:300])
        raise
    _note(source, made)


@job("school.drop-subscription", tries=5)
def drop_subscription(organisation_id: str, source_id: str, subscription_id: str) -> None:
    """Ask the source to be quiet; one that has forgotten is."""
    with scope(UUID(organisation_id)):
        source = Source.objects.filter(pk=source_id).first()
    if source is not None:
        try:
            _client(source).unsubscribe(subscription_id)
        except NotOffered:
            return


def _client(source: Source) -> Client:
    """One that asks once: the queue tries again, and does not wait meanwhile."""
    made = client_of(source)
    made.asker.tries = 1
    return made


def _renewed(source: Source) -> Subscription | None:
    """The promise for longer, or None when the source no longer knows of it."""
    try:
        return _client(source).renew(source.subscription_id, now() + HELD)
    except NotOffered:
        return None


def _new(source: Source) -> Subscription:
    """A promise with a new secret address, which works before the source is given it."""
    secret = secrets.token_urlsafe(32)
    with scope(source.organisation_id):
        Source.objects.filter(pk=source.pk).exclude(hook_hash=b"").update(hook_hash=hashed(secret))
        path = reverse("school:ss12000-hook", args=[current_organisation().slug, secret])
    return _client(source).subscribe("Armkrok", settings.BASE_URL + path)


def _note(source: Source, made: Subscription | None = None, why: str = "") -> None:
    with scope(source.organisation_id):
        row = Source.objects.filter(pk=source.pk).exclude(hook_hash=b"").first()
        if row is None:
            return
        is_new = made is not None and made.id != row.subscription_id
        row.subscription_why = why
        if made is not None:
            row.subscription_id, row.subscription_ends = made.id[:80], made.expires or now() + HELD
        row.save(update_fields=["subscription_id", "subscription_ends", "subscription_why"])
        if is_new:
            record(SubscriptionMade(), about=row, by=None)
