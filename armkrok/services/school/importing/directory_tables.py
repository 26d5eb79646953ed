r"""What a directory holds of the EGIL client's tables, as IT writes it in TOML.

A table for each file of the client's form, with what is searched for and where each column comes from:

    [students]
    base = "OU=Elever,DC=sundby,DC=se"
    filter = "(objectClass=user)"
    [students.columns]
    id = { attribute = "objectGUID", guid = "microsoft" }
    givenName = "givenName"
    schoolYear = { attribute = "department", pattern = '^(\d)' }
    schoolUnits = { attribute = "physicalDeliveryOfficeName", refers = "schoolUnits.schoolUnitCode" }
    studentGroups = { attribute = "memberOf", refers = "studentGroups" }
    schoolType = { constant = "GR" }

It is data and no language: there are no templates and no conditions. See docs/school-import.md.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from armkrok.kit.patterns import BadPattern, Pattern
from armkrok.services.school.importing import egil_reading
from armkrok.services.school.importing.csv_reading import Sheet
from armkrok.services.school.importing.delimited import plain

LONGEST: Final = 20_000
GUIDS: Final = ("microsoft", "bytes")
"""How sixteen bytes are an id: the first three parts turned, as Active Directory has it, or as they come."""
SCOPES: Final = ("sub", "one", "base")
_KEYS: Final = {"base", "filter", "scope", "columns"}
_ATTRIBUTE = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)(?:;[A-Za-z0-9-]+)*")
_BINARY: Final = frozenset(("objectguid", "ms-ds-consistencyguid"))


class BadTables(ValueError):
    """The text cannot be used; the message says where and what to do, in Swedish."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where a column comes from: an attribute, or a constant.

    `refers` is the table that the value points into: by its entries' names, or by their column `to`.
    """

    attribute: str = ""
    constant: str = ""
    guid: str = ""
    pattern: str = ""
    refers: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What is searched for, and its columns by the key of the sheet that it becomes."""

    name: str
    base: str
    filter: str
    scope: str
    columns: Mapping[str, Column]

    @property
    def attributes(self) -> tuple[str, ...]:
        """What is asked for, each once."""
        return tuple(dict.fromkeys(one.attribute for one in self.columns.values() if one.attribute))


def read(text: str) -> tuple[Table, ...]:
    """The tables, in the order in which they become a roster; raises BadTables."""
    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise BadTables(_broken(str(problem), text)) from problem
    reader = _Reader(text)
    known = egil_reading.sheets()
    for name in given:
        if name not in known:
            raise reader.fault(
                (name,), _("tabellen finns inte. Skriv någon av {names}"), names=", ".join(known)
            )
    tables = tuple(reader.table(sheet, given[name]) for name, sheet in known.items() if name in given)
    if not tables:
        raise BadTables(_("Skriv minst en tabell, som [students]."))
    _check_references(reader, tables)
    return tables


def _broken(problem: str, text: str) -> str:
    """The library tells the line in English, or that the text ended."""
    found = re.search(r"line (\d+)", problem)
    line = int(found[1]) if found else text.count("\n") + 1
    return _(
        "Rad {line}: går inte att läsa som TOML. Kontrollera citattecken, klamrar och likhetstecken."
    ).format(line=line)


