"""Examining the signatures of one file together: what they cover, who made them, when, and who vouches."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from mmap import mmap
from typing import TypedDict

from armkrok.services.signing.engine.tokens import only_for_timestamps
from armkrok.services.signing.engine.validation.certificates import may_sign, name_of, names_in
from armkrok.services.signing.engine.validation.evidence import Evidence, read_evidence
from armkrok.services.signing.engine.validation.history import History
from armkrok.services.signing.engine.validation.lifetime import (
    ProvenTime,
    RevocationLists,
    is_covered,
    valid_then,
)
from armkrok.services.signing.engine.validation.oldest_form import FORM as OLDEST_FORM
from armkrok.services.signing.engine.validation.oldest_form import open_oldest
from armkrok.services.signing.engine.validation.placing import (
    Placed,
    all_placed,
    digests,
)
from armkrok.services.signing.engine.validation.report import Finding, Kind, Level, SignatureReport
from armkrok.services.signing.engine.validation.revisions import Revision
from armkrok.services.signing.engine.validation.signatures import (
    Opened,
    Unclear,
    algorithm_of,
    open_signature,
    open_token_over,
)
from armkrok.services.signing.engine.validation.trust import Chain, Trust
from armkrok.services.signing.engine.validation.trust_lists import TrustList

_UNKNOWN = Finding("unsure", "unknown_form")
_BY_LENGTH = {16: "md5", 20: "sha1", 28: "sha224", 32: "sha256", 48: "sha384", 64: "sha512"}
_CLOCKS_DIFFER = timedelta(hours=1)


class _Known(TypedDict):
    """What can be said of a signature that cannot be opened, too."""

    form: str
    certifies: int | None
    covers: int
    claimed_at: datetime | None
    value: str
    certificate_sha256: str
    digest_algorithm: str
    digest: str


@dataclass(frozen=True)
class _Examined:
    """A signature with its container opened, or the finding that it could not be."""

    placed: Placed
    revision: int | None
    opened: Opened | None
    token: Opened | None = None
    token_failed: bool = False
    problem: Finding = _UNKNOWN


class Examination:
    """All signatures of a file, oldest first."""

    def __init__(
        self,
        content: mmap,
        revisions: Sequence[Revision],
        trust: Sequence[TrustList],
        revocation_lists: Iterable[bytes],
        now: datetime,
        runner: asyncio.Runner,
    ) -> None:
        final = revisions[-1].pdf
        self.placed, self.revision_of = all_placed(content, revisions)
        self._content = content
        self._now = now
        self._trust = Trust(trust, runner)
        evidence = read_evidence(final.Root)
        self._trust.know(evidence.certificates)
        self._digests = _all_digests(content, self.placed)
        self._signatures = [
            self._open(one, revision) for one, revision in zip(self.placed, self.revision_of, strict=True)
        ]
        kept = self._evidence_in_containers(evidence)
        self._own_lists = RevocationLists(kept.revocation_lists, kept.answers)
        self._lists = RevocationLists((*kept.revocation_lists, *revocation_lists), kept.answers)
        self._document_stamps = [
            one
            for one in self._signatures
            if one.placed.is_timestamp and one.revision is not None and one.opened is not None
            and self._good_stamp(one.opened)
        ]  # fmt: skip

    def _open(self, one: Placed, revision: int | None) -> _Examined:
        """Open the container and its token; what fails to open is left empty."""
        opened: Opened | None = None
        try:
            if one.form == OLDEST_FORM:
                opened = open_oldest(one, self._content)
            else:
                if one.start not in self._digests:
                    algorithm_of(one)  # says why there is none
                opened = open_signature(one, self._digests[one.start])
            self._trust.know((opened.certificate, *opened.others))
            token = open_token_over(opened.token, opened.signature) if opened.token is not None else None
            if token is not None:
                self._trust.know((token.certificate, *token.others))
        except Unclear as error:
            return _Examined(one, revision, opened, None, opened is not None, error.finding)
        except Exception:  # noqa: BLE001 (asn1crypto and pyHanko raise many kinds on hostile bytes)
            return _Examined(one, revision, opened, None, opened is not None)
        return _Examined(one, revision, opened, token)

    def _evidence_in_containers(self, evidence: Evidence) -> Evidence:
        """The file's evidence with what the signatures and their time stamps carry themselves."""
        every = [part for one in self._signatures for part in (one.opened, one.token) if part is not None]
        lists = tuple(der for part in every for der in part.revocation_lists)
        answers = tuple(der for part in every for der in part.answers)
        return Evidence(
            evidence.certificates, (*evidence.revocation_lists, *lists), (*evidence.answers, *answers)
        )

    @property
    def all_intact(self) -> bool:
        """Whether every signature's bytes are untouched."""
        return all(_intact(one).answer == "yes" for one in self._signatures)

    def reports(self, past: History) -> list[SignatureReport]:
        """The five answers of each."""
        return [self._report(number, one, past) for number, one in enumerate(self._signatures, 1)]

    def _report(self, number: int, one: _Examined, past: History) -> SignatureReport:
        kind: Kind = "timestamp" if one.placed.is_timestamp else "signature"
        unchanged = (
            past.since(one.revision) if one.revision is not None else Finding("unsure", "cannot_compare")
        )
        intact = _intact(one)
        known = _known(one, self._digests.get(one.placed.start, b""))
        if one.opened is None:
            other = _UNKNOWN if one.problem.answer == "no" else one.problem
            return SignatureReport(
                number, one.placed.field, kind, intact, one.problem, other, other, unchanged, **known
            )
        time, stamp_wrong = self._proven(one)
        chain = self._trust.chain(one.opened.certificate, time.at)
        then = Finding("no", "timestamp_wrong")
        if not stamp_wrong:
            then = valid_then(chain, time, self._lists, _claimed(one))
        return SignatureReport(
            number,
            one.placed.field,
            kind,
            intact,
            one.opened.authentic,
            _trusted(chain, one),
            then,
            unchanged,
            **names_in(chain.certificates[0]),
            issuer=name_of(chain.certificates[0].issuer),
            trusted_by=chain.list_name,
            proven_at=time.at if time.proven else None,
            level=self._level(one, chain, time),
            notes=_notes(one, time, self._now),
            **known,
        )

    def _proven(self, one: _Examined) -> tuple[ProvenTime, bool]:
        """The earliest time the signature is known to have existed; and whether its own token is wrong."""
        if one.token_failed:
            return ProvenTime(self._now, proven=False, trusted=False), True
        if one.opened is not None and one.opened.stamped_at is not None:
            return self._times([one.opened])[0], False
        if one.token is not None and not self._good_stamp(one.token):
            return ProvenTime(self._now, proven=False, trusted=False), True
        stamps = [one.token] if one.token is not None else []
        times = self._times([*stamps, *self._stamps_after(one)])
        return min(times, key=lambda time: (not time.trusted, time.at)), False

    def _times(self, stamps: Sequence[Opened]) -> list[ProvenTime]:
        """Stamps as times; the present when there is none."""
        times = [
            ProvenTime(stamp.stamped_at, proven=True, trusted=bool(self._stamp_chain(stamp).list_name))
            for stamp in stamps
            if stamp.stamped_at is not None
        ]
        return times or [ProvenTime(self._now, proven=False, trusted=False)]

    def _stamps_after(self, one: _Examined) -> list[Opened]:
        """Good document time stamps over a later revision."""
        return [
            other.opened
            for other in self._document_stamps
            if other.opened is not None and other.placed.covered_to > one.placed.covered_to
        ]

    @staticmethod
    def _good_stamp(stamp: Opened) -> bool:
        purpose = only_for_timestamps(stamp.certificate)
        return stamp.digest_matches and stamp.authentic.answer == "yes" and purpose

    def _stamp_chain(self, stamp: Opened) -> Chain:
        return self._trust.chain(stamp.certificate, stamp.stamped_at or self._now)

    def _level(self, one: _Examined, chain: Chain, time: ProvenTime) -> Level:
        if not time.proven:
            return "B-B"
        stamps = [one.token] if one.token else []
        chains = [chain, *(self._stamp_chain(stamp) for stamp in stamps)]
        if not all(is_covered(each, time.at, self._own_lists) for each in chains):
            return "B-T"
        return "B-LTA" if self._stamps_after(one) else "B-LT"


