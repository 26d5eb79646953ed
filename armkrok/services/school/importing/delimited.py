"""Delimited text as schools' systems write it, read a line at a time: one bad line never spoils the rest.

UTF-8 with or without a mark, UTF-16, Windows-1252 and Latin-1; semicolons, commas or tabs; any line ending.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from armkrok.services.school.importing.parsing import ids_in
from armkrok.services.school.importing.records import SourceFailed, Unreadable

LONGEST = 20_000
MOST_ROWS = 20_000_000
"""Lines of a file, empty ones too: a small zip may hold a thousand million of them."""
MOST_LINES = 5
"""A cell in quotes goes over no more lines than this; beyond that a quotation mark is out of place."""


@dataclass(frozen=True)
class Text:
    """One file of a source: its name, and how its bytes are opened, as many times as is needed."""

    name: str
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Row:
    """A line's cells by the key of their column, and its number."""

    line: int
    cells: dict[str, str]


def read(
    text: Text, kind: str, columns: dict[str, tuple[str, ...]], needed: tuple[str, ...]
) -> Iterator[Row | Unreadable]:
    """The rows of a file under the keys of `columns` (key: what its heading may be called).

    A line that cannot be read is an Unreadable of `kind`. Raises SourceFailed without a needed column.
    """
    lines = _Lines(text)
    heading = next(lines.rows(None), None)
    if heading is None or isinstance(heading[1], str):
        return
    places = _places(heading[1], columns)
    if lacking := [key for key in needed if key not in places]:
        message = _("Filen {name} saknar kolumnen {column}.")
        raise SourceFailed(message.format(name=text.name, column=columns[lacking[0]][0]))
    width = len(heading[1])
    for line, cells in lines.rows(lines.delimiter):
        if isinstance(cells, str):
            yield _unreadable("bad_line", kind, text, line, cells)
        elif line in lines.undecoded:
            lines.undecoded.discard(line)
            yield _unreadable("bad_encoding", kind, text, line, *cells)
        elif len(cells) < width or any(one.strip() for one in cells[width:]):
            yield _unreadable("bad_line", kind, text, line, *cells)
        else:
            yield Row(line, {key: cells[place].strip() for key, place in places.items()})


def _unreadable(code: str, kind: str, text: Text, line: int, *parts: str) -> Unreadable:
    what = _("{name}, rad {line}.").format(name=text.name, line=line)
    return Unreadable(code, kind, what, line=line, ids=ids_in(" ".join(parts)))


def _places(heading: list[str], columns: dict[str, tuple[str, ...]]) -> dict[str, int]:
    names = {plain(name): key for key, spelled in columns.items() for name in spelled}
    found: dict[str, int] = {}
    for place, name in enumerate(heading):
        key = names.get(plain(name))
        if key:
            found.setdefault(key, place)
    return found


def plain(name: str) -> str:
    """A heading or file name in letters and digits only."""
    return re.sub(r"[\W_]", "", name.casefold())


class _Lines:
    """The lines of a file in its encoding, found by reading it once."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.delimiter = ";"
        self.undecoded: set[int] = set()
        self.encoding = self._encoding()
        self.source = self._decoded()

    def rows(self, delimiter: str | None) -> Iterator[tuple[int, list[str] | str]]:
        """Number and cells of each line; the whole line when a quotation mark is out of place."""
        waiting: list[tuple[int, str]] = []
        while True:
            found = waiting.pop(0) if waiting else next(self.source, None)
            if found is None:
                return
            line, text = found
            if not text.strip():
                self.undecoded.discard(line)
                continue
            if delimiter is None:
                delimiter = self.delimiter = max(";,\t", key=text.count)
            if '"' not in text:
                yield line, text.split(delimiter)
                continue
            cells = self._quoted(text, delimiter, waiting)
            yield line, text if cells is None else cells

    def _quoted(self, text: str, delimiter: str, waiting: list[tuple[int, str]]) -> list[str] | None:
        """The cells of a line with quotation marks, with the lines that it goes on over; else None."""
        parts, ahead = [text], 0
        while "".join(parts).count('"') % 2 and ahead < MOST_LINES:
            if ahead == len(waiting):
                further = next(self.source, None)
                if further is None:
                    return None
                waiting.append(further)
            parts.append(waiting[ahead][1])
            ahead += 1
        whole = "\n".join(parts)
        if whole.count('"') % 2:
            return None
        del waiting[:ahead]
        try:
            return next(csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter))
        except (csv.Error, StopIteration):
            return None

    def _decoded(self) -> Iterator[tuple[int, str]]:
        """Number and text of every line; lines in another encoding than the rest are noted in `undecoded`."""
        with self.text.open() as raw:
            for line, content in enumerate(_split(raw, self.encoding), 1):
                if isinstance(content, str):
                    yield line, content
                    continue
                try:
                    yield line, content.decode(self.encoding)
                except UnicodeDecodeError:
                    self.undecoded.add(line)
                    yield line, content.decode("latin-1")

    def _encoding(self) -> str:
        with self.text.open() as raw:
            start = raw.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        has_utf8, has_other = False, False
        with self.text.open() as raw:
            for content in _split(raw, "utf-8"):
                if isinstance(content, bytes) and not content.isascii():
                    try:
                        content.decode("utf-8")
                        has_utf8 = True
                    except UnicodeDecodeError:
                        has_other = True
        return "cp1252" if has_other and not has_utf8 else "utf-8"


def _split(raw: IO[bytes], encoding: str) -> Iterator[bytes | str]:
    """Lines without their endings; the mark at the start is left out. No line is longer than LONGEST."""
    if encoding == "utf-16":
        try:
            decoded = io.TextIOWrapper(raw, encoding="utf-16")
            while text := decoded.readline(LONGEST):
                yield text.rstrip("\n")
        except UnicodeError as error:
            raise SourceFailed(_("En fil är skadad: teckenkodningen går inte att läsa.")) from error
        return
    is_first, number = True, 0
    while line := raw.readline(LONGEST):
        number += 1
        if number > MOST_ROWS:
            raise SourceFailed(_("En fil har fler rader än något elevregister har."))
        for part in _at_returns(line):
            yield part.removeprefix(codecs.BOM_UTF8) if is_first else part
            is_first = False


def _at_returns(line: bytes) -> list[bytes]:
    """A line as it is, or several where only carriage returns end them."""
    bare = line.rstrip(b"\r\n")
    return bare.split(b"\r") if b"\r" in bare else [bare]
