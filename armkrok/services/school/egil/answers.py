"""What came of a request to a receiver: an answer, judged by its status, or the reason why there is none."""

from dataclasses import dataclass
from enum import StrEnum

SHOWN = 500
"""Characters of an answer that are kept for the log."""
LONGEST_ID = 255


def readable(body: bytes) -> str:
    """The beginning of an answer as it may be stored and shown: what does not print is a mark or a space."""
    text = body[: 4 * SHOWN].decode("utf-8", "replace")[:SHOWN]
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else " " if one.isspace() else "\ufffd" for one in text)


def usable_id(text: object) -> str | None:
    """An id that a receiver gives, when it can be an end of an address and be kept; else None.

    One of dots alone would be taken for the folder above by whatever normalises addresses on the way.
    """
    if not isinstance(text, str) or len(text) > LONGEST_ID or not text.isprintable():
        return None
    return text if text.strip(".") else None


class Why(StrEnum):
    """Why no answer came, or nothing was asked."""

    ADDRESS = "address"
    NAME = "name"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    PIN = "pin"
    EXPIRED = "expired"
    TIMEOUT = "timeout"
    CUT = "cut"
    ANSWER = "answer"


FATAL = frozenset({Why.ADDRESS, Why.NAME, Why.REFUSED, Why.CERTIFICATE, Why.PIN, Why.EXPIRED})


class Unreachable(Exception):
    """No answer came. Whether the receiver did what was asked is then unknown, unless it `is_fatal`."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why

    @property
    def is_fatal(self) -> bool:
        """Whether every other request would meet the same: nothing was sent, and the run should end."""
        return self.why in FATAL


class Deed(StrEnum):
    """What is asked of a receiver about one object."""

    CREATE = "create"
    REPLACE = "replace"
    REMOVE = "remove"


class Verdict(StrEnum):
    """What an answer's status means for the object (the EGIL client's own rules)."""

    DONE = "done"
    EXISTS = "exists"
    """Create: the receiver has it already, with content unknown to us."""
    MISSING = "missing"
    """Replace: the receiver does not have it."""
    BUSY = "busy"
    """429 or 503, however often we tried."""
    FAILED = "failed"


_DONE = {Deed.CREATE: {200, 201}, Deed.REPLACE: {200}, Deed.REMOVE: {204, 404}}


@dataclass(frozen=True, slots=True)
class Answer:
    """A receiver's answer. `text` is the beginning of its body, at most 500 characters.

    `retry_after` is in seconds. `id` is the id that the receiver gave the object, when it told.
    """

    deed: Deed
    status: int
    text: str = ""
    retry_after: float | None = None
    id: str | None = None

    @property
    def verdict(self) -> Verdict:
        """Judged by the status alone: a replace is done by exactly 200, a removal by 204 or 404."""
        if self.status in _DONE[self.deed]:
            return Verdict.DONE
        if self.status in {429, 503}:
            return Verdict.BUSY
        if self.status == 409 and self.deed is Deed.CREATE:
            return Verdict.EXISTS
        return Verdict.MISSING if self.status == 404 and self.deed is Deed.REPLACE else Verdict.FAILED


class ListingRefused(Exception):
    """A receiver did not list its objects in a way that can be read."""

    why = Why.ANSWER

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.text = text