class _Reader:
    """From what the TOML holds to tables; `text` is kept to say in which line something is wrong."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()

    def fault(self, place: tuple[str, ...], words: str, **facts: str) -> BadTables:
        """What is wrong at a place: table, and key or column."""
        line = self._line(place)
        where = _("Rad {line}, {place}: ") if line else "{place}: "
        return BadTables(f"{where.format(line=line, place='.'.join(place))}{words.format(**facts)}.")

    def _line(self, place: tuple[str, ...]) -> int:
        """The line of a table's heading, or of a key below it; 0 when it is written in another way."""
        heading = re.compile(rf"\s*\[\s*{re.escape(place[0])}\s*[\].]")
        key = re.compile(rf"\s*(columns\.)?[\"']?{re.escape(place[-1])}[\"']?\s*=")
        is_here = False
        for number, line in enumerate(self.lines, 1):
            if line.lstrip().startswith("["):
                is_here = bool(heading.match(line))
                if is_here and len(place) == 1:
                    return number
            elif is_here and key.match(line):
                return number
        return 0

    def table(self, sheet: Sheet, given: Any) -> Table:
        """One table."""
        name = sheet.names[0]
        if not isinstance(given, dict) or not isinstance(given.get("columns"), dict):
            raise self.fault((name,), _("kolumner saknas. Skriv dem under [{name}.columns]"), name=name)
        if unknown := set(given) - _KEYS:
            raise self.fault((name, min(unknown)), _("finns inte. Skriv base, filter, scope eller columns"))
        base = self._argument(name, "base", given, "OU=Elever,DC=sundby,DC=se")
        wanted = self._argument(name, "filter", given, "(objectClass=user)")
        if not (wanted.startswith("(") and wanted.endswith(")")):
            raise self.fault((name, "filter"), _("ett filter står inom parenteser, som (objectClass=user)"))
        scope = given.get("scope", SCOPES[0])
        if scope not in SCOPES:
            raise self.fault((name, "scope"), _("skriv sub, one eller base"))
        return Table(name, base, wanted, scope, self._columns(sheet, given["columns"]))

    def _argument(self, name: str, key: str, given: Mapping[str, Any], example: str) -> str:
        """A text that the program is given; nothing of it can be an option."""
        found = given.get(key)
        if not isinstance(found, str) or not found.strip() or "\0" in found or found.startswith("-"):
            raise self.fault(
                (name, key), _('saknas eller är fel. Skriv som {key} = "{example}"'), key=key, example=example
            )
        return found.strip()

    def _columns(self, sheet: Sheet, given: Mapping[str, Any]) -> dict[str, Column]:
        name = sheet.names[0]
        keys = {plain(spelled): key for key, names in sheet.columns.items() for spelled in names}
        found: dict[str, Column] = {}
        for spelled, source in given.items():
            key = keys.get(plain(spelled))
            if key is None:
                names = ", ".join(one[0] for one in sheet.columns.values())
                raise self.fault(
                    (name, spelled), _("kolumnen finns inte. Skriv någon av {names}"), names=names
                )
            found[key] = self._column((name, spelled), source)
        for key in sheet.needed:
            if key not in found:
                raise self.fault((name,), _("kolumnen {column} saknas"), column=sheet.columns[key][0])
        return found

    def _column(self, place: tuple[str, str], source: Any) -> Column:
        given = {"attribute": source} if isinstance(source, str) else source
        if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
            raise self.fault(place, _('skriv ett attribut inom citattecken, som "mail"'))
        if set(given) == {"constant"}:
            return Column(constant=given["constant"].strip())
        if "attribute" not in given or set(given) - {"attribute", "guid", "pattern", "refers"}:
            raise self.fault(place, _("skriv attribute med guid, pattern eller refers, eller bara constant"))
        self._check(place, given)
        refers, _dot, to = given.get("refers", "").partition(".")
        return Column(given["attribute"], "", given.get("guid", ""), given.get("pattern", ""), refers, to)

    def _check(self, place: tuple[str, str], given: Mapping[str, str]) -> None:
        if not _ATTRIBUTE.fullmatch(given["attribute"]):
            raise self.fault(place, _("{name} är inte namnet på ett attribut"), name=given["attribute"][:40])
        if "guid" in given and given["guid"] not in GUIDS:
            raise self.fault(place, _('skriv guid = "microsoft" eller guid = "bytes"'))
        if given["attribute"].lower() in _BINARY and "guid" not in given:
            raise self.fault(place, _('attributet är binärt. Lägg till guid = "microsoft", eller "bytes"'))
        if "pattern" in given and _groups(given["pattern"]) != 1:
            raise self.fault(place, _("mönstret ska ha precis en grupp inom parenteser, som '^(\\d)'"))


def _groups(pattern: str) -> int:
    """How many groups a pattern has; none when it cannot be read."""
    try:
        return Pattern(pattern).groups
    except BadPattern:
        return 0


def _check_references(reader: _Reader, tables: tuple[Table, ...]) -> None:
    """What is pointed at is in the text, too."""
    by_name = {table.name: table for table in tables}
    sheets = egil_reading.sheets()
    for table in tables:
        for key, column in table.columns.items():
            if not column.refers:
                continue
            place = (table.name, sheets[table.name].columns[key][0])
            if column.refers not in by_name:
                raise reader.fault(
                    place, _("refers pekar på tabellen {name}, som inte finns i texten"), name=column.refers
                )
            if column.to and key_of(sheets[column.refers], column.to) not in by_name[column.refers].columns:
                raise reader.fault(
                    place,
                    _("refers pekar på {name}, som inte finns i texten"),
                    name=f"{column.refers}.{column.to}",
                )


def key_of(sheet: Sheet, spelled: str) -> str:
    """The key of a column, by any of its names; empty when there is none."""
    return next(
        (key for key, names in sheet.columns.items() if plain(spelled) in {plain(one) for one in names}), ""
    )