def _all_digests(content: mmap, placed: Sequence[Placed]) -> dict[int, bytes]:
    """Digests by hole, with one pass over the file for each algorithm in use (nearly always one)."""
    by_algorithm: dict[str, list[Placed]] = {}
    for one in placed:
        if one.form == OLDEST_FORM:
            continue
        try:
            by_algorithm.setdefault(algorithm_of(one), []).append(one)
        except Exception:  # noqa: BLE001, S112 (an unreadable container gets no digest and no answers)
            continue
    result: dict[int, bytes] = {}
    for algorithm, members in by_algorithm.items():
        result |= digests(content, members, algorithm)
    return result


def _intact(one: _Examined) -> Finding:
    if one.placed.problem:
        return Finding("unsure" if one.placed.problem == "outside_form" else "no", one.placed.problem)
    if one.opened is None:
        return Finding(one.problem.answer, one.problem.code)
    if not one.opened.digest_matches:
        return Finding("no", "bytes_differ")
    if one.revision is None:
        return Finding("no", "not_a_revision")
    return Finding("yes", "bytes_match")


def _claimed(one: _Examined) -> datetime | None:
    """The signer's own word for the time: in the container, where it is signed, or else in the dictionary."""
    inside = one.opened.claimed_at if one.opened is not None else None
    return inside or one.placed.claimed_at


def _known(one: _Examined, digest: bytes) -> _Known:
    placed, opened = one.placed, one.opened
    return {
        "form": placed.form.lstrip("/"),
        "certifies": placed.permissions.level,
        "covers": placed.covered_to,
        "claimed_at": _claimed(one),
        "value": b64encode(opened.signature).decode() if opened else "",
        "certificate_sha256": sha256(opened.certificate).hexdigest() if opened else "",
        "digest_algorithm": _BY_LENGTH.get(len(digest), "") if opened else "",
        "digest": digest.hex() if opened else "",
    }


def _notes(one: _Examined, time: ProvenTime, now: datetime) -> tuple[str, ...]:
    """What is odd without being wrong: a claimed time that cannot be, two claims that differ."""
    notes = []
    claimed = _claimed(one)
    if claimed and time.proven and not one.placed.is_timestamp and claimed > time.at + _CLOCKS_DIFFER:
        notes.append("claimed_after_stamp")
    if claimed and claimed > now + _CLOCKS_DIFFER:
        notes.append("claimed_in_future")
    inside, beside = one.opened.claimed_at if one.opened else None, one.placed.claimed_at
    if inside and beside and abs(inside - beside) > _CLOCKS_DIFFER:
        notes.append("claims_differ")
    return tuple(notes)


def _trusted(chain: Chain, one: _Examined) -> Finding:
    certificate = chain.certificates[0]
    if one.placed.is_timestamp:
        fit = one.opened is not None and only_for_timestamps(one.opened.certificate)
    else:
        fit = may_sign(certificate)
    if not fit:
        return Finding("no", "wrong_purpose")
    return Finding("yes" if chain.list_name else "no", chain.code)
