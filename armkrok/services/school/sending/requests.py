"""One request to come, and what came of it."""

from dataclasses import dataclass, field
from enum import IntEnum
from uuid import UUID

from armkrok.services.school.egil.answers import Verdict, Why
from armkrok.services.school.models import Kind


class Op(IntEnum):
    """What is to be done with an object at the receiver."""

    CREATE = 1
    UPDATE = 2
    EITHER = 3
    """It may be there, since a request for it may have arrived: replace it, and create it if it is not."""
    REMOVE = 4


WORDS = {Op.CREATE: "create", Op.UPDATE: "update", Op.EITHER: "update", Op.REMOVE: "delete"}
"""As runs and the release log name them."""


@dataclass(slots=True)
class Request:
    """One object to create, update or remove; the lower half is filled in when it has been tried."""

    op: Op
    sent_id: str
    subject: str | None = None
    name: str = ""
    body: bytes = b""
    kept: bytes = b""
    digest: bytes = b""
    attributes: tuple[str, ...] = ()
    remote_id: str = ""

    tried: bool = False
    status: int = 0
    verdict: Verdict | None = None
    why: Why | None = None
    text: str = ""


@dataclass(slots=True)
class Batch:
    """Requests of one kind that are begun and accounted for together."""

    id: UUID
    kind: Kind
    requests: list[Request] = field(default_factory=list)
    left: int = 0
