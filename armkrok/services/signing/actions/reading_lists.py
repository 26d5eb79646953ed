"""A list of people to ask, as a file (CSV): its columns and lines. No database here."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from armkrok.kit.csv_lists import MOST_BYTES, OTHER_ENCODING, PERSON, ListRefused, columns, decoded, rows

MOST_LINES = 10_000
LONGEST = {"name": 200, "email": 254, "number": 40, "title": 120, "message": 500}
COLUMNS = PERSON | {"message": ("meddelande", "message", "hälsning")}
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
    read_rows = rows(text)
    places = _columns(next(read_rows, (0, []))[1])
    found = [_line(number, cells, places, odd) for number, cells in read_rows if any(cells)]
    if not found:
        raise ListRefused(_("Listan har inga personer, bara en rubrikrad."))
    if len(found) > MOST_LINES:
        raise ListRefused(_("Listan har fler än 10 000 personer. Dela upp den."))
    return found


def _columns(heading: list[str]) -> dict[str, int]:
    """Where each column stands. Raises ListRefused when one that is needed is missing."""
    found = columns(heading, KNOWN)
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


def _line(number: int, cells: list[str], places: dict[str, int], odd: frozenset[int]) -> Line:
    def cell(key: str) -> str:
        place = places.get(key, len(cells))
        return cells[place] if place < len(cells) else ""

    name = cell("name") or f"{cell('first')} {cell('last')}".strip()
    told = {"name": name, **{key: cell(key) for key in ("email", "number", "title", "message")}}
    problem = ""
    if number in odd:
        problem = str(OTHER_ENCODING)
    elif long := [key for key, value in told.items() if len(value) > LONGEST[key]]:
        problem = _("Texten är för lång: {what}.").format(what=told[long[0]][:40] + "…")
    kept = {key: value[: LONGEST[key]] for key, value in told.items()}
    return Line(number, **kept, problem=problem)
