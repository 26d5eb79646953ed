"""Uploads as they stream in: to disk, no further than the limit, and never failing halfway through a form."""

import contextlib
import io
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from armkrok.core.documents.errors import StorageFull, TooLarge
from armkrok.core.documents.files import saving
from armkrok.kit.refusals import Refusal


class Upload(UploadedFile):  # type: ignore[type-arg]
    """A file that came with a form. `size` is what was sent, also when the bytes were not kept."""

    refusal: Refusal | None = None

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The bytes; raises TooLarge or StorageFull when they are not here."""
        if self.refusal:
            raise self.refusal
        yield from super().chunks(chunk_size)

    def give_up(self, refusal: Refusal) -> None:
        """Let go of the bytes at once; what does not fit must not lie there until the request ends."""
        self.refusal = refusal
        with contextlib.suppress(OSError):
            self.close()


class UploadHandler(FileUploadHandler):
    """Keeps at most UPLOAD_LIMIT bytes of a file, on disk, and reads the rest of the form to its end.

    The refusal waits for whoever reads the file. Raised here, while Django parses the form, it would be a
    bare 500, and the person would never see the sentence.
    """

    file: Upload

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        refusal: Refusal | None = None
        content: IO[bytes] = io.BytesIO()
        try:
            with saving():
                content = _temporary()
        except StorageFull as full:
            refusal = full
        self.file = Upload(
            content, self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )
        self.file.refusal = refusal

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """More of it."""
        if self.file.refusal:
            return
        if start + len(raw_data) > settings.UPLOAD_LIMIT:
            self.file.give_up(TooLarge())
            return
        try:
            with saving():
                self.file.write(raw_data)
        except StorageFull as full:
            self.file.give_up(full)

    def file_complete(self, file_size: int) -> Upload:
        """All of it."""
        self.file.size = file_size
        if not self.file.refusal:
            try:
                with saving():
                    self.file.seek(0)
            except StorageFull as full:  # the last bytes were in the buffer until now
                self.file.give_up(full)
        return self.file

    def upload_interrupted(self) -> None:
        """The browser went away."""
        if hasattr(self, "file"):
            with contextlib.suppress(OSError):
                self.file.close()


def _temporary() -> IO[bytes]:
    return tempfile.NamedTemporaryFile(suffix=".upload", dir=settings.FILE_UPLOAD_TEMP_DIR)
