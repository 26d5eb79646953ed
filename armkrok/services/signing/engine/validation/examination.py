"""Examining the signatures of one file together: what they cover, who made them, when, and who vouches."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from mmap import mmap

from cryptography import x509
from cryptography.x509.oid import NameOID

from armkrok.services.signing.engine.tokens import only_for_timestamps
from armkrok.services.signing.engine.validation.evidence import read_evidence
from armkrok.services.signing.engine.validation.history import History
from armkrok.services.signing.engine.validation.lifetime import (
    ProvenTime,
    RevocationLists,
    is_covered,
    valid_then,
)
from armkrok.services.signing.engine.validation.report import Finding, Kind, Level, SignatureReport
from armkrok.services.signing.engine.validation.revisions import Revision
from armkrok.services.signing.engine.validation.signatures import (
    Opened,
    Placed,
    algorithm_of,
    covered_revision,
    digests,
    fields_of,
    open_signature,
    open_token_over,
    place,
)
from armkrok.services.signing.engine.validation.trust import Chain, Trust
from armkrok.services.signing.engine.validation.trust_lists import TrustList

_SHOWN = 4  # leading characters of a person's identifier that are shown


@dataclass(frozen=True)
class _Examined:
    """A signature with its container opened, or the finding that it could not be."""

    placed: Placed
    revision: int | None
    opened: Opened | None
    token: Opened | None
    token_failed: bool


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
        found = [place(content, name, field["/V"]) for name, field in fields_of(final)]
        self.placed = sorted(found, key=lambda one: one.covered_to)
        self.revision_of = [covered_revision(one, revisions, content) for one in self.placed]
        self._now = now
        self._trust = Trust(trust, runner)
        evidence = read_evidence(final.Root)
        self._trust.know(evidence.certificates)
        self._lists = RevocationLists((*evidence.revocation_lists, *revocation_lists))
        self._own_lists = RevocationLists(evidence.revocation_lists)
        self._digests = _all_digests(content, self.placed)
        self._signatures = [
            self._open(one, revision) for one, revision in zip(self.placed, self.revision_of, strict=True)
        ]
        self._document_stamps = [
            one
            for one in self._signatures
            if one.placed.is_timestamp and one.revision is not None and one.opened is not None
            and self._good_stamp(one.opened)
        ]  # fmt: skip

    def _open(self, one: Placed, revision: int | None) -> _Examined:
        """Open the container and its token; what fails to open is left empty."""
        opened: Opened | None = None
        token: Opened | None = None
        failed = False
        try:
            opened = open_signature(one, self._digests[one.start])
            self._trust.know((opened.certificate, *opened.others))
            if opened.token is not None:
                failed = True
                token = open_token_over(opened.token, opened.signature)
                self._trust.know((token.certificate, *token.others))
                failed = False
        except Exception:  # noqa: BLE001 (asn1crypto and pyHanko raise many kinds on hostile bytes)
            return _Examined(one, revision, opened, None, failed)
        return _Examined(one, revision, opened, token, failed)

    def reports(self, past: History) -> list[SignatureReport]:
        """The five answers of each."""
        return [self._report(number, one, past) for number, one in enumerate(self._signatures, 1)]

    def _report(self, number: int, one: _Examined, past: History) -> SignatureReport:
        kind: Kind = "timestamp" if one.placed.is_timestamp else "signature"
        unchanged = (
            past.since(one.revision) if one.revision is not None else Finding("unsure", "cannot_compare")
        )
        intact = _intact(one)
        if one.opened is None:
            unknown = Finding("unsure", "unknown_form")
            return SignatureReport(
                number, one.placed.field, kind, intact, unknown, unknown, unknown, unchanged,
                claimed_at=one.placed.claimed_at,
            )  # fmt: skip
        time, stamp_wrong = self._proven(one)
        chain = self._trust.chain(one.opened.certificate, time.at)
        then = Finding("no", "timestamp_wrong") if stamp_wrong else valid_then(chain, time, self._lists)
        return SignatureReport(
            number,
            one.placed.field,
            kind,
            intact,
            one.opened.authentic,
            _trusted(chain, one),
            then,
            unchanged,
            **_names(chain.certificates[0]),
            issuer=_name(chain.certificates[0].issuer),
            trusted_by=chain.list_name,
            claimed_at=one.placed.claimed_at,
            proven_at=time.at if time.proven else None,
            level=self._level(one, chain, time),
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
        try:
            by_algorithm.setdefault(algorithm_of(one), []).append(one)
        except Exception:  # noqa: BLE001, S112 (an unreadable container gets no digest and no answers)
            continue
    result: dict[int, bytes] = {}
    for algorithm, members in by_algorithm.items():
        if algorithm.startswith("sha"):
            result |= digests(content, members, algorithm)
    return result


def _intact(one: _Examined) -> Finding:
    if one.placed.problem:
        return Finding("no", one.placed.problem)
    if one.opened is None:
        return Finding("unsure", "unknown_form")
    if not one.opened.digest_matches:
        return Finding("no", "bytes_differ")
    if one.revision is None:
        return Finding("no", "not_a_revision")
    return Finding("yes", "bytes_match")


def _trusted(chain: Chain, one: _Examined) -> Finding:
    certificate = chain.certificates[0]
    if one.placed.is_timestamp:
        fit = one.opened is not None and only_for_timestamps(one.opened.certificate)
    else:
        fit = _may_sign(certificate)
    if not fit:
        return Finding("no", "wrong_purpose")
    return Finding("yes" if chain.list_name else "no", chain.code)


def _may_sign(certificate: x509.Certificate) -> bool:
    """Key usage allows signatures, or is not limited (RFC 5280 4.2.1.3)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError:
        return False
    return bool(usage.content_commitment or usage.digital_signature)


def _names(certificate: x509.Certificate) -> dict[str, str]:
    subject = certificate.subject
    return {
        "signer": _name(subject),
        "organisation": _attribute(subject, NameOID.ORGANIZATION_NAME),
        "identifier": masked(_attribute(subject, NameOID.SERIAL_NUMBER)),
        "certificate_serial": f"{certificate.serial_number:x}",
    }


def _name(name: x509.Name) -> str:
    return _attribute(name, NameOID.COMMON_NAME) or _attribute(name, NameOID.ORGANIZATION_NAME)


def _attribute(name: x509.Name, kind: x509.ObjectIdentifier) -> str:
    return next((str(one.value) for one in name.get_attributes_for_oid(kind)), "")


def masked(identifier: str) -> str:
    """A person's identifier with its kind and first characters only: "PNOSE-1990…"."""
    kind, dash, rest = identifier.rpartition("-")
    return f"{kind}{dash}{rest[:_SHOWN]}…" if len(rest) > _SHOWN else identifier
