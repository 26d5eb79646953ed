"""Lists that people keep in a spreadsheet, as files (CSV): encoding, separator, headings, cells."""

import csv
import io
import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.kit.refusals import Refusal

MOST_BYTES = 5_000_000
PERSON = {
    "name": ("namn", "name", "fullständigtnamn", "fullname", "förochefternamn"),
    "first": ("förnamn", "fornamn", "tilltalsnamn", "firstname", "givenname"),
    "last": ("efternamn", "lastname", "surname", "familyname"),
    "email": ("epost", "epostadress", "mejl", "mejladress", "mail", "mailadress", "email", "emailaddress"),
    "number": ("personnummer", "personnr", "pnr", "personalnumber", "personalidentitynumber",
               "samordningsnummer", "personellersamordningsnummer", "ssn"),
    "title": ("titel", "title", "befattning", "yrke", "jobtitle"),
}  # fmt: skip
"""What columns about a person are called, in letters and digits only."""
OTHER_ENCODING = gettext_lazy(
    "Raden är skriven med en annan teckenkodning än resten. Spara filen som CSV (UTF-8)."
)


class ListRefused(Refusal):
    """The list cannot be read at all; the text says why."""

    status = 422


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


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
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


def columns(heading: list[str], known: Mapping[str, str]) -> dict[str, int]:
    """Where each column stands, by the key that `known` gives the letters and digits of its heading.

    Raises ListRefused when one stands twice.
    """
    found: dict[str, int] = {}
    for place, name in enumerate(heading):
        key = known.get(re.sub(r"[\W_]", "", name.casefold()))
        if key in found:
            raise ListRefused(_("Kolumnen ”{name}” finns två gånger.").format(name=name))
        if key:
            found[key] = place
    return found
