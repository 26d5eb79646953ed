"""Properties that hold for every change: of one byte, of the end, and of what is taken off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town
from armkrok.services.signing.engine.tests.producers import Other, form_document
from armkrok.services.signing.engine.validation.validate import validate

SLOW = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, town: Town, stamping: StampingAuthority) -> bytes:
    """A form signed twice, with evidence and a time stamp over it all."""
    folder, other = tmp_path_factory.mktemp("any"), Other(town, stamping)
    first = other.sign(form_document(folder / "0.pdf", "100"), folder / "1.pdf", "chef")
    second = other.sign(first, folder / "2.pdf", "B", box=(300, 500, 500, 540))
    content = other.stamp(other.add_evidence(second, folder / "3.pdf"), folder / "4.pdf").read_bytes()
    assert _verdict(folder / "5.pdf", content) == "valid"
    return content


def _verdict(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return validate(path).verdict


def _holes(content: bytes) -> list[tuple[int, int]]:
    found = re.findall(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+\d+\s*\]", content)
    return [(int(start), int(end)) for start, end in found]


@SLOW
@given(place=st.floats(0, 1, exclude_max=True), value=st.integers(1, 255))
def test_any_byte_that_is_signed(signed: bytes, tmp_path: Path, place: float, value: int) -> None:
    """The last stamp covers everything but its own hole; holes of others are covered by it."""
    start, end = max(_holes(signed))
    at = int(place * (len(signed) - (end - start)))
    at += (end - start) if at >= start else 0
    changed = bytearray(signed)
    changed[at] ^= value
    assert _verdict(tmp_path / "f.pdf", bytes(changed)) != "valid", at


TAILS = (
    b"\n%%EOF",
    b"startxref\n0\n%%EOF\n",
    b"\nxref\n0 0\ntrailer\n<< >>\n",
    b"\n%PDF-1.7\n",
    b" % mera",
    b"\n1 0 obj\n<< >>\nendobj\n",
)


@SLOW
@given(tail=st.one_of(st.binary(min_size=1, max_size=60), st.sampled_from(TAILS)))
def test_anything_appended(signed: bytes, tmp_path: Path, tail: bytes) -> None:
    """Blank bytes say nothing; all else is told."""
    verdict = _verdict(tmp_path / "f.pdf", signed + tail)
    assert (verdict == "valid") == (not tail.strip(b"\r\n \t\0")), tail


@SLOW
@given(data=st.data())
def test_anything_cut_off(signed: bytes, tmp_path: Path, data: st.DataObject) -> None:
    """Valid only where a revision ends, and then for the signatures that were made by then."""
    ends = [match.end() for match in re.finditer(rb"startxref\s+\d+\s+%%EOF[\r\n]*", signed)]
    at = data.draw(st.one_of(st.integers(1, len(signed) - 1), st.sampled_from(ends)))
    path = tmp_path / "f.pdf"
    path.write_bytes(signed[:at])
    report = validate(path)
    whole = any(end - 2 <= at <= end for end in ends)
    assert whole or report.verdict != "valid", at
    if report.verdict == "valid":
        assert {one.intact.answer for one in report.signatures} == {"yes"}
        assert all(one.covers <= at for one in report.signatures)


def test_every_revision_by_itself(signed: bytes, tmp_path: Path) -> None:
    """Unsigned, one, two, two with evidence, two with a time stamp."""
    ends = [match.end() for match in re.finditer(rb"startxref\s+\d+\s+%%EOF[\r\n]*", signed)]
    found = []
    for end in ends:
        path = tmp_path / "f.pdf"
        path.write_bytes(signed[:end])
        report = validate(path)
        found.append((report.verdict, len(report.signatures), len(report.timestamps)))
    assert found == [
        ("not_established", 0, 0), ("valid", 1, 0), ("valid", 2, 0), ("valid", 2, 0), ("valid", 2, 1),
    ]  # fmt: skip
