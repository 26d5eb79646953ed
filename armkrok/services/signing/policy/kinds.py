"""A document type: one row of the register, and the words that its fields are made of."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Signing(StrEnum):
    """What the law says of a signature."""

    MUST = "must"
    PRACTICE = "practice"
    NONE = "none"


class Electronic(StrEnum):
    """Whether it may be done electronically: yes, if the other party agrees, or no."""

    YES = "yes"
    AGREED = "agreed"
    NO = "no"


class Level(StrEnum):
    """How the document is to be dealt with; the letters are those of the register."""

    A = "A"  # advanced signature, kept
    B = "B"  # advanced signature, culled
    C = "C"  # a logged approval, no signature
    S = "S"  # the organisation's seal
    P = "P"  # paper
    X = "X"  # another system


class Order(StrEnum):
    """Whether the seats sign in any order or as they are listed."""

    ANY = "any"
    LISTED = "listed"


class Publish(StrEnum):
    """Whether publication is expected: not at all, as a derived copy, or as it is."""

    NO = "no"
    DERIVED = "derived"
    EXPECTED = "expected"


class Identifier(StrEnum):
    """What the certificate shows of the person."""

    PSEUDONYM = "pseudonym"
    NUMBER = "number"


class Action(StrEnum):
    """What becomes of the document: kept for ever, culled, by the records plan, or never here at all."""

    KEEP = "keep"
    CULL = "cull"
    PLAN = "plan"
    NONE = "none"


class Trigger(StrEnum):
    """From when the years are counted."""

    COMPLETED = "completed"
    EXPIRED = "expired"
    CASE_CLOSED = "case_closed"
    YEAR_END = "year_end"
    AGE = "age"


@dataclass(frozen=True)
class Seat:
    """A place at the table: who is to sign, and at least how many. One person never fills two seats."""

    key: str
    name: str
    least: int = 1
    all: bool = False


@dataclass(frozen=True)
class Retention:
    """What becomes of the document, counted in whole years from the trigger."""

    action: Action = Action.PLAN
    trigger: Trigger | None = None
    years: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Group:
    """A heading in the guide."""

    key: str
    name: str


@dataclass(frozen=True)
class DocumentType:
    """One row of the register; every field is explained in docs/signing.md."""

    key: str
    name: str
    group: str
    reason: str
    signing: Signing
    levels: tuple[Level, ...]
    retention: Retention
    marks: tuple[str, str, str]
    source_date: date
    valid_from: date
    valid_to: date | None = None
    law: tuple[str, ...] = ()
    electronic: Electronic = Electronic.YES
    loa: int = 3
    seats: tuple[Seat, ...] = ()
    order: Order = Order.ANY
    strict: bool = False
    minutes: bool = False
    mandate: bool = False
    paper: bool = True
    attestation: str = ""
    secrecy: str = ""
    publish: Publish = Publish.NO
    paper_reason: str = ""
    instead: str = ""
    delivery: str = ""
    ask: str = ""
    identifier: Identifier = Identifier.PSEUDONYM
    senders: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """The level offered first."""
        return self.levels[0]

    @property
    def is_blocked(self) -> bool:
        """Whether the service refuses it: paper or another system."""
        return self.level in (Level.P, Level.X)

    @property
    def law_text(self) -> str:
        """All the sources on one line."""
        return "; ".join(self.law)

    def values(self) -> dict[str, Any]:
        """The plain values, fit for JSON; parse() of them gives the type back."""
        plain = asdict(self) | {"marks": "/".join(self.marks)}
        plain["retention"] = {k: v for k, v in plain["retention"].items() if v not in (None, "")}
        for name in ("source_date", "valid_from", "valid_to"):
            plain[name] = plain[name].isoformat() if plain[name] else None
        return {name: list(v) if isinstance(v, tuple) else v for name, v in plain.items()}
