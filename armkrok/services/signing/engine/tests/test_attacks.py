"""Whatever is done to a signed file, it is never called valid."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armkrok.services.signing.engine.box import BoxText
from armkrok.services.signing.engine.facts import FontFiles
from armkrok.services.signing.engine.guarded import bounded_validate
from armkrok.services.signing.engine.sign import sign
from armkrok.services.signing.engine.tests import attacks, hostile
from armkrok.services.signing.engine.tests.authorities import Town
from armkrok.services.signing.engine.tests.conftest import PEOPLE, SignAll, prepared_minutes
from armkrok.services.signing.engine.validation.report import Report
from armkrok.services.signing.engine.validation.validate import validate


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, fonts: FontFiles, town: Town) -> Path:
    """Two of three have signed."""
    folder = tmp_path_factory.mktemp("signed")
    source, prepared = prepared_minutes(folder, fonts, PEOPLE)
    for number, name in enumerate(PEOPLE[:2]):
        target = folder / f"{number}.pdf"
        sign(source, target, prepared.fields[number], town.credential(name), words=BoxText(name))
        source = target
    return source


def refused_kinds(report: Report) -> set[str]:
    return {change.kind for change in report.changes if not change.allowed}


@pytest.mark.parametrize("name", attacks.REFUSED)
def test_incremental_attack(signed: Path, tmp_path: Path, name: str) -> None:
    change, kind = attacks.REFUSED[name]
    report = validate(attacks.append(signed, tmp_path / "changed.pdf", change))
    assert report.verdict == "altered"
    assert kind in refused_kinds(report)
    assert {one.intact.answer for one in report.signatures} <= {"yes"}
    assert "something_changed" in {one.unchanged.code for one in report.signatures}


@pytest.mark.parametrize("name", [name for name in attacks.REFUSED if name != "remove a field"])
def test_attack_hidden_under_a_later_signature(signed: Path, tmp_path: Path, town: Town, name: str) -> None:
    """The last signatory signs on top of the change; those before are still betrayed."""
    change, _ = attacks.REFUSED[name]
    changed = attacks.append(signed, tmp_path / "changed.pdf", change)
    covered = tmp_path / "covered.pdf"
    field = "underskrift-001" if name == "clear a signature" else "underskrift-003"
    sign(changed, covered, field, town.credential(), words=BoxText("Lars-Åke Berg"))
    assert validate(covered).verdict == "altered"


def test_page_of_the_change_is_told(signed: Path, tmp_path: Path) -> None:
    changed = attacks.append(signed, tmp_path / "changed.pdf", attacks.replace_page_content)
    (change,) = [one for one in validate(changed).changes if not one.allowed]
    assert (change.page, change.after) == (1, 2)


def test_content_revealed_through_a_dangling_reference(tmp_path: Path, town: Town) -> None:
    """A page that names an object nobody defined, until after the signature."""
    look = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (a) /Rect [10 10 100 50] /P 3 0 R >>"
    prepared = hostile.one_page(
        tmp_path / "planted.pdf",
        catalog=b"/AcroForm << /Fields [5 0 R] /SigFlags 3 >>",
        page=b"/Annots [5 0 R 77 0 R]",
        more=[look],
    )
    signed = tmp_path / "signed.pdf"
    sign(prepared, signed, "a", town.credential())
    assert validate(signed).verdict == "valid"
    note = b"<< /Type /Annot /Subtype /FreeText /Rect [0 0 500 500] /Contents (Nej) >>"
    revealed = attacks.append(signed, tmp_path / "revealed.pdf", lambda pdf: {77: note})
    report = validate(revealed)
    assert (report.verdict, refused_kinds(report)) == ("altered", {"content_revealed"})


def test_signature_that_covers_the_page_is_refused(tmp_path: Path, town: Town) -> None:
    """A huge empty field planted before the first signature could hide the page when it is signed."""
    small = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (a) /Rect [10 10 100 50] /P 3 0 R >>"
    large = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (b) /Rect [0 0 595 842] /P 3 0 R >>"
    source = hostile.one_page(
        tmp_path / "planted.pdf",
        catalog=b"/AcroForm << /Fields [5 0 R 6 0 R] /SigFlags 3 >>",
        page=b"/Annots [5 0 R 6 0 R]",
        more=[small, large],
    )
    for field in ("a", "b"):
        target = tmp_path / f"{field}.pdf"
        sign(source, target, field, town.credential())
        source = target
    report = validate(source)
    assert (report.verdict, refused_kinds(report)) == ("altered", {"covering_signature"})


@pytest.mark.parametrize("tail", [b"hemligt", b"\n5 0 obj\n<<>>\nendobj\n", b"\n%%EOF\n%PDF-1.7 mera"])
def test_bytes_after_the_end(signed: Path, tmp_path: Path, tail: bytes) -> None:
    longer = tmp_path / "longer.pdf"
    longer.write_bytes(signed.read_bytes() + tail)
    assert validate(longer).verdict != "valid"


def test_blank_lines_after_the_end_are_nothing(signed: Path, tmp_path: Path) -> None:
    longer = tmp_path / "longer.pdf"
    longer.write_bytes(signed.read_bytes() + b"\r\n\n")
    assert validate(longer).verdict == "valid"


def test_last_revision_cut_off_is_an_earlier_truth(signed: Path, tmp_path: Path) -> None:
    """The file as the first signatory left it is whole in itself: one valid signature, not two."""
    content = signed.read_bytes()
    first = tmp_path / "first.pdf"
    first.write_bytes(content[: content.index(b"%%EOF", content.index(b"/ByteRange")) + 6])
    report = validate(first)
    assert (report.verdict, len(report.signatures)) == ("valid", 1)


def test_byte_range_with_a_gap(signed: Path, tmp_path: Path) -> None:
    content = bytearray(signed.read_bytes())
    at = content.rindex(b"/ByteRange [0 ") + len(b"/ByteRange [0 ")
    start, end, length = (int(one) for one in content[at : at + 32].split())
    for numbers in ((start - 40, end, length), (start, end + 40, length - 40), (start, end, length - 9)):
        content[at : at + 32] = b"%10d %10d %10d" % numbers
        forged = tmp_path / "gap.pdf"
        forged.write_bytes(content)
        report = validate(forged)
        assert report.verdict == "altered"
        assert report.signatures[-1].intact.answer == "no"


def test_swapped_revision(sign_all: SignAll, tmp_path: Path, signed: Path) -> None:
    """The chain of revisions is rewired past the second signature."""
    content = signed.read_bytes()
    ends = [place for place in range(len(content)) if content.startswith(b"startxref", place)]
    first_table = content[ends[0] :].split()[1]
    place = len(content)
    update = b"900 0 obj\n(bort)\nendobj\n"
    table = b"xref\n900 1\n%010d 00000 n \n" % place
    with_trailer = b"trailer\n<< /Size 901 /Root %s /Prev %s >>\n" % (_root(content), first_table)
    forged = tmp_path / "rewired.pdf"
    forged.write_bytes(
        content + update + table + with_trailer + b"startxref\n%d\n%%%%EOF\n" % (place + len(update))
    )
    assert validate(forged).verdict in ("altered", "not_established")


def _root(content: bytes) -> bytes:
    at = content.rindex(b"/Root ") + len(b"/Root ")
    return content[at : content.index(b"R", at) + 1]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bytes_are_never_valid(signed: Path, tmp_path: Path, data: st.DataObject) -> None:
    """Any changed byte that the last signature covers; all earlier signatures are among them.

    In a process of its own, as in use: some damage makes the PDF library fall, and that is no verdict either.
    """
    content = bytearray(signed.read_bytes())
    start, end = last_hole(content)
    place = data.draw(st.integers(0, len(content) - 1).filter(lambda at: not start <= at < end))
    value = data.draw(st.integers(0, 255).filter(lambda value: value != content[place]))
    content[place] = value
    fuzzed = tmp_path / "fuzzed.pdf"
    fuzzed.write_bytes(content)
    assert bounded_validate(fuzzed).verdict != "valid"


def last_hole(content: bytes | bytearray) -> tuple[int, int]:
    at = content.rindex(b"/ByteRange [0 ") + len(b"/ByteRange [0 ")
    start, end, _ = (int(one) for one in content[at : at + 32].split())
    return start, end


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bytes_in_the_signature_itself(signed: Path, tmp_path: Path, data: st.DataObject) -> None:
    """Certificates in the container are not covered by the signature, so only a crash is wrong here; but
    the five answers must be about the same signer or none."""
    content = bytearray(signed.read_bytes())
    start, end = last_hole(content)
    content[data.draw(st.integers(start, end - 1))] = data.draw(st.integers(0, 255))
    fuzzed = tmp_path / "fuzzed.pdf"
    fuzzed.write_bytes(content)
    report = validate(fuzzed)
    assert report.verdict in ("valid", "altered", "not_established")
    if report.verdict == "valid":
        assert report.signatures[-1].signer == PEOPLE[1]


def test_bytes_hidden_behind_the_signature(signed: Path, tmp_path: Path) -> None:
    content = bytearray(signed.read_bytes())
    _, end = last_hole(content)
    content[end - 5 : end - 1] = b"CAFE"
    forged = tmp_path / "padded.pdf"
    forged.write_bytes(content)
    report = validate(forged)
    assert (report.verdict, report.signatures[-1].intact.code) == ("altered", "padding")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_torn_files_never_crash(signed: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = signed.read_bytes()
    start = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, 4000))
    filler = data.draw(st.binary(max_size=300))
    torn = tmp_path / "torn.pdf"
    torn.write_bytes(content[:start] + filler + content[start + length :])
    if torn.read_bytes() != content:
        assert validate(torn).verdict != "valid" or start >= len(content) - 1
