"""Orders and their lives: started, picked up, answered, collected once, forgotten."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from armkrok.simulators.bankid.clock import Clock
from armkrok.simulators.bankid.minting import Minted
from armkrok.simulators.bankid.people import Person

PICK_UP_SECONDS: Final = 30
LIFETIME_SECONDS: Final = 180
KEPT_COMPLETE_SECONDS: Final = 180
KEPT_FAILED_SECONDS: Final = 300
POLL_SECONDS: Final = 1.0
POLL_TOLERANCE: Final = 0.05
"""A network delivers a poll a little early now and then; that is not impatience."""
QR_SECONDS: Final = 5
"""How old a scanned code may be. It changes every second, so an old one was copied."""


class Kind(StrEnum):
    """What was ordered; the value is the path of the API."""

    AUTH = "auth"
    SIGN = "sign"
    PHONE_AUTH = "phone/auth"
    PHONE_SIGN = "phone/sign"

    @property
    def is_signing(self) -> bool:
        """Whether the person signs rather than identifies herself."""
        return self in (Kind.SIGN, Kind.PHONE_SIGN)

    @property
    def is_phone_call(self) -> bool:
        """Whether the order was made during a telephone call."""
        return self in (Kind.PHONE_AUTH, Kind.PHONE_SIGN)


class Refused(Exception):
    """The simulator says no; `code` is an API error code or a word of the phone's own."""

    def __init__(self, code: str, details: str) -> None:
        super().__init__(f"{code}: {details}")
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True)
class Wish:
    """A valid order request."""

    kind: Kind
    end_user_ip: str
    visible: str | None = None
    visible_format: str | None = None
    non_visible: str | None = None
    personal_number: str | None = None
    risk: str | None = None
    return_risk: bool = False
    return_url: str | None = None


@dataclass(slots=True)
class Order:
    """One order. Times are in seconds of the simulator's clock."""

    wish: Wish
    created: float
    order_ref: str = field(default_factory=lambda: str(uuid.uuid4()))
    auto_start_token: str = field(default_factory=lambda: str(uuid.uuid4()))
    qr_start_token: str = field(default_factory=lambda: str(uuid.uuid4()))
    qr_start_secret: str = field(default_factory=lambda: str(uuid.uuid4()))
    uhi: str = field(default_factory=lambda: secrets.token_urlsafe(21))
    status: str = "pending"
    hint: str = "outstandingTransaction"
    holder: Person | None = None
    device_ip: str = ""
    ended: float = 0.0
    last_poll: float = float("-inf")
    minted: Minted | None = None

    @property
    def is_pending(self) -> bool:
        """Whether it still waits for an answer."""
        return self.status == "pending"

    @property
    def picked_up(self) -> bool:
        """Whether an app has opened it."""
        return self.hint not in ("outstandingTransaction", "noClient")

    @property
    def bound_number(self) -> str | None:
        """The personal number it can be answered by, when known."""
        return self.holder.personal_number if self.holder else self.wish.personal_number


