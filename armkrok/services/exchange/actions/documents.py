"""The signed document on its way in: a PDF, whose signatures must not be touched."""

from collections.abc import Iterable
from pathlib import PurePath

from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.kit.visible_text import readable
from armkrok.services.exchange.errors import NotAPdf

PDF = b"%PDF-"


def receive(chunks: Iterable[bytes], file_name: str, limit: int) -> tuple[StoredFile, str]:
    """Keep an uploaded PDF byte for byte; the stored file and a safe name. Raises NotAPdf and TooLarge.

    It is never shown, only handed out as a download (documents.files.handed_out), and never opened here.
    """
    with files.workplace() as folder:
        incoming = files.receive(chunks, folder / "in.pdf", limit)
        with incoming.path.open("rb") as source:
            if not source.read(1024).lstrip().startswith(PDF):
                raise NotAPdf
        return files.store(incoming, "application/pdf"), _safe_name(file_name)


def _safe_name(file_name: str) -> str:
    stem = PurePath(readable(file_name).replace("\\", "/")).stem
    kept = " ".join("".join(" " if letter in '<>:"/|?*' else letter for letter in stem).split()).strip(" .")
    return f"{kept[:190] or 'avtal'}.pdf"
