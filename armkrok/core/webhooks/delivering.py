"""One try to send one message: taken in hand, sent outside every transaction, and noted.

A worker that is killed in between has sent the message or not; either way the job is done again when the
worker's lease has run out, with the same id, by which the receiver knows it.
"""

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from armkrok import __version__
from armkrok.core.events.recording import record
from armkrok.core.identity import sealed
from armkrok.core.outgoing import Answer, NotDelivered, post
from armkrok.core.tenants.models import current_organisation
from armkrok.core.tenants.scope import scope
from armkrok.core.webhooks import notices, schedule
from armkrok.core.webhooks.events import ReceiverPaused
from armkrok.core.webhooks.models import Attempt, Delivery, Receiver
from armkrok.core.webhooks.signatures import headers
from armkrok.kit.days import now

LEASE = timedelta(seconds=60)
PURPOSE = "webhook"
GONE = 410
# Receivers that hang must leave workers' threads to everything else.
_hands = threading.BoundedSemaphore(max(1, settings.WORKER_CONCURRENCY // 2))


@dataclass(frozen=True)
class Parcel:
    """What is sent, and where."""

    delivery_id: UUID
    url: str
    body: bytes
    headers: dict[str, str]
    organisation: str


@dataclass(frozen=True)
class Outcome:
    """How a try went; `seconds` from the address's look-up to the answer's status."""

    status: int | None
    why: str
    at: datetime
    seconds: float

    @property
    def is_received(self) -> bool:
        """Any status from 200 to 299 (Standard Webhooks 1.0)."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Later:
    """Do this turn of the job in so many seconds."""

    seconds: int
    turn: int


def attempt(organisation_id: UUID, delivery_id: UUID, turn: int) -> Later | None:
    """Send the message once, if it is this job's turn; when to do what comes next, if anything."""
    if not _hands.acquire(blocking=False):
        return Later(schedule.in_a_while(1, 5), turn)
    try:
        with scope(organisation_id):
            parcel = _taken(delivery_id, turn)
        if not isinstance(parcel, Parcel):
            return parcel
        outcome = _sent(parcel)
        with scope(organisation_id):
            return _noted(delivery_id, turn, outcome)
    finally:
        _hands.release()


def _taken(delivery_id: UUID, turn: int) -> Parcel | Later | None:
    """Lease the message to this worker; the receiver's row orders those who want the same one."""
    found = Delivery.objects.filter(pk=delivery_id).first()
    if found is None:
        return None
    receiver = Receiver.objects.select_for_update().get(pk=found.receiver_id)
    delivery = Delivery.objects.locked(found)
    if delivery.state != Delivery.State.WAITING or delivery.turn != turn or not receiver.is_active:
        return None
    moment = now()
    if delivery.sending_until and delivery.sending_until > moment:
        return Later(int((delivery.sending_until - moment).total_seconds()) + 1, turn)
    if receiver.rests_until and receiver.rests_until > moment:
        rest = (receiver.rests_until - moment).total_seconds()
        return Later(schedule.in_a_while(rest + 1, rest * 1.2 + 5), turn)
    if _in_hand(receiver, moment) >= (1 if receiver.failures else schedule.PARALLEL):
        return Later(schedule.in_a_while(1, 10), turn)
    delivery.sending_until = moment + LEASE
    delivery.save(update_fields=["sending_until"])
    return _parcel(receiver, delivery, moment)


def _in_hand(receiver: Receiver, moment: datetime) -> int:
    return Delivery.objects.filter(receiver=receiver, sending_until__gt=moment).count()


def _parcel(receiver: Receiver, delivery: Delivery, moment: datetime) -> Parcel:
    keys = [sealed.unseal(bytes(receiver.secret), PURPOSE)]
    if receiver.has_former_secret(moment) and receiver.former_secret is not None:
        keys.append(sealed.unseal(bytes(receiver.former_secret), PURPOSE))
    body = delivery.body.encode()
    more = {"Content-Type": "application/json", "User-Agent": f"Armkrok/{__version__}"}
    signed = more | headers(delivery.message_id, moment, body, keys)
    return Parcel(delivery.pk, receiver.url, body, signed, current_organisation().slug)


def _sent(parcel: Parcel) -> Outcome:
    at, began = now(), time.monotonic()
    status, why = None, ""
    try:
        answer: Answer = post(parcel.url, parcel.body, parcel.headers, organisation=parcel.organisation)
        status = answer.status
    except NotDelivered as problem:
        why = problem.why.value
    return Outcome(status, why, at, time.monotonic() - began)


def _noted(delivery_id: UUID, turn: int, outcome: Outcome) -> Later | None:
    """Write down how it went. A message that was asked for anew meanwhile has another turn and goes on."""
    found = Delivery.objects.filter(pk=delivery_id).first()
    if found is None:
        return None
    receiver = Receiver.objects.select_for_update().get(pk=found.receiver_id)
    delivery = Delivery.objects.locked(found)
    Attempt.objects.create(
        delivery=delivery, at=outcome.at, status=outcome.status, why=outcome.why,
        milliseconds=round(outcome.seconds * 1000),
    )  # fmt: skip
    delivery.sending_until = None
    if outcome.is_received:
        _received(receiver, delivery)
        return None
    later = _not_received(delivery) if delivery.turn == turn else None
    delivery.save()
    _failing(receiver, outcome)
    return later


def _received(receiver: Receiver, delivery: Delivery) -> None:
    delivery.state, delivery.delivered_at, delivery.next_at = Delivery.State.DELIVERED, now(), None
    delivery.save()
    if receiver.failing_since:
        receiver.failing_since, receiver.failures, receiver.rests_until = None, 0, None
        receiver.save(update_fields=["failing_since", "failures", "rests_until"])


def _not_received(delivery: Delivery) -> Later | None:
    delivery.tries += 1
    pause = schedule.pause_after(delivery.tries)
    if pause is None:
        delivery.state, delivery.next_at = Delivery.State.FAILED, None
        return None
    delivery.turn += 1
    delivery.next_at = now() + pause
    return Later(round(pause.total_seconds()), delivery.turn)


def _failing(receiver: Receiver, outcome: Outcome) -> None:
    moment = now()
    receiver.failures += 1
    receiver.failing_since = receiver.failing_since or outcome.at
    receiver.rests_until = moment + schedule.rest_after(receiver.failures)
    is_hopeless = outcome.status == GONE or moment - receiver.failing_since >= schedule.PATIENCE
    if is_hopeless and receiver.is_active:
        receiver.paused_at, receiver.paused_by_us = moment, True
        record(ReceiverPaused(), about=receiver)
        notices.tell_of_pause(receiver)
    receiver.save()