class OrderBook:
    """All orders of the process. Every method may be called from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._orders: dict[str, Order] = {}
        self._by_token: dict[str, Order] = {}
        self._active: dict[str, Order] = {}
        self._swept = clock.now()

    def create(self, wish: Wish) -> Order:
        """Take an order; Refused(alreadyInProgress) also ends the person's older order."""
        with self._lock:
            self._sweep()
            if wish.personal_number is not None and (older := self._live(wish.personal_number)):
                self._fail(older, "cancelled")
                raise Refused("alreadyInProgress", "Order already in progress for pno")
            order = Order(wish, self._clock.now())
            if wish.kind.is_phone_call:
                order.hint = "userCallConfirm"
            self._orders[order.order_ref] = order
            self._by_token[order.auto_start_token] = order
            self._by_token[order.qr_start_token] = order
            if wish.personal_number is not None:
                self._active[wish.personal_number] = order
            return order

    def get(self, order_ref: str) -> Order:
        """The order by reference; Refused(invalidParameters) when there is none."""
        with self._lock:
            order = self._orders.get(order_ref)
            if order is None:
                raise Refused("invalidParameters", "No such order")
            self._age(order)
            return order

    def by_token(self, token: str) -> Order:
        """The order by autostart token; Refused(noSuchOrder) when there is none."""
        with self._lock:
            order = self._by_token.get(token)
            if order is None or token != order.auto_start_token:
                raise Refused("noSuchOrder", "Ordern finns inte. Börja om på webbplatsen.")
            self._age(order)
            return order

    def by_qr(self, text: str) -> Order:
        """The order of a scanned code: right HMAC and a few seconds old at most, else Refused."""
        with self._lock:
            parts = text.strip().split(".")
            order = self._by_token.get(parts[1]) if len(parts) == 4 and parts[0] == "bankid" else None
            if order is None or parts[1] != order.qr_start_token or not parts[2].isdecimal():
                raise Refused("invalidQr", "Det är ingen QR-kod från BankID.")
            if not hmac.compare_digest(_qr_text(order, parts[2]).encode(), text.strip().encode()):
                raise Refused("invalidQr", "QR-koden är förfalskad.")
            age = self._clock.now() - order.created - int(parts[2])
            if not -2 <= age <= QR_SECONDS:
                raise Refused("oldQr", "QR-koden är för gammal. Läs av den som visas nu.")
            self._age(order)
            return order

    def code_on_screen(self) -> str:
        """The code that the newest waiting order shows right now; Refused(noSuchOrder) when none does."""
        with self._lock:
            for order in reversed(self._orders.values()):
                seconds = int(self._clock.now() - order.created)
                shows = order.is_pending and not order.picked_up and seconds <= PICK_UP_SECONDS
                if shows and not order.wish.kind.is_phone_call:
                    return _qr_text(order, str(seconds))
            raise Refused("noSuchOrder", "Ingen webbplats visar någon QR-kod just nu.")

    def waiting_for(self, personal_number: str) -> Order | None:
        """The person's own pending order, if any."""
        with self._lock:
            return self._live(personal_number)

    def open(self, order: Order, person: Person, device_ip: str) -> None:
        """A phone shows the order to a person; another order she had open is cancelled."""
        with self._lock:
            self._demand_pending(order)
            if order.bound_number not in (None, person.personal_number):
                raise Refused("wrongPerson", "Beställningen gäller någon annan än den som har telefonen.")
            older = self._live(person.personal_number)
            if older is not None and older is not order:
                self._fail(older, "cancelled")
            order.holder, order.device_ip = person, device_ip
            if not order.wish.kind.is_phone_call:
                order.hint = "userSign"
            self._active[person.personal_number] = order

    def touch(self, order: Order) -> None:
        """An app has started with the order, but nobody has been chosen on it yet."""
        with self._lock:
            self._demand_pending(order)
            if not order.picked_up:
                order.hint = "started"

    def complete(self, order: Order, minted: Minted) -> None:
        """The person has answered."""
        with self._lock:
            self._demand_pending(order)
            order.minted = minted
            self._end(order, "complete", "")

    def fail(self, order: Order, hint: str) -> None:
        """The order ends without an answer, for the reason of the hint code."""
        with self._lock:
            self._demand_pending(order)
            self._fail(order, hint)

    def poll(self, order: Order) -> None:
        """Count a collect call; Refused(tooManyRequests) when it comes within a second."""
        with self._lock:
            now = self._clock.now()
            if now - order.last_poll < POLL_SECONDS - POLL_TOLERANCE:
                raise Refused("tooManyRequests", "Collect at most once a second")
            order.last_poll = now

    def forget(self, order: Order) -> None:
        """A final answer has been collected, or the order cancelled: it is gone."""
        with self._lock:
            self._release(order)
            for token in (order.auto_start_token, order.qr_start_token):
                self._by_token.pop(token, None)
            self._orders.pop(order.order_ref, None)

    def counts(self) -> dict[str, Any]:
        """How many orders there are, by status."""
        with self._lock:
            statuses = [order.status for order in self._orders.values()]
            return {status: statuses.count(status) for status in ("pending", "complete", "failed")}

    def _live(self, personal_number: str) -> Order | None:
        order = self._active.get(personal_number)
        if order is not None:
            self._age(order)
        return order if order is not None and order.is_pending else None

    def _demand_pending(self, order: Order) -> None:
        self._age(order)
        if not order.is_pending:
            raise Refused("ended", "Ordern är redan avslutad. Börja om på webbplatsen.")

    def _age(self, order: Order) -> None:
        """End the order when its time is out."""
        age = self._clock.now() - order.created
        if order.is_pending and not order.picked_up and age > PICK_UP_SECONDS:
            self._fail(order, "startFailed")
        elif order.is_pending and age > LIFETIME_SECONDS:
            self._fail(order, "expiredTransaction")
        kept = KEPT_COMPLETE_SECONDS if order.status == "complete" else KEPT_FAILED_SECONDS
        if not order.is_pending and self._clock.now() - order.ended > kept:
            self.forget(order)
            raise Refused("invalidParameters", "No such order")

    def _fail(self, order: Order, hint: str) -> None:
        self._end(order, "failed", hint)

    def _end(self, order: Order, status: str, hint: str) -> None:
        order.status, order.hint, order.ended = status, hint, self._clock.now()
        self._release(order)

    def _release(self, order: Order) -> None:
        number = order.bound_number
        if number is not None and self._active.get(number) is order:
            del self._active[number]

    def _sweep(self) -> None:
        """Now and then, forget what nobody came back for."""
        now = self._clock.now()
        if now - self._swept < 30:
            return
        self._swept = now
        for order in list(self._orders.values()):
            try:
                self._age(order)
            except Refused:
                continue


def _qr_text(order: Order, seconds: str) -> str:
    """What the relying party should be showing that many seconds after it got the order."""
    digest = hmac.new(order.qr_start_secret.encode(), seconds.encode(), hashlib.sha256)
    return f"bankid.{order.qr_start_token}.{seconds}.{digest.hexdigest()}"
