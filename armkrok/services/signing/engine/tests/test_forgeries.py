"""Published attacks, on files by another product too: never valid, and named for what they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from pikepdf import Dictionary, Pdf
from pyhanko.sign.fields import MDPPerm

from armkrok.services.signing.engine.guarded import bounded_validate
from armkrok.services.signing.engine.tests import attacks, forged_bytes, forgeries
from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town
from armkrok.services.signing.engine.tests.conftest import minutes
from armkrok.services.signing.engine.tests.hostile import one_page, stream
from armkrok.services.signing.engine.tests.producers import Byhand, Other, form_document, openssl_cms
from armkrok.services.signing.engine.tests.test_attacks import refused_kinds
from armkrok.services.signing.engine.validation.report import Report
from armkrok.services.signing.engine.validation.validate import validate


@pytest.fixture(scope="module")
def other(town: Town, stamping: StampingAuthority) -> Other:
    return Other(town, stamping)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory, other: Other) -> Path:
    """A filled-in form, signed in a field of its own."""
    folder = tmp_path_factory.mktemp("form")
    return other.sign(form_document(folder / "form.pdf", "100"), folder / "signed.pdf", "Vd")


@pytest.fixture(scope="module", params=[MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE])
def certified(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, other: Other) -> Path:
    """The same, certified at each level."""
    folder = tmp_path_factory.mktemp("certified")
    source = form_document(folder / "form.pdf", "100")
    return other.sign(source, folder / "signed.pdf", "Vd", certify=True, docmdp_permissions=request.param)


def told(report: Report) -> set[str]:
    """Everything the report says is wrong."""
    every = (*report.signatures, *report.timestamps)
    return refused_kinds(report) | {one.intact.code for one in every if one.intact.answer != "yes"}


@pytest.mark.parametrize("name", forgeries.IN_A_REVISION)
def test_change_in_a_later_revision(form: Path, tmp_path: Path, name: str) -> None:
    change, kind = forgeries.IN_A_REVISION[name]
    report = validate(attacks.append(form, tmp_path / "changed.pdf", change))
    assert (report.verdict, kind in told(report)) == ("altered", True), report.changes


@pytest.mark.parametrize("name", forgeries.IN_A_REVISION)
def test_change_of_a_certified_file(certified: Path, tmp_path: Path, name: str) -> None:
    """What certification permits (filling in, comments) is named and not waved through."""
    change, _ = forgeries.IN_A_REVISION[name]
    report = validate(attacks.append(certified, tmp_path / "changed.pdf", change))
    assert report.verdict == "altered", report.changes


@pytest.mark.parametrize("name", forged_bytes.IN_THE_BYTES)
def test_forged_bytes(form: Path, tmp_path: Path, name: str) -> None:
    forge, codes = forged_bytes.IN_THE_BYTES[name]
    target = tmp_path / "forged.pdf"
    target.write_bytes(forge(form.read_bytes()))
    report = bounded_validate(target)
    assert report.verdict == "altered", report
    assert codes & told(report), report


def test_sneaky_signature_with_a_false_value(form: Path, tmp_path: Path) -> None:
    report = validate(attacks.append(form, tmp_path / "f.pdf", forgeries.sneaky_text_in_a_signature))
    assert report.verdict == "altered"
    assert "byte_range_missing" in told(report)


@pytest.mark.parametrize("level", [MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE])
def test_visible_signature_in_a_new_box_after_certification(
    tmp_path: Path, other: Other, level: MDPPerm
) -> None:
    source = form_document(tmp_path / "form.pdf", "100")
    first = other.sign(source, tmp_path / "1.pdf", "Vd", certify=True, docmdp_permissions=level)
    second = _forced(other, first, tmp_path / "2.pdf")
    report = validate(second)
    assert (report.verdict, refused_kinds(report)) == ("altered", {"certified_field_added"})


def _forced(other: Other, source: Path, target: Path) -> Path:
    """Sign against the rules, with a writer that asks nobody."""
    made = Byhand(rect=b"[72 700 272 720]")
    content, start, end = made.draft(source)
    covered = bytes(content[:start] + content[end:])
    container = openssl_cms(target.parent, other.town.credential("Smyg"), covered)
    target.write_bytes(made.fill(content, start, end, container))
    return target


def test_pages_in_another_order(tmp_path: Path, other: Other) -> None:
    signed = other.sign(minutes(tmp_path / "m.pdf"), tmp_path / "s.pdf", "A")
    report = validate(attacks.append(signed, tmp_path / "f.pdf", forgeries.reorder_pages))
    assert refused_kinds(report) == {"pages_reordered"}


def test_added_and_removed_pages_are_numbered(tmp_path: Path, other: Other) -> None:
    signed = other.sign(minutes(tmp_path / "m.pdf"), tmp_path / "s.pdf", "A")
    added = validate(attacks.append(signed, tmp_path / "a.pdf", attacks.add_page))
    removed = validate(attacks.append(signed, tmp_path / "r.pdf", attacks.remove_page))
    assert [(one.kind, one.page) for one in added.changes] == [("pages_added", 4)]
    assert [(one.kind, one.page) for one in removed.changes] == [("pages_removed", 1)]


def test_hidden_object_is_brought_out(tmp_path: Path, other: Other) -> None:
    """Hide and replace: both contents lie in the signed bytes; a table chooses the other one."""
    source = one_page(tmp_path / "planted.pdf", more=[stream(b"BT /F1 24 Tf 72 700 Td (Avslag) Tj ET")])
    signed = other.sign(source, tmp_path / "s.pdf", "A")
    place = signed.read_bytes().index(b"5 0 obj")
    forged = forgeries.pointed_into_the_past(signed, tmp_path / "f.pdf", 4, place)
    content = forged.read_bytes()
    report = validate(forged)
    assert report.verdict != "valid", content[-300:]


def test_hidden_object_with_the_right_number(tmp_path: Path, other: Other) -> None:
    """The same with an object number that fits, so that every program can read it."""
    source = one_page(tmp_path / "planted.pdf")
    content = source.read_bytes()
    table = content.index(b"xref")
    hidden = b"4 0 obj\n%s\nendobj\n" % stream(b"BT /F1 24 Tf 72 700 Td (Avslag) Tj ET")
    tail = content[table:].replace(b"%d\n%%%%EOF" % table, b"%d\n%%%%EOF" % (table + len(hidden)))
    source.write_bytes(content[:table] + hidden + tail)
    signed = other.sign(source, tmp_path / "s.pdf", "A")
    assert validate(signed).verdict == "valid"
    report = validate(forgeries.pointed_into_the_past(signed, tmp_path / "f.pdf", 4, table))
    assert (report.verdict, refused_kinds(report)) == ("altered", {"hidden_content_shown"})
    assert [one.page for one in report.changes] == [1]


def test_rewired_past_a_revision(tmp_path: Path, other: Other) -> None:
    first = other.sign(minutes(tmp_path / "m.pdf"), tmp_path / "1.pdf", "A")
    second = other.sign(first, tmp_path / "2.pdf", "B")
    assert validate(forgeries.rewired(second, tmp_path / "f.pdf")).verdict != "valid"


def test_signature_that_went_away(tmp_path: Path, other: Other) -> None:
    """The only signature is cleared: the file is not merely unsigned."""
    signed = other.sign(form_document(tmp_path / "form.pdf"), tmp_path / "1.pdf", "chef")

    def clear(pdf: Pdf) -> dict[int, bytes]:
        field = pdf.Root.AcroForm.Fields[1]
        kept = {str(key): field[str(key)] for key in field.keys() if str(key) not in ("/V", "/AP")}  # noqa: SIM118
        return {field.objgen[0]: Dictionary(kept).unparse(resolved=True)}

    report = validate(attacks.append(signed, tmp_path / "f.pdf", clear))
    assert (report.verdict, report.code) == ("altered", "signature_removed")


def test_table_that_names_an_object_twice(form: Path, tmp_path: Path) -> None:
    report = validate(forgeries.twice_in_the_table(form, tmp_path / "f.pdf"))
    assert (report.verdict, report.code) == ("not_established", "ambiguous_table")


def test_revision_from_another_document(tmp_path: Path, other: Other) -> None:
    """The signed update of one file behind another file of the same length."""
    one = form_document(tmp_path / "one.pdf", "100")
    two = form_document(tmp_path / "two.pdf", "999")
    signed = other.sign(one, tmp_path / "signed.pdf", "Vd").read_bytes()
    length = len(one.read_bytes())
    assert len(two.read_bytes()) == length
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(two.read_bytes() + signed[length:])
    report = validate(forged)
    assert (report.verdict, report.signatures[0].intact.code) == ("altered", "bytes_differ")
