"""The watched folder: PDFs with a sidecar become requests; what has been taken moves to done or failed.

Under settings.IMPORT_FOLDER each organisation has a folder with its name in the addresses (`sundby`).
Whoever may write there may ask for signatures in the name of the organisation's employees.
"""

import json
import logging
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from armkrok.core.tenants.scope import scope
from armkrok.kit.ids import uuid7
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import sidecars
from armkrok.services.signing.actions.importing import Bundle, refuse, take

log = logging.getLogger(__name__)
DONE, FAILED, MOVING = "done", "failed", ".moving"
STILL = 5.0
PATIENCE = 600.0
ALONE = 3600.0
MOST = 50
SIDECAR_LIMIT = NOTE_LIMIT = 1_000_000
END = b"%%EOF"


class NotYet(Exception):
    """Something is still on its way; look again next time."""


class Unusable(Refusal):
    """The files cannot be taken as they are."""

    status = 422


@dataclass
class Watch:
    """One organisation's folder; `moment` is the time in seconds, as files have it."""

    organisation_id: UUID
    folder: Path
    moment: float = field(default_factory=time.time)

    def look(self) -> int:
        """Take what is ready. Gives how many became requests."""
        self._finish()
        taken = 0
        for pdf, sidecar in list(self._pairs())[:MOST]:
            try:
                taken += self._one(pdf, sidecar)
            except NotYet:
                continue
            except Exception:  # one bad file must not stop those behind it
                log.exception("a file in the watched folder could not be taken")
        self._lonely()
        return taken

    def _pairs(self) -> Iterator[tuple[Path, Path]]:
        """PDFs with their sidecars, the oldest first."""
        files = {path.name: path for path in self._files()}
        pdfs = [path for path in files.values() if path.suffix.lower() == ".pdf"]
        for pdf in sorted(pdfs, key=lambda path: path.stat().st_mtime):
            for name in sorted(sidecars.named_like(pdf) & files.keys()):
                yield pdf, files[name]
                break

    def _files(self) -> list[Path]:
        """Ordinary files, no links, nothing hidden."""
        every = (path for path in self.folder.iterdir() if not path.name.startswith("."))
        return [path for path in every if stat.S_ISREG(path.lstat().st_mode)]

    def _one(self, pdf: Path, sidecar: Path) -> int:
        try:
            bundle, paths = self._read(pdf, sidecar)
        except Unusable as problem:
            self._away(FAILED, [pdf, sidecar], str(problem.text))
            return 0
        try:
            with scope(self.organisation_id):
                take(bundle)
        except Refusal as problem:
            with scope(self.organisation_id):
                refuse(bundle, str(problem.text))
            self._away(FAILED, paths, str(problem.text))
            return 0
        self._away(DONE, paths)
        return 1

    def _read(self, pdf: Path, sidecar: Path) -> tuple[Bundle, list[Path]]:
        """All bytes of a bundle; raises NotYet while any of it may still be on its way."""
        told = self._content(sidecar, SIDECAR_LIMIT)
        if not sidecars.is_whole(sidecar.name, told) and self._is_young(sidecar):
            raise NotYet
        paths = [pdf]
        for name in _attachments(sidecar.name, told):
            path = self.folder / name
            if Path(name).name != name or not path.exists() or not stat.S_ISREG(path.lstat().st_mode):
                if self._is_young(sidecar) and Path(name).name == name:
                    raise NotYet
                raise Unusable(_("Bilagan {name} ligger inte i mappen.").format(name=Path(name).name))
            paths.append(path)
        contents = [self._content(path, settings.UPLOAD_LIMIT) for path in paths]
        for path, content in zip(paths, contents, strict=True):
            if END not in content[-2048:] and self._is_young(path):
                raise NotYet
        (first, *more) = [(path.name, content) for path, content in zip(paths, contents, strict=True)]
        return Bundle(first, (sidecar.name, told), more), [*paths, sidecar]

    def _content(self, path: Path, limit: int) -> bytes:
        """The file's bytes when nobody writes to it any more; a link is never followed."""
        with _opened(path) as file:
            handle = file.fileno()
            before = os.fstat(handle)
            if self.moment - before.st_mtime < STILL:
                raise NotYet
            if before.st_size > limit:
                raise Unusable(_("Filen {name} är för stor.").format(name=path.name))
            content = file.read(limit + 1)
            if os.fstat(handle).st_mtime_ns != before.st_mtime_ns or len(content) != before.st_size:
                raise NotYet
        return content

    def _is_young(self, path: Path) -> bool:
        return self.moment - path.stat().st_mtime < PATIENCE

    def _lonely(self) -> None:
        """Files whose other half never came."""
        paired = {path for pair in self._pairs() for path in pair}
        for path in self._files():
            kind = path.suffix.lower()
            is_ours = path not in paired and kind in {".pdf", *sidecars.KINDS}
            if is_ours and self.moment - path.stat().st_mtime > ALONE:
                why = _("Filen saknar följefil.") if kind == ".pdf" else _("Följefilen saknar sin PDF.")
                self._away(FAILED, [path], why)

    def _away(self, where: str, paths: list[Path], why: str = "") -> None:
        """Move the files, with a text beside them that says why they could not be used.

        A list of what is to be moved comes first, so that another can go on where a killed process stopped.
        """
        notes = self._own_folder(MOVING)
        note = notes / f"{uuid7()}.json"
        half = note.with_suffix(".half")
        marks = {path.name: path.stat().st_mtime_ns for path in paths if path.exists()}
        half.write_text(json.dumps({"where": where, "why": why, "marks": marks}), "utf-8")
        half.rename(note)
        self._move(note)

    def _finish(self) -> None:
        """What a killed process was moving. Others may write here: a note that is not ours is thrown away."""
        notes = self._own_folder(MOVING)
        for note in sorted(notes.glob("*.json")):
            try:
                self._move(note)
            except (NotYet, OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
                log.warning("a note in the watched folder was not ours and is thrown away")
                note.unlink(missing_ok=True)

    def _move(self, note: Path) -> None:
        """Only out of the folder and into its own two: the note may be somebody else's work."""
        told = json.loads(_unlinked(note, NOTE_LIMIT))
        where, why, marks = told["where"], str(told["why"]), dict(told["marks"])
        if where not in (DONE, FAILED) or not all(_is_plain(name) for name in marks):
            raise ValueError("not our note")
        target = self._own_folder(where)
        for name, mark in marks.items():
            path = self.folder / name
            if path.exists() and path.lstat().st_mtime_ns == mark:
                path.rename(_free(target / name))
        if why:
            with _free(target / f"{next(iter(marks), 'fil')}.txt").open("x", encoding="utf-8") as out:
                out.write(why + "\n")
        note.unlink(missing_ok=True)

    def _own_folder(self, name: str) -> Path:
        """One of our folders inside; a link that leads elsewhere is not ours and is taken away."""
        place = self.folder / name
        if place.is_symlink():
            log.warning("a link in the watched folder stood where our folder should be")
            place.unlink()
        place.mkdir(exist_ok=True)
        return place


def _opened(path: Path) -> BinaryIO:
    """An ordinary file to read; a link is never followed, and a pipe put in its place never waited for."""
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise NotYet
    return file


def _unlinked(path: Path, limit: int) -> bytes:
    with _opened(path) as file:
        return file.read(limit)


def _is_plain(name: str) -> bool:
    """Whether it is the name of something in the folder itself."""
    return bool(name) and name not in (".", "..") and Path(name).name == name


def _free(place: Path) -> Path:
    """The place, or one beside it when it is taken: nothing that was there before is written over."""
    return place.with_stem(f"{place.stem}-{uuid7().hex[-8:]}") if place.exists() else place


def _attachments(name: str, told: bytes) -> list[str]:
    try:
        return sidecars.read(name, told).attachments
    except Refusal:
        return []  # take() says what is wrong with it


def folder_of(slug: str) -> Path | None:
    """The organisation's folder, if there is one."""
    if not settings.IMPORT_FOLDER:
        return None
    folder = Path(settings.IMPORT_FOLDER) / slug
    return folder if folder.is_dir() else None
