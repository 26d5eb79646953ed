"""A list of people as a file (CSV): its encoding, its columns, its lines. No database here."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from armkrok.services.signing.errors import ListRefused

MOST_BYTES = 5_000_000
MOST_LINES = 10_000
LONGEST = {"name": 200, "email": 254, "number": 40, "title": 120, "message": 500}
COLUMNS = {
    "name": ("namn", "name", "fullständigtnamn", "fullname", "förochefternamn"),
    "first": ("förnamn", "fornamn", "tilltalsnamn", "firstname", "givenname"),
    "last": ("efternamn", "lastname", "surname", "familyname"),
    "email": ("epost", "epostadress", "mejl", "mejladress", "mail", "mailadress", "email", "emailaddress"),
    "number": ("personnummer", "personnr", "pnr", "personalnumber", "personalidentitynumber",
               "samordningsnummer", "personellersamordningsnummer", "ssn"),
    "title": ("titel", "title", "befattning", "yrke", "jobtitle"),
    "message": ("meddelande", "message", "hälsning"),
}  # fmt: skip
KNOWN = {word: key for key, words in COLUMNS.items() for word in words}


@dataclass(frozen=True)
class Line:
    """A line of the list as it was read. `problem` is empty or a sentence."""

    line: int
    name: str
    email: str
    number: str
    title: str = ""
    message: str = ""
    problem: str = ""


def read(content: bytes) -> list[Line]:
    """The lines after the heading, empty ones left out. Raises ListRefused when nothing can be made of it."""
    if len(content) > MOST_BYTES:
        raise ListRefused(_("Filen är för stor. Den får vara högst 5 MB."))
    text, odd = decoded(content)
    if not text.strip():
        raise ListRefused(_("Filen är tom. Välj en annan fil."))
    rows = _rows(text)
    heading = next(rows, (0, []))[1]
    columns = _columns(heading)
    found = [_line(number, cells, columns, odd) for number, cells in rows if any(cells)]
    if not found:
        raise ListRefused(_("Listan har inga personer, bara en rubrikrad."))
    if len(found) > MOST_LINES:
        raise ListRefused(_("Listan har fler än 10 000 personer. Dela upp den."))
    return found


def decoded(content: bytes) -> tuple[str, frozenset[int]]:
    """The text, and the numbers of lines that are not in the same encoding as the others.

    UTF-8 with or without a mark, UTF-16, and Windows-1252, which Excel writes on Swedish computers.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _exactly(content, "utf-16"), frozenset()
    if content[:2000].count(0) > len(content[:2000]) // 4:
        order = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
        return _exactly(content, order), frozenset()
    if b"\0" in content:
        raise ListRefused(_("Filen är inte en textfil. Spara listan som CSV och försök igen."))
    lines = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    good = [_utf8(line) for line in lines]
    failed = frozenset(number for number, line in enumerate(good, 1) if line is None)
    has_utf8 = any(line is not None and not line.isascii() for line in good)
    text = "\n".join(
        line if line is not None else raw.decode("cp1252", "replace")
        for line, raw in zip(good, lines, strict=True)
    )
    return text, failed if has_utf8 else frozenset()


def _exactly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise ListRefused(_("Filen går inte att läsa. Spara listan som CSV (UTF-8).")) from error


def _utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and cells; a cell in quotes may hold line breaks."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            if any(one.strip() for one in cells):
                yield begins, [" ".join(one.split()) for one in cells]
            begins = reader.line_num + 1
    except csv.Error as error:
        text = _('Rad {line} går inte att läsa. Har något citattecken (") hamnat fel?')
        raise ListRefused(text.format(line=begins)) from error


def _columns(heading: list[str]) -> dict[str, int]:
    """Where each column stands. Raises ListRefused when one that is needed is missing or stands twice."""
    found: dict[str, int] = {}
    for place, name in enumerate(heading):
        key = KNOWN.get(re.sub(r"[\W_]", "", name.casefold()))
        if key in found:
            raise ListRefused(_("Kolumnen ”{name}” finns två gånger.").format(name=name))
        if key:
            found[key] = place
    if "name" not in found and not {"first", "last"} <= found.keys():
        raise ListRefused(_missing(_("Namn")))
    for key, name in (("email", _("E-post")), ("number", _("Personnummer"))):
        if key not in found:
            raise ListRefused(_missing(name))
    return found


def _missing(name: str) -> str:
    text = _(
        "Listan saknar kolumnen {name}. Första raden ska vara en rubrikrad med Namn, E-post och "
        "Personnummer, och om du vill Titel och Meddelande."
    )
    return text.format(name=name)


def _line(number: int, cells: list[str], columns: dict[str, int], odd: frozenset[int]) -> Line:
    def cell(key: str) -> str:
        place = columns.get(key, len(cells))
        return cells[place] if place < len(cells) else ""

    name = cell("name") or f"{cell('first')} {cell('last')}".strip()
    told = {"name": name, **{key: cell(key) for key in ("email", "number", "title", "message")}}
    problem = ""
    if number in odd:
        problem = _("Raden är skriven med en annan teckenkodning än resten. Spara filen som CSV (UTF-8).")
    elif long := [key for key, value in told.items() if len(value) > LONGEST[key]]:
        problem = _("Texten är för lång: {what}.").format(what=told[long[0]][:40] + "…")
    kept = {key: value[: LONGEST[key]] for key, value in told.items()}
    return Line(number, **kept, problem=problem)
