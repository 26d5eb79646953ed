"""Renewing the archive time stamp, and time stamps that come later than the signature."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization

from armkrok.services.signing.engine.errors import CannotSign, TimestampUnavailable
from armkrok.services.signing.engine.renewal import newest_stamp, renew, stamp_expires
from armkrok.services.signing.engine.seal import Sealed, stamp
from armkrok.services.signing.engine.stamps import stamp_certificates
from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town, serving
from armkrok.services.signing.engine.tests.conftest import SignAll
from armkrok.services.signing.engine.timestamp import Timestamper
from armkrok.services.signing.engine.validation.trust_lists import TrustList, trust_list
from armkrok.services.signing.engine.validation.validate import validate

DER = serialization.Encoding.DER


@pytest.fixture(scope="module")
def successor() -> Iterator[StampingAuthority]:
    """The authority that stamps when the first one is to expire."""
    with serving(StampingAuthority.found()) as authority:
        yield authority


def renewed(source: Path, target: Path, old: StampingAuthority, new: StampingAuthority) -> Sealed:
    return renew(
        source,
        target,
        Timestamper(new.url),
        certificates=[one.root.public_bytes(DER) for one in (old, new)],
        revocation_lists=[one.revocation_list() for one in (old, new)],
    )


def test_expiry_is_that_of_the_newest_authority(sealed: Path, stamping: StampingAuthority) -> None:
    assert stamp_expires(sealed) == stamping.certificate.not_valid_after_utc
    newest = newest_stamp(sealed)
    assert newest is not None
    assert abs(newest.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert stamping.certificate.public_bytes(DER) in newest.certificates


def test_a_file_without_document_time_stamp(
    sign_all: SignAll, stamping: StampingAuthority, tmp_path: Path
) -> None:
    signed = sign_all(first=1, timestamper=Timestamper(stamping.url))
    assert stamp_expires(signed) is None
    with pytest.raises(CannotSign, match="not_sealed"):
        renewed(signed, tmp_path / "renewed.pdf", stamping, stamping)
    assert not (tmp_path / "renewed.pdf").exists()


def test_renewed_twice_everything_is_still_valid(
    sealed: Path,
    tmp_path: Path,
    trust: list[TrustList],
    stamping: StampingAuthority,
    successor: StampingAuthority,
) -> None:
    once, twice = tmp_path / "once.pdf", tmp_path / "twice.pdf"
    renewed(sealed, once, stamping, successor)
    done = renewed(once, twice, successor, stamping)
    assert twice.read_bytes().startswith(once.read_bytes())
    assert hashlib.sha256(twice.read_bytes()).hexdigest() == done.sha256
    trust.append(trust_list("Efterträdaren", [successor.root]))
    report = validate(twice, trust)
    assert report.verdict == "valid", report
    assert {one.level for one in report.signatures} == {"B-LTA"}
    assert len(report.timestamps) == 3
    assert all(one.valid_then.answer == "yes" for one in report.timestamps[:2])


def test_what_the_file_keeps_already_is_not_kept_twice(
    sealed: Path, tmp_path: Path, stamping: StampingAuthority
) -> None:
    lists = [stamping.revocation_list()]
    known = [stamping.root.public_bytes(DER)]
    sizes = []
    source = sealed
    for number in range(3):
        target = tmp_path / f"renewed-{number}.pdf"
        renew(source, target, Timestamper(stamping.url), certificates=known, revocation_lists=lists)
        with pikepdf.open(target) as pdf:
            sizes.append((len(pdf.Root.DSS.Certs), len(pdf.Root.DSS.CRLs)))
        source = target
    assert sizes[0] == sizes[1] == sizes[2]


def test_an_altered_file_is_not_given_new_credit(
    sealed: Path, tmp_path: Path, stamping: StampingAuthority
) -> None:
    content = sealed.read_bytes()
    place = content.index(b"endstream") - 3
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(content[:place] + bytes((content[place] ^ 1,)) + content[place + 1 :])
    with pytest.raises(CannotSign, match="altered"):
        renewed(altered, tmp_path / "renewed.pdf", stamping, stamping)
    assert not (tmp_path / "renewed.pdf").exists()


def test_an_outage_leaves_the_file_as_it_was(sealed: Path, tmp_path: Path) -> None:
    before = sealed.read_bytes()
    with pytest.raises(TimestampUnavailable):
        renew(
            sealed,
            tmp_path / "new.pdf",
            Timestamper("http://127.0.0.1:9/"),
            certificates=[],
            revocation_lists=[],
        )
    assert sealed.read_bytes() == before
    assert {one.name for one in tmp_path.glob("new.pdf*")} == set()


def test_stamped_later_the_signatures_reach_b_t_and_more_may_sign(
    sign_all: SignAll, tmp_path: Path, town: Town, trust: list[TrustList], stamping: StampingAuthority
) -> None:
    late = sign_all(first=2)
    lists = town.lists()
    assert {one.level for one in validate(late, trust, lists).signatures} == {"B-B"}
    target = tmp_path / "stamped.pdf"
    done = stamp(late, target, Timestamper(stamping.url))
    report = validate(target, trust, [*lists, stamping.revocation_list()])
    assert report.verdict == "valid"
    assert {one.level for one in report.signatures} == {"B-T"}
    assert {one.proven_at for one in report.signatures} == {done.at}


def test_every_authority_that_stamped_is_known(
    sign_all: SignAll, sealed: Path, tmp_path: Path, stamping: StampingAuthority, successor: StampingAuthority
) -> None:
    ours, theirs = (one.certificate.public_bytes(DER) for one in (stamping, successor))
    assert stamp_certificates(sign_all(first=1)) == ()
    signed = stamp_certificates(sign_all(timestamper=Timestamper(successor.url)))
    assert theirs in signed
    assert ours not in signed
    target = tmp_path / "renewed.pdf"
    renewed(sealed, target, stamping, successor)
    assert {ours, theirs} <= set(stamp_certificates(target))
