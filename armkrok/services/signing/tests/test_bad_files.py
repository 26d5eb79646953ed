"""Files that nobody should have to receive: a sentence each, and nothing kept."""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from armkrok.core.documents.models import StoredFile
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.engine.tests import hostile
from armkrok.services.signing.engine.tests.conftest import SignAll, fonts, sign_all, town  # noqa: F401
from armkrok.services.signing.models import SigningRequest
from armkrok.site.settling import Settled
from tests.support.papers import minutes
from tests.support.people import Visit
from tests.support.visitor import Page, Visitor

NEW = "/sundby/underskrift/ny/"
Make = Callable[[Path], object]


def upload(visitor: Visitor, content: bytes, name: str = "protokoll.pdf", status: int = 302) -> Page:
    """Send a file as the first step does."""
    file = SimpleUploadedFile(name, content, "application/pdf")
    return visitor.post(NEW, {"file": file}, status=status)


def stored_bytes(towns: Settled) -> set[Path]:
    """What lies in the store for the two towns; other test processes have towns of their own."""
    folders = [Path(django_settings.FILES) / str(one.pk) for one in towns.organisations.values()]
    return {path for folder in folders for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def nothing_kept(towns: Settled) -> Iterator[None]:
    """After a refusal there is no draft, no file and no leftover on disk."""
    yield
    with scope(towns.organisations["sundby"].pk):
        assert not SigningRequest.objects.exists()
        assert not StoredFile.objects.exists()
    assert not stored_bytes(towns)


def encrypted(path: Path) -> None:
    """Locked with a password."""
    path.write_bytes(minutes())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="hemligt", owner="hemligt"))


