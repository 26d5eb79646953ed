"""A list of staff as text (CSV): its columns and lines. No database here."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from armkrok.kit.csv_lists import MOST_BYTES, OTHER_ENCODING, PERSON, ListRefused, columns, decoded, rows

MOST_LINES = 10_000
LONGEST = {
    "number": 40,
    "name": 200,
    "email": 254,
    "title": 120,
    "unit": 120,
    "external_id": 255,
    "ends_on": 40,
}
COLUMNS = PERSON | {
    "unit": ("enhet", "unit", "avdelning", "arbetsplats", "department", "organisationsenhet"),
    "external_id": ("externtid", "externalid", "id", "anställningsnummer", "anställningsnr", "anstnr",
                    "employeeid", "employeenumber"),
    "ends_on": ("anställningensslut", "slut", "slutdatum", "sistadag", "tom", "tilldatum", "enddate"),
}  # fmt: skip
KNOWN = {word: key for key, words in COLUMNS.items() for word in words}


@dataclass(frozen=True)
class StaffLine:
    """A line as it was read: `cells` by column, only those that the list has."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    def cell(self, key: str) -> str:
        """What the cell says; empty when the list has no such column."""
        return self.cells.get(key, "")


def text_of(content: bytes) -> str:
    """The list as text; raises ListRefused when it is too large, or not in one encoding."""
    if len(content) > MOST_BYTES:
        raise ListRefused(_("Filen är för stor. Den får vara högst 5 MB."))
    text, odd = decoded(content)
    if odd:
        raise ListRefused(_("Rad {line}: {text}").format(line=min(odd), text=OTHER_ENCODING))
    return text


def read(text: str) -> list[StaffLine]:
    """The lines after the heading, empty ones left out. Raises ListRefused."""
    if not text.strip():
        raise ListRefused(_("Listan är tom."))
    read_rows = rows(text)
    places = _columns(next(read_rows, (0, []))[1])
    found = [_line(number, cells, places) for number, cells in read_rows]
    if not found:
        raise ListRefused(_("Listan har inga personer, bara en rubrikrad."))
    if len(found) > MOST_LINES:
        raise ListRefused(_("Listan har fler än 10 000 personer. Dela upp den."))
    return found


def _columns(heading: list[str]) -> dict[str, int]:
    found = columns(heading, KNOWN)
    if not {"number", "external_id"} & found.keys():
        raise ListRefused(
            _(
                "Listan saknar kolumnen Personnummer. Första raden ska vara en rubrikrad med Personnummer, "
                "Namn och E-post, och om du vill Titel, Enhet, Externt id och Anställningens slut."
            )
        )
    return found


def _line(number: int, cells: list[str], places: dict[str, int]) -> StaffLine:
    told = {key: cells[place] if place < len(cells) else "" for key, place in places.items()}
    if "name" not in told and {"first", "last"} & told.keys():
        told["name"] = f"{told.get('first', '')} {told.get('last', '')}".strip()
    told = {key: value for key, value in told.items() if key in LONGEST}
    long = [key for key, value in told.items() if len(value) > LONGEST[key]]
    problem = _("Texten är för lång: {what}.").format(what=told[long[0]][:40] + "…") if long else ""
    return StaffLine(number, told, problem)
