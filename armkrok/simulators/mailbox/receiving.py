"""The SMTP side: takes every mail, or fails as told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from armkrok.simulators.mailbox.store import Store

LARGEST: Final = 80_000_000


class Fault(StrEnum):
    """How the mail server misbehaves."""

    DOWN = "down"
    LATER = "later"
    REFUSE = "refuse"


ANSWERS: Final = {Fault.LATER: "451 4.3.0 Try again later", Fault.REFUSE: "550 5.1.1 Mailbox unavailable"}


@dataclass(slots=True)
class _Switch:
    fault: Fault | None = None
    left: int | None = None

    def strikes(self) -> str | None:
        """The answer that replaces 250 this time."""
        answer = ANSWERS.get(self.fault) if self.fault else None
        if answer and self.left is not None:
            self.left -= 1
            if self.left <= 0:
                self.fault = self.left = None
        return answer


class _Handler:
    def __init__(self, store: Store, switch: _Switch) -> None:
        self.store, self.switch = store, switch

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd calls this with a whole mail."""
        answer = self.switch.strikes()
        if answer:
            return answer
        content = envelope.original_content or b""
        self.store.add(tuple(envelope.rcpt_tos), content)
        return "250 OK"


class Receiver:
    """The listening SMTP server and its fault switch."""

    def __init__(self, store: Store, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._switch = _Switch()
        self._handler = _Handler(store, self._switch)
        self._controller: Controller | None = None

    def open(self) -> None:
        """Listen; raises OSError when the port is taken."""
        options: dict[str, Any] = {"data_size_limit": LARGEST, "enable_SMTPUTF8": True, "ident": "Armkrok"}
        self._controller = Controller(self._handler, hostname=self.host, port=self.port, **options)
        self._controller.start()

    def close(self) -> None:
        """Stop listening."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    def misbehave(self, fault: Fault, count: int | None) -> None:
        """Be down (nobody listens), or answer 451 or 550 `count` times (None: until mended)."""
        self._switch.fault, self._switch.left = fault, count
        if fault is Fault.DOWN:
            self.close()
        elif self._controller is None:
            self.open()

    def mend(self) -> None:
        """Work again."""
        self._switch.fault = self._switch.left = None
        if self._controller is None:
            self.open()
