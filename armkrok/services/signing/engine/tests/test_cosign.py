"""Co-signing a file as it is, and the document as it was when somebody signed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from pikepdf import ObjectStreamMode
from pyhanko.sign.fields import MDPPerm

from armkrok.services.signing.engine.box import BoxText
from armkrok.services.signing.engine.cosign import inspect_signed, prepare_as_is
from armkrok.services.signing.engine.cut import cut_revision
from armkrok.services.signing.engine.errors import Unacceptable
from armkrok.services.signing.engine.facts import FontFiles, Place
from armkrok.services.signing.engine.guarded import (
    bounded_cut_revision,
    bounded_inspect_signed,
    bounded_prepare_as_is,
)
from armkrok.services.signing.engine.sign import sign
from armkrok.services.signing.engine.tests import attacks
from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town
from armkrok.services.signing.engine.tests.conftest import PEOPLE, SignAll, minutes
from armkrok.services.signing.engine.tests.producers import Other, form_document, reshaped
from armkrok.services.signing.engine.validation.trust_lists import TrustList
from armkrok.services.signing.engine.validation.validate import validate

NAMES = ("Amina Karlsson", "Łukasz Żółć")
PLACES = (Place(0, 72, 300), None)


@pytest.fixture
def other(town: Town, stamping: StampingAuthority) -> Other:
    return Other(town, stamping)


def added(report: object) -> set[str]:
    return {change.kind for change in report.changes}  # type: ignore[attr-defined]


@pytest.mark.parametrize("shape", ["table", "streams", "linearized", "form"])
def test_others_signatures_still_hold(
    tmp_path: Path, town: Town, other: Other, fonts: FontFiles, trust: list[TrustList], shape: str
) -> None:
    source = minutes(tmp_path / "m.pdf") if shape != "form" else form_document(tmp_path / "m.pdf", "100")
    if shape == "streams":
        source = reshaped(source, tmp_path / "s.pdf", object_stream_mode=ObjectStreamMode.generate)
    if shape == "linearized":
        source = reshaped(source, tmp_path / "s.pdf", linearize=True)
    signed = other.sign(source, tmp_path / "1.pdf", "A", box=(72, 100, 272, 140))
    prepared = prepare_as_is(signed, tmp_path / "2.pdf", PLACES, NAMES, fonts)
    empty = validate(tmp_path / "2.pdf", trust)
    assert (empty.verdict, added(empty), len(empty.signatures)) == ("valid", {"field_prepared"}, 1)
    last = tmp_path / "2.pdf"
    for number, (field, name) in enumerate(zip(prepared.fields, NAMES, strict=True)):
        target = tmp_path / f"s{number}.pdf"
        words = BoxText(name) if number == 0 else None
        sign(last, target, field, town.credential(name), words=words)
        last = target
    report = validate(last, trust)
    assert (report.verdict, len(report.signatures)) == ("valid", 3), report.changes
    assert [one.signer for one in report.signatures[1:]] == list(NAMES)
    assert_pdfsig_agrees(last, 3)


def assert_pdfsig_agrees(path: Path, count: int) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig (poppler-utils) is not installed")
    told = subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
    ).stdout
    assert told.count("Signature is Valid") == count, told


def test_our_own_finished_file_is_co_signed(
    sign_all: SignAll, tmp_path: Path, town: Town, fonts: FontFiles, trust: list[TrustList]
) -> None:
    """Its fonts are there already and are used again."""
    source = sign_all()
    facts = inspect_signed(source)
    assert (facts.signers, facts.code, facts.pages) == (PEOPLE, "may_add", 4)
    prepared = prepare_as_is(source, tmp_path / "p.pdf", [Place(1, 72, 72)], ["Amina Karlsson"], fonts)
    assert prepared.fields == ("underskrift-004",)
    assert prepared.size - source.stat().st_size < 4000
    sign(
        tmp_path / "p.pdf", tmp_path / "s.pdf", prepared.fields[0], town.credential(), words=BoxText("Amina")
    )
    assert validate(tmp_path / "s.pdf", trust).verdict == "valid"


@pytest.mark.parametrize(
    ("level", "code"), [(MDPPerm.NO_CHANGES, "certified"), (MDPPerm.FILL_FORMS, "certified_visible")]
)
def test_certified_files_that_forbid_it(
    tmp_path: Path, other: Other, fonts: FontFiles, level: MDPPerm, code: str
) -> None:
    source = other.sign(
        minutes(tmp_path / "m.pdf"), tmp_path / "1.pdf", "A", certify=True, docmdp_permissions=level
    )
    assert inspect_signed(source).code == code
    with pytest.raises(Unacceptable) as refusal:
        prepare_as_is(source, tmp_path / "2.pdf", [PLACES[0]], NAMES[:1], fonts)
    assert refusal.value.code == code
    assert not (tmp_path / "2.pdf").exists()


def test_certified_for_forms_takes_an_invisible_signature(
    tmp_path: Path, town: Town, other: Other, fonts: FontFiles
) -> None:
    source = other.sign(
        minutes(tmp_path / "m.pdf"), tmp_path / "1.pdf", "A", certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )  # fmt: skip
    prepared = prepare_as_is(source, tmp_path / "2.pdf", [None], NAMES[:1], fonts)
    sign(tmp_path / "2.pdf", tmp_path / "3.pdf", prepared.fields[0], town.credential())
    assert validate(tmp_path / "3.pdf").verdict == "valid"


def test_altered_and_unsigned_files_are_refused(tmp_path: Path, other: Other, fonts: FontFiles) -> None:
    unsigned = minutes(tmp_path / "m.pdf")
    signed = other.sign(unsigned, tmp_path / "1.pdf", "A")
    altered = attacks.append(signed, tmp_path / "2.pdf", attacks.add_page)
    for path, code in ((unsigned, "no_signature"), (altered, "altered")):
        assert bounded_inspect_signed(path).code == code
        with pytest.raises(Unacceptable) as refusal:
            bounded_prepare_as_is(path, tmp_path / "3.pdf", [None], NAMES[:1], fonts)
        assert refusal.value.code == code
    assert not (tmp_path / "3.pdf").exists()


@pytest.mark.parametrize("place", [Place(0, 500, 300), Place(0, 0, 0, 595, 400), Place(0, 10, 10, 0, 10)])
def test_boxes_outside_or_over_the_page(tmp_path: Path, other: Other, fonts: FontFiles, place: Place) -> None:
    signed = other.sign(minutes(tmp_path / "m.pdf"), tmp_path / "1.pdf", "A")
    with pytest.raises(ValueError, match="box"):
        prepare_as_is(signed, tmp_path / "2.pdf", [place], NAMES[:1], fonts)


def test_as_it_was_when_each_signed(sign_all: SignAll, tmp_path: Path, trust: list[TrustList]) -> None:
    source = sign_all()
    for number, name in enumerate(PEOPLE, 1):
        cut = bounded_cut_revision(source, tmp_path / "cut.pdf", number)
        report = validate(tmp_path / "cut.pdf", trust)
        assert (report.verdict, cut.signer, cut.signatures) == ("valid", name, number)
        assert (report.sha256, len(report.signatures)) == (cut.sha256, number)


def test_as_it_was_before_it_was_altered(tmp_path: Path, other: Other) -> None:
    """A file that was altered after the signature still holds what was signed."""
    signed = other.sign(minutes(tmp_path / "m.pdf"), tmp_path / "1.pdf", "A")
    altered = attacks.append(signed, tmp_path / "2.pdf", attacks.remove_page)
    cut = cut_revision(altered, tmp_path / "3.pdf", 1)
    assert (tmp_path / "3.pdf").read_bytes() == signed.read_bytes()
    assert cut.signatures == 1


def test_no_such_signature(tmp_path: Path, other: Other) -> None:
    signed = other.sign(minutes(tmp_path / "m.pdf"), tmp_path / "1.pdf", "A")
    for number in (0, 2, -1):
        with pytest.raises(Unacceptable, match="no_such_signature"):
            cut_revision(signed, tmp_path / "2.pdf", number)
    broken = bytearray(signed.read_bytes())
    broken[20] ^= 1
    signed.write_bytes(broken)
    with pytest.raises(Unacceptable):
        cut_revision(signed, tmp_path / "2.pdf", 1)
    assert not (tmp_path / "2.pdf").exists()
