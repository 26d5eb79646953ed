"""What is kept of one finished request, as plain data: the archive packages are built from this alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

Kind = Literal["signed", "attachment", "report"]


@dataclass(frozen=True)
class KeptFile:
    """A file with its bytes at `path`. `about` is the position, from 1, of the document a report is about."""

    name: str
    path: Path
    media_type: str
    kind: Kind
    created_at: datetime
    about: int = 0


@dataclass(frozen=True)
class Evidence:
    """What the e-ID answered when a person signed: its own signature, and the proof that it counted then.

    `signature` and `ocsp` are base64 as the e-ID gave them (BankID: XML signature, OCSP response in DER).
    """

    method: str
    provider: str
    loa: str
    answered_at: datetime
    document_sha256: str
    visible_text: str
    hidden_data: str
    signature: str
    ocsp: str
    ip: str = ""
    user_agent: str = ""


@dataclass(frozen=True)
class Registered:
    """That staff vouched for an answer given in another way than with an e-ID: no digital signature.

    `sha256` is of the scanned paper, or empty.
    """

    how: str
    day: date
    reason: str
    note: str
    identified: str
    by: str
    at: datetime
    sha256: str = ""


@dataclass(frozen=True)
class Seat:
    """One person who was asked, and what came of it; `documents` are the positions she signed, from 1."""

    name: str
    title: str
    role: str
    outcome: str
    at: datetime | None
    behalf: str = ""
    certificate_serial: str = ""
    timestamp_at: datetime | None = None
    evidence: Evidence | None = None
    is_signer: bool = True
    registered: Registered | None = None


@dataclass(frozen=True)
class Deed:
    """A row of the audit log, with its place in the organisation's hash chain (hexadecimal)."""

    sequence: int
    at: datetime
    event: str
    text: str
    actor: str
    facts: Mapping[str, Any]
    content_sha256: str
    previous_sha256: str
    sha256: str


@dataclass(frozen=True)
class Owner:
    """The organisation whose record this is. `number` is its organisation number, or empty."""

    name: str
    number: str = ""
    unit: str = ""


@dataclass(frozen=True)
class FinishedRequest:
    """Everything of one finished request that a package carries.

    `disposal` says in words what is to happen with it, `keep_until` the last day, None for always.
    `classification` is the code in the archive's own plan, or empty.
    """

    identifier: str
    title: str
    owner: Owner
    sender: str
    created_at: datetime
    sent_at: datetime
    completed_at: datetime
    files: tuple[KeptFile, ...]
    seats: tuple[Seat, ...]
    log: tuple[Deed, ...]
    verify_address: str = ""
    document_type: str = ""
    classification: str = ""
    disposal: str = ""
    keep_until: datetime | None = None
    secrecy: str = ""
    message: str = ""
    verdicts: Mapping[int, str] = field(default_factory=dict)

    @property
    def signed(self) -> tuple[KeptFile, ...]:
        """The signed documents in their order."""
        return tuple(one for one in self.files if one.kind == "signed")
