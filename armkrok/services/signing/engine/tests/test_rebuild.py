"""Uploads: what is refused, what is taken out, and that the pages look the same."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from armkrok.services.signing.engine.entries import names_of
from armkrok.services.signing.engine.errors import Unacceptable
from armkrok.services.signing.engine.facts import Limits
from armkrok.services.signing.engine.rebuild import rebuild
from armkrok.services.signing.engine.tests import hostile
from armkrok.services.signing.engine.tests.conftest import SignAll, minutes


def refused(source: Path, limits: Limits | None = None) -> str:
    """The code of the refusal; asserts that nothing was left behind."""
    target = source.with_name("never.pdf")
    with pytest.raises(Unacceptable) as refusal:
        rebuild(source, target, limits or Limits())
    assert not target.exists()
    return refusal.value.code


def picture(path: Path, page: int = 0) -> bytes:
    """The page as pixels, forms drawn."""
    with pypdfium2.PdfDocument(path) as document:
        document.init_forms()
        pixels: bytes = document[page].render(scale=1, may_draw_forms=True).to_pil().convert("RGB").tobytes()
    return pixels


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"GIF89a" + bytes(3000), "not_pdf"),
        (b"PK\x03\x04 not really", "not_pdf"),
        (b"%PDF-1.7\n", "broken"),
        (b"%PDF-1.7\n%%EOF", "broken"),
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>", "broken"),
        (b"%PDF-1.4\n" + b"<<" * 50_000, "broken"),
        (b"%PDF-1.4\ntrailer << /Root " + b"[" * 100_000, "broken"),
    ],
)
def test_not_a_document(tmp_path: Path, content: bytes, code: str) -> None:
    source = tmp_path / "upload.pdf"
    source.write_bytes(content)
    assert refused(source) == code


def test_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    source = tmp_path / "upload.pdf"
    with source.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    assert refused(source) == "too_large"


@pytest.mark.parametrize("user", ["hemligt", ""])
def test_encrypted(tmp_path: Path, user: str) -> None:
    source = tmp_path / "upload.pdf"
    with pikepdf.open(minutes(tmp_path / "plain.pdf")) as pdf:
        pdf.save(source, encryption=pikepdf.Encryption(user=user, owner="ägarens"))
    assert refused(source) == "encrypted"


def test_already_signed(sign_all: SignAll) -> None:
    assert refused(sign_all(first=1)) == "already_signed"


def test_bombs(tmp_path: Path) -> None:
    small = Limits(unpacked=40_000_000, unpacked_stream=16_000_000)
    assert refused(hostile.bomb(tmp_path / "bomb.pdf", 17), small) == "too_large_unpacked"
    assert refused(hostile.nested_bomb(tmp_path / "nested.pdf", 64), small) == "too_large_unpacked"
    huge = hostile.one_page(
        tmp_path / "image.pdf",
        more=[hostile.stream(b"x", b"/Type /XObject /Subtype /Image /Width 200000 /Height 200000")],
    )
    assert refused(huge) == "too_large_unpacked"


def test_many_small_bombs_count_together(tmp_path: Path) -> None:
    limits = Limits(unpacked=40_000_000, unpacked_stream=16_000_000)
    pages = hostile.bombs(tmp_path / "bombs.pdf", count=4, megabytes=10)
    assert refused(pages, limits) == "too_large_unpacked"


def test_too_many_pages(tmp_path: Path) -> None:
    source = minutes(tmp_path / "upload.pdf", pages=12)
    assert refused(source, Limits(pages=11)) == "too_many_pages"


def test_cyclic_page_tree_ends(tmp_path: Path) -> None:
    source = hostile.cyclic(tmp_path / "upload.pdf")
    assert refused(source) == "broken"


def test_broken_references_are_repaired_and_told(tmp_path: Path) -> None:
    source = minutes(tmp_path / "upload.pdf")
    content = source.read_bytes()
    start = content.rindex(b"xref\n0")
    source.write_bytes(content[:start].replace(b"\nendobj", b"\n\nendobj") + content[start:])
    rebuilt = rebuild(source, tmp_path / "clean.pdf")
    assert rebuilt.pages == 3
    assert "repaired" in rebuilt.removed


def test_active_content_is_taken_out_and_told(tmp_path: Path) -> None:
    clean = tmp_path / "clean.pdf"
    source = hostile.everything(tmp_path / "upload.pdf")
    rebuilt = rebuild(source, clean)
    assert set(rebuilt.removed) >= {
        "additional_actions",
        "annotations",
        "earlier_revisions",
        "embedded_files",
        "form_fields",
        "javascript",
        "launch",
        "open_action",
        "rich_media",
        "xfa",
    }
    with pikepdf.open(clean) as pdf:
        assert set(names_of(pdf.Root)) <= {"/Type", "/Pages", "/Names"}
        (link,) = pdf.pages[0].obj.Annots
        assert str(link.A.URI) == "https://sundby.example/"
        text = b"".join(
            one.unparse(resolved=True) for one in pdf.objects if not isinstance(one, pikepdf.Stream)
        )
    for word in (b"JavaScript", b"Launch", b"EmbeddedFile", b"calc.exe", b"RichMedia", b"/AA", b"AcroForm"):
        assert word not in text
    assert clean.read_bytes().count(b"%%EOF") == 1


def test_visible_fields_and_comments_stay_visible(tmp_path: Path) -> None:
    source, clean = hostile.everything(tmp_path / "upload.pdf"), tmp_path / "clean.pdf"
    rebuild(source, clean)
    assert picture(clean) == picture(source)


def test_hidden_layers_are_cut_and_visible_ones_stay(tmp_path: Path) -> None:
    source, clean = hostile.layered(tmp_path / "upload.pdf"), tmp_path / "clean.pdf"
    rebuilt = rebuild(source, clean)
    assert rebuilt.removed == ("optional_content",)
    assert picture(clean) == picture(source)
    with pikepdf.open(clean) as pdf:
        assert "/OCProperties" not in pdf.Root
        content = pdf.pages[0].obj.Contents.read_bytes()
    assert b"1 0 0 rg" in content
    assert b"re\nf" in content
    assert b"200 50" not in content
    assert b"/P Do" not in content


def test_plain_documents_are_left_alone(tmp_path: Path) -> None:
    source, clean = minutes(tmp_path / "upload.pdf"), tmp_path / "clean.pdf"
    rebuilt = rebuild(source, clean)
    assert (rebuilt.pages, rebuilt.removed) == (3, ())
    assert picture(clean, 2) == picture(source, 2)


def test_rebuilding_again_changes_nothing_seen(tmp_path: Path) -> None:
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    rebuild(hostile.everything(tmp_path / "upload.pdf"), first)
    assert rebuild(first, second).removed == ()
    assert picture(second) == picture(first)
