"""What a validation answers. Plain data: it pickles, and ``as_dict`` is ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from armkrok.services.signing.engine.validation.wording import sentence

Answer = Literal["yes", "no", "unsure"]
Verdict = Literal["valid", "altered", "not_established"]
Kind = Literal["signature", "timestamp"]
Level = Literal["B-B", "B-T", "B-LT", "B-LTA"]


@dataclass(frozen=True)
class Finding:
    """One answer with a stable code; ``reason`` is the same in plain Swedish.

    ``at`` is the time that the code speaks of, when it speaks of one: since when a certificate is revoked.
    """

    answer: Answer
    code: str
    at: datetime | None = None

    @property
    def reason(self) -> str:
        """The code in words."""
        return sentence(self.code)

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        told = {"answer": self.answer, "code": self.code, "reason": self.reason}
        return told | ({"at": self.at.isoformat()} if self.at else {})


@dataclass(frozen=True)
class Change:
    """Something added after a signature. ``after`` is the number of the last signature before it (from 1).

    ``page`` counts from 1, or is None when the change belongs to no page or it cannot be told.
    """

    after: int
    kind: str
    allowed: bool
    page: int | None = None

    @property
    def reason(self) -> str:
        """The kind in words."""
        return sentence(self.kind)


@dataclass(frozen=True)
class SignatureReport:
    """One signature (or document time stamp): who, when, and the five answers of signing.md section 5.

    ``form`` is the SubFilter, ``certifies`` the DocMDP level (1 to 3) of a certifying signature, ``covers``
    how many bytes of the file it reaches over, ``title`` what the signer is, as "god man för …", ``is_seal``
    whether it is an organisation's and no person's, and ``notes`` are codes for what is odd without being
    wrong.
    ``value`` is the signature value in base64, ``digest`` that of the covered bytes, in hexadecimal.
    """

    number: int
    field: str
    kind: Kind
    intact: Finding
    authentic: Finding
    trusted: Finding
    valid_then: Finding
    unchanged: Finding
    signer: str = ""
    organisation: str = ""
    title: str = ""
    identifier: str = ""
    issuer: str = ""
    trusted_by: str = ""
    certificate_serial: str = ""
    is_seal: bool = False
    claimed_at: datetime | None = None
    proven_at: datetime | None = None
    level: Level = "B-B"
    form: str = ""
    certifies: int | None = None
    covers: int = 0
    notes: tuple[str, ...] = ()
    value: str = ""
    certificate_sha256: str = ""
    digest_algorithm: str = ""
    digest: str = ""

    @property
    def answers(self) -> dict[str, Finding]:
        """The five questions by name."""
        return {
            "intact": self.intact,
            "authentic": self.authentic,
            "trusted": self.trusted,
            "valid_then": self.valid_then,
            "unchanged": self.unchanged,
        }

    def as_dict(self) -> dict[str, Any]:
        """For JSON; times in ISO 8601, UTC."""
        plain = {key: value for key, value in asdict(self).items() if key not in self.answers}
        for key in ("claimed_at", "proven_at"):
            plain[key] = plain[key].isoformat() if plain[key] else None
        plain["notes"] = [{"code": code, "reason": sentence(code)} for code in self.notes]
        return plain | {"answers": {name: finding.as_dict() for name, finding in self.answers.items()}}


def signature_from(plain: Mapping[str, Any]) -> SignatureReport:
    """A signature's report again from its ``as_dict``."""
    known = dict(plain)
    for name, one in known.pop("answers").items():
        known[name] = Finding(one["answer"], one["code"])
    for key in ("claimed_at", "proven_at"):
        known[key] = datetime.fromisoformat(known[key]) if known[key] else None
    known["notes"] = tuple(one["code"] for one in known["notes"])
    return SignatureReport(**known)


@dataclass(frozen=True)
class Report:
    """The verdict on a file. ``code`` says why; ``timestamps`` are document time stamps."""

    verdict: Verdict
    code: str
    sha256: str = ""
    size: int = 0
    pages: int = 0
    signatures: Sequence[SignatureReport] = field(default_factory=tuple)
    timestamps: Sequence[SignatureReport] = field(default_factory=tuple)
    changes: Sequence[Change] = field(default_factory=tuple)

    @property
    def reason(self) -> str:
        """The code in words."""
        return sentence(self.code)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "verdict": self.verdict,
            "code": self.code,
            "reason": self.reason,
            "sha256": self.sha256,
            "size": self.size,
            "pages": self.pages,
            "signatures": [one.as_dict() for one in self.signatures],
            "timestamps": [one.as_dict() for one in self.timestamps],
            "changes": [asdict(one) | {"reason": one.reason} for one in self.changes],
        }


def report_from(plain: Mapping[str, Any]) -> Report:
    """A report again from its ``as_dict``. Raises KeyError, TypeError or ValueError for anything else."""
    changes = [Change(one["after"], one["kind"], one["allowed"], one["page"]) for one in plain["changes"]]
    return Report(
        verdict=plain["verdict"],
        code=plain["code"],
        sha256=plain["sha256"],
        size=plain["size"],
        pages=plain["pages"],
        signatures=[signature_from(one) for one in plain["signatures"]],
        timestamps=[signature_from(one) for one in plain["timestamps"]],
        changes=changes,
    )


def unestablished(code: str, **known: Any) -> Report:
    """A report that establishes nothing."""
    return Report("not_established", code, **known)
