"""A later signature's new box over what stands on a page: told with its page, and refused when certified."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from armkrok.services.signing.engine.command import verify_command
from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town
from armkrok.services.signing.engine.tests.conftest import minutes
from armkrok.services.signing.engine.tests.producers import Other
from armkrok.services.signing.engine.validation.validate import validate

OVER_TEXT, BESIDE = (72, 700, 272, 740), (72, 560, 272, 600)


@pytest.fixture
def other(town: Town, stamping: StampingAuthority) -> Other:
    return Other(town, stamping)


@pytest.mark.parametrize(("box", "pages"), [(OVER_TEXT, [2]), (BESIDE, [])], ids=["over", "beside"])
def test_box_over_text_is_told(
    tmp_path: Path, other: Other, box: tuple[int, int, int, int], pages: list[int]
) -> None:
    first = other.sign(minutes(tmp_path / "m.pdf"), tmp_path / "1.pdf", "A")
    second = other.sign(first, tmp_path / "2.pdf", "B", box=box, page=1)
    report = validate(second)
    told = [one.page for one in report.changes if one.kind == "box_over_content" and one.allowed]
    assert (report.verdict, told) == ("valid", pages)
    out = StringIO()
    assert verify_command(second, out=out) == 0
    assert ("Lägg märke till (sida 2)" in out.getvalue()) is bool(pages)


def test_box_over_an_earlier_box_is_told(tmp_path: Path, other: Other) -> None:
    first = other.sign(minutes(tmp_path / "m.pdf"), tmp_path / "1.pdf", "A", box=BESIDE)
    report = validate(other.sign(first, tmp_path / "2.pdf", "B", box=(100, 570, 300, 610)))
    assert [one.page for one in report.changes if one.kind == "box_over_content"] == [1]


def test_large_box_is_refused(tmp_path: Path, other: Other) -> None:
    first = other.sign(minutes(tmp_path / "m.pdf"), tmp_path / "1.pdf", "A")
    report = validate(other.sign(first, tmp_path / "2.pdf", "B", box=(0, 0, 595, 400)))
    assert report.verdict == "altered"
    assert [(one.kind, one.page) for one in report.changes if not one.allowed] == [("covering_signature", 1)]
