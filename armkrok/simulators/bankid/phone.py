"""What happens on the phone: which order it shows, and how its owner answers."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from armkrok.simulators.bankid.faults import Faults
from armkrok.simulators.bankid.minting import Deed, Mint
from armkrok.simulators.bankid.orders import Order, OrderBook, Refused
from armkrok.simulators.bankid.people import Behaviour, People, Person


class Action(StrEnum):
    """What one can do with an order on the phone."""

    OPEN = "open"
    APPROVE = "approve"
    CANCEL = "cancel"
    DECLINE_CALL = "declineCall"
    OLD_APP = "oldApp"
    BLOCKED = "blocked"


class Phone:
    """The phones of all the people. `auto` makes them answer by themselves."""

    def __init__(
        self, book: OrderBook, people: People, mint: Mint, faults: Faults, *, relying_party: str, auto: bool
    ) -> None:
        self.book = book
        self.people = people
        self.relying_party = relying_party
        self.auto = auto
        self.chosen: Person | None = None
        self._mint = mint
        self._faults = faults

    def do(self, order: Order, person: Person, action: Action, device_ip: str) -> None:
        """Carry out the action as that person, with her behaviour; raises Refused."""
        if action is Action.OPEN or not order.picked_up or order.holder is None:
            self.book.open(order, person, device_ip)
        elif order.holder != person:
            raise Refused("wrongPerson", "Beställningen är öppen på någon annans telefon.")
        if action is not Action.OPEN:
            self._finish(order, person, action)

    def answer_by_itself(self, order: Order) -> None:
        """In auto mode: answer for the person ordered, or else for the one chosen on the phone."""
        if not self.auto or not order.is_pending:
            return
        number = order.bound_number
        person = self.people.by_number(number) if number else self.chosen
        if person is not None:
            self.do(order, person, Action.APPROVE, order.wish.end_user_ip or "127.0.0.1")

    def completion(self, order: Order) -> dict[str, Any]:
        """`completionData` of a completed order."""
        if order.holder is None or order.minted is None:
            raise Refused("internalError", "the order is not complete")
        person = order.holder
        data: dict[str, Any] = {
            "user": {
                "personalNumber": person.personal_number,
                "name": person.name,
                "givenName": person.given_name,
                "surname": person.surname,
            },
            "device": {"ipAddress": order.device_ip, "uhi": order.uhi},
            "bankIdIssueDate": f"{datetime.now(UTC):%Y}-01-02",
            "stepUp": None,
            "signature": order.minted.signature,
            "ocspResponse": order.minted.ocsp_response,
        }
        if order.wish.return_risk:
            data["risk"] = "high" if person.behaviour is Behaviour.HIGH_RISK else "low"
        return data

    def _finish(self, order: Order, person: Person, action: Action) -> None:
        hint = _hint_of(order, person, action)
        if hint is None:
            self.book.complete(order, self._mint.mint(self._deed(order, person), self._faults.take_tamper()))
        elif hint:
            self.book.fail(order, hint)

    def _deed(self, order: Order, person: Person) -> Deed:
        wish = order.wish
        return Deed(
            person=person,
            signing=wish.kind.is_signing,
            visible=wish.visible,
            visible_format=wish.visible_format,
            non_visible=wish.non_visible,
            relying_party=self.relying_party,
            uhi=order.uhi,
        )


def _hint_of(order: Order, person: Person, action: Action) -> str | None:
    """The hint code the order fails with; empty when nothing happens; None when it completes."""
    pressed = {
        Action.CANCEL: "userCancel",
        Action.DECLINE_CALL: "userDeclinedCall",
        Action.OLD_APP: "notSupportedByUserApp",
        Action.BLOCKED: "certificateErr",
    }
    if action in pressed:
        return pressed[action]
    if person.behaviour is Behaviour.HIGH_RISK:
        return "transactionRiskBlocked" if order.wish.risk else None
    return {
        Behaviour.CANCEL: "userCancel",
        Behaviour.BLOCKED: "certificateErr",
        Behaviour.EXPIRE: "",
    }.get(person.behaviour)