def crowded(path: Path) -> None:
    """5 001 pages, all the same."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for _ in range(5000):
            pdf.pages.append(pdf.pages[0])
        pdf.save(path)


REFUSED: dict[str, tuple[Make, str]] = {
    "picture": (lambda path: path.write_bytes(b"GIF89a" + bytes(3000)), "Filen är inte en PDF."),
    "word": (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(3000)), "Filen är inte en PDF."),
    "empty": (lambda path: path.write_bytes(b""), "Filen är tom."),
    "encrypted": (encrypted, "Filen är låst med lösenord."),
    "broken": (lambda path: path.write_bytes(b"%PDF-1.7\n" + b"<<" * 50_000), "Filen är skadad"),
    "bomb": (lambda path: hostile.bomb(path, 500), "Filen blir orimligt stor när den packas upp."),
    "nested bomb": (lambda path: hostile.nested_bomb(path, 500), "Filen blir orimligt stor"),
    "pages": (crowded, "Dokumentet har för många sidor."),
}


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_a_sentence(visit: Visit, tmp_path: Path, case: str) -> None:
    make, sentence = REFUSED[case]
    make(tmp_path / "upload.pdf")
    page = upload(visit("amina"), (tmp_path / "upload.pdf").read_bytes(), status=200)
    assert page.h1 == "Vilket dokument ska skrivas under?"
    assert len(page.problems) == 1
    assert page.problems[0].startswith(sentence)


def test_already_signed_is_kept_as_it_is_with_a_warning(visit: Visit, sign_all: SignAll) -> None:  # noqa: F811
    amina = visit("amina")
    page = amina.follow(upload(amina, sign_all(first=1).read_bytes()))
    assert "Filen är redan underskriven" in page.text
    assert "Vi ändrar ingenting i den" in page.text


@pytest.mark.usefixtures("nothing_kept")
def test_signed_and_altered_is_refused(visit: Visit, sign_all: SignAll) -> None:  # noqa: F811
    content = sign_all(first=1).read_bytes()
    spot = content.index(b"/MediaBox")
    page = upload(visit("amina"), content[:spot] + b"/MediaFox" + content[spot + 9 :], status=200)
    assert page.problems[0].startswith(
        "Filen är redan underskriven, men underskrifterna går inte att lita på."
    )


@pytest.mark.usefixtures("nothing_kept")
def test_no_file_at_all(visit: Visit) -> None:
    assert visit("amina").post(NEW, {}, status=200).problems == ["Välj en fil."]


def test_active_content_is_taken_out_and_said_on_the_page(visit: Visit, tmp_path: Path) -> None:
    amina = visit("amina")
    source = hostile.everything(tmp_path / "upload.pdf")
    page = amina.follow(upload(amina, source.read_bytes()))
    for sentence in (
        "Filen innehöll program (JavaScript). De är borttagna.",
        "Filen kunde starta andra program. Det är borttaget.",
        "Filen hade andra filer bifogade inuti. De är borttagna.",
        "Titta igenom sidorna så att allt syns som det ska.",
    ):
        assert sentence in page.text


def test_broken_references_are_repaired_and_said(visit: Visit) -> None:
    amina = visit("amina")
    content = minutes()
    start = content.rindex(b"xref\n0")
    broken = content[:start].replace(b"\nendobj", b"\n\nendobj") + content[start:]
    page = amina.follow(upload(amina, broken))
    assert "Filen var skadad. Vi har lagat den." in page.text


def test_thousands_of_pages_are_shown_a_few_at_a_time(visit: Visit, tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for _ in range(2999):
            pdf.pages.append(pdf.pages[0])
        pdf.save(tmp_path / "many.pdf")
    amina = visit("amina")
    began = time.monotonic()
    page = amina.follow(upload(amina, (tmp_path / "many.pdf").read_bytes()))
    assert "3000 sidor" in page.text.replace("\xa0", "")
    assert len(page.find("//main//img")) < 20
    last = amina.get(page.response.request["PATH_INFO"] + "?fran=2995")
    assert last.find("//main//img")
    assert time.monotonic() - began < 60


@pytest.mark.usefixtures("nothing_kept")
def test_over_the_limit_names_both_sizes(visit: Visit, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 3_000_000
    page = upload(visit("amina"), b"%PDF-1.7\n" + bytes(5_000_000), status=200)
    assert page.problems == ["Filen är 5 MB. Den får vara högst 3 MB"]


@pytest.mark.usefixtures("nothing_kept")
def test_a_huge_upload_is_neither_in_memory_nor_on_disk(
    visit: Visit, settings: Settings, tmp_path: Path
) -> None:
    settings.UPLOAD_LIMIT = 2_000_000
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    amina = visit("amina")
    amina.get(NEW)
    size, most = 120_000_000, 0
    body = _Form(amina.token, size, lambda: sum(one.stat().st_size for one in tmp_path.iterdir()))
    tracemalloc.start()
    try:
        sent: dict[str, Any] = {
            "wsgi.input": body,
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "multipart/form-data; boundary=gransen",
        }
        response = amina.client.generic("POST", NEW, **sent)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "Filen är 120 MB. Den får vara högst 2 MB" in response.content.decode()
    assert most < 20_000_000
    assert 0 < body.most_on_disk <= 2_000_000
    assert not list(tmp_path.iterdir())


class _Form:
    """A form with a file of zeros, made as it is read; looks at the disk meanwhile."""

    def __init__(self, token: str, size: int, on_disk: Callable[[], int]) -> None:
        disposition = 'Content-Disposition: form-data; name="{}"'
        first = f"--gransen\r\n{disposition.format('csrfmiddlewaretoken')}\r\n\r\n{token}\r\n--gransen\r\n"
        second = f'{disposition.format("file")}; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        self.parts: list[list[Any]] = [
            [(first + second).encode(), 1],
            [b"\0", size],
            [b"\r\n--gransen--\r\n", 1],
        ]
        self.length = sum(len(text) * count for text, count in self.parts)
        self.on_disk, self.most_on_disk = on_disk, 0

    def __len__(self) -> int:
        return int(self.length)

    def readline(self, size: int = -1) -> bytes:
        """Django wants it to be there, and reads by the piece."""
        raise AssertionError(f"asked for a line of {size}")

    def read(self, size: int = 65536) -> bytes:
        """At most so many bytes."""
        self.most_on_disk = max(self.most_on_disk, self.on_disk())
        while self.parts and not self.parts[0][1]:
            self.parts.pop(0)
        if not self.parts:
            return b""
        text, count = self.parts[0]
        if len(text) > 1:
            self.parts.pop(0)
            assert len(text) <= size, "read in larger pieces"
            return bytes(text)
        taken = min(size, count)
        self.parts[0][1] -= taken
        return bytes(taken)
