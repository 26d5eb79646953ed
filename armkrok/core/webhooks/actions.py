"""What an administrator does with receivers."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from armkrok.core import outgoing
from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.identity import sealed
from armkrok.core.tenants.models import current_organisation
from armkrok.core.webhooks import events, notices, queries, schedule
from armkrok.core.webhooks.delivering import PURPOSE
from armkrok.core.webhooks.errors import (
    IsNotPaused,
    IsPaused,
    StillWaiting,
    TooManyReceivers,
    UnknownEvent,
)
from armkrok.core.webhooks.jobs import send, wake
from armkrok.core.webhooks.messages import TEST, address, message_body
from armkrok.core.webhooks.models import Delivery, Receiver
from armkrok.core.webhooks.signatures import new_secret
from armkrok.kit.days import now
from armkrok.kit.ids import uuid7

MOST = 20


@dataclass(frozen=True)
class ReceiverFacts:
    """What the administrator says of a receiver; `events` are keys of broadcasts."""

    name: str
    url: str
    events: list[str]


@dataclass(frozen=True)
class Secret:
    """A receiver's secret, told once."""

    receiver: Receiver
    text: str


@transaction.atomic
def add(facts: ReceiverFacts, *, by: Actor) -> Secret:
    """Register a receiver; raises AddressRefused, UnknownEvent or TooManyReceivers."""
    _judge(facts)
    if queries.receivers().count() >= MOST:
        raise TooManyReceivers
    text = new_secret()
    receiver: Receiver = Receiver.objects.create(
        name=facts.name, url=facts.url, events=sorted(facts.events), secret=sealed.seal(text, PURPOSE)
    )
    record(events.ReceiverAdded(), about=receiver, by=by)
    return Secret(receiver, text)


@transaction.atomic
def change(receiver: Receiver, facts: ReceiverFacts, *, by: Actor) -> None:
    """Another name, address or choice; a receiver at a new address is not taken for failing."""
    _judge(facts)
    receiver = Receiver.objects.locked(receiver)
    if receiver.url != facts.url:
        receiver.failing_since, receiver.failures, receiver.rests_until = None, 0, None
    receiver.name, receiver.url, receiver.events = facts.name, facts.url, sorted(facts.events)
    receiver.save()
    record(events.ReceiverChanged(), about=receiver, by=by)


def _judge(facts: ReceiverFacts) -> None:
    known = {one.key for one in queries.broadcasts()}
    if not facts.events or not set(facts.events) <= known:
        raise UnknownEvent
    outgoing.check(facts.url, current_organisation().slug)


@transaction.atomic
def rotate(receiver: Receiver, *, by: Actor) -> Secret:
    """A new secret. Messages carry signatures by both for a day, so that the receiver can change in peace."""
    receiver = Receiver.objects.locked(receiver)
    text = new_secret()
    receiver.former_secret, receiver.former_until = receiver.secret, now() + schedule.OVERLAP
    receiver.secret = sealed.seal(text, PURPOSE)
    receiver.save(update_fields=["secret", "former_secret", "former_until"])
    record(events.SecretRotated(), about=receiver, by=by)
    return Secret(receiver, text)


@transaction.atomic
def remove(receiver: Receiver, *, by: Actor) -> None:
    """Nothing more is sent, and the secrets are forgotten. The log of messages stays its month."""
    receiver = Receiver.objects.locked(receiver)
    receiver.removed_at, receiver.secret, receiver.former_secret = now(), b"", None
    receiver.save(update_fields=["removed_at", "secret", "former_secret"])
    notices.forget_pause(receiver)
    record(events.ReceiverRemoved(), about=receiver, by=by)


@transaction.atomic
def pause(receiver: Receiver, *, by: Actor) -> None:
    """Send nothing; messages wait."""
    receiver = Receiver.objects.locked(receiver)
    if receiver.paused_at:
        raise IsPaused
    receiver.paused_at, receiver.paused_by_us = now(), False
    receiver.save(update_fields=["paused_at", "paused_by_us"])
    record(events.ReceiverPaused(), about=receiver, by=by)


@transaction.atomic
def resume(receiver: Receiver, *, by: Actor) -> None:
    """Send what waits, and what comes."""
    receiver = Receiver.objects.locked(receiver)
    if receiver.paused_at is None:
        raise IsNotPaused
    receiver.paused_at, receiver.paused_by_us = None, False
    receiver.failing_since, receiver.failures, receiver.rests_until = None, 0, None
    receiver.save()
    Delivery.objects.filter(receiver=receiver, state=Delivery.State.WAITING).update(tries=0, next_at=None)
    notices.forget_pause(receiver)
    record(events.ReceiverResumed(), about=receiver, by=by)
    _wake(receiver)


@transaction.atomic
def replay(delivery: Delivery, *, by: Actor) -> None:
    """Send one message again, with the same id; raises StillWaiting or IsPaused."""
    delivery = Delivery.objects.locked(delivery)
    if delivery.receiver.paused_at:
        raise IsPaused
    if delivery.state == Delivery.State.WAITING and not delivery.next_at:
        raise StillWaiting
    record(events.MessagesReplayed(messages=1), about=delivery.receiver, by=by)
    _again(Delivery.objects.filter(pk=delivery.pk))
    Receiver.objects.filter(pk=delivery.receiver_id).update(rests_until=None)
    send.defer(
        organisation_id=str(delivery.organisation_id), delivery_id=str(delivery.pk), turn=delivery.turn + 1
    )


@transaction.atomic
def replay_from(receiver: Receiver, moment: datetime, *, by: Actor) -> int:
    """Send every message about what has happened since the moment again. Gives how many."""
    receiver = Receiver.objects.locked(receiver)
    if receiver.paused_at:
        raise IsPaused
    count = _again(Delivery.objects.filter(receiver=receiver, happened_at__gte=moment))
    record(events.MessagesReplayed(messages=count), about=receiver, by=by)
    _wake(receiver)
    return count


@transaction.atomic
def send_test(receiver: Receiver, *, by: Actor) -> Delivery:
    """A message about nothing, to see that it arrives; raises IsPaused."""
    receiver = Receiver.objects.locked(receiver)
    if receiver.paused_at:
        raise IsPaused
    moment, message_id = now(), uuid7()
    facts = {"organisation": current_organisation().slug, "id": str(message_id)}
    record(events.TestMessageSent(), about=receiver, by=by)
    return address(receiver, message_id, TEST, message_body(TEST, moment, facts), moment)


def _again(rows: "QuerySet[Delivery]") -> int:
    """The messages wait from now on; jobs that were queued for them count no more."""
    return rows.update(state=Delivery.State.WAITING, tries=0, next_at=None, turn=F("turn") + 1)


def _wake(receiver: Receiver) -> None:
    Receiver.objects.filter(pk=receiver.pk).update(rests_until=None)
    wake.defer(organisation_id=str(receiver.organisation_id), receiver_id=str(receiver.pk))
