"""One title of a list, from cells of text to values, whatever the list was: a table or ONIX.

Cells that the list lacks are left out, so that a title keeps what it has. No database here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from armkrok.kit.isbn import is_isbn, isbn_13
from armkrok.kit.visible_text import readable, readable_lines
from armkrok.services.school.models import Title
from armkrok.services.school.queries.offers import NEEDS, SCHOOL_TYPES
from armkrok.services.school.queries.subjects import is_course, subject_name, subjects

LONGEST = {"name": 300, "article": 40, "edition": 60, "supplier": 120, "receiver": 120}
MOST_DESCRIPTION = 4000
FIRST_YEAR, LAST_YEAR = 2000, 2100
Scope, Starts = Title.Scope, Title.Starts
SCOPES = {
    Scope.PUPIL: ("elev", "perelev", "pupil", "student"),
    Scope.TEACHER: ("lärare", "perlärare", "teacher"),
    Scope.GROUP: ("klass", "perklass", "grupp", "pergrupp", "group", "class"),
    Scope.SCHOOL: ("skola", "perskola", "school"),
    Scope.MUNICIPALITY: ("kommun", "kommunen", "förhelakommunen", "municipality"),
}
STARTS = {
    Starts.ASSIGNMENT: ("tilldelning", "utdelning", "närelevenfårlicensen", "assignment"),
    Starts.DATE: ("datum", "dag", "date"),
    Starts.SCHOOL_YEAR: ("läsår", "läsårsstart", "schoolyear"),
}
USUAL = frozenset(
    (
        "is_digital",
        "price_with_vat",
        "vat_percent",
        "scope",
        "level",
        "starts_on",
        "duration_months",
        "is_offered",
    )
)
"""An empty cell means what is usual, or what the title has."""
YES, NO = ("ja", "j", "yes", "y", "1", "true", "sant", "x"), ("nej", "n", "no", "0", "false", "falskt", "")


class BadCell(Exception):
    """A cell that cannot be used; the sentence says why."""


@dataclass(frozen=True)
class TitleRecord:
    """One title as it was read. `values` by field of Title; `problem` says why it cannot be used."""

    line: int
    name: str
    supplier: str = ""
    receiver: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def record(line: int, cells: Mapping[str, str]) -> TitleRecord:
    """Judge one title's cells, by name of column (see `COLUMNS` in title_csv)."""
    name = readable(cells.get("name", ""))[:300]
    supplier = readable(cells.get("supplier", ""))
    try:
        for key, most in LONGEST.items():
            if len(cells.get(key, "")) > most:
                raise BadCell(_("Texten är för lång: {text}…").format(text=cells[key][:40]))
        values = _values(cells)
        if not name:
            raise BadCell(_("Titeln saknas."))
        if not supplier:
            raise BadCell(_("Förlaget saknas."))
        if not (values.get("isbn") or values.get("article")):
            raise BadCell(_("ISBN eller artikelnummer behövs, så att läromedlet känns igen nästa gång."))
    except BadCell as bad:
        return TitleRecord(line, name, supplier[:120], problem=str(bad))
    return TitleRecord(line, name, supplier, readable(cells.get("receiver", "")), {"name": name} | values)


def _values(cells: Mapping[str, str]) -> dict[str, Any]:
    told = {key: cells[key].strip() for key in READERS if key in cells}
    values = {key: READERS[key](text) for key, text in told.items() if text or key not in USUAL}
    values |= _subjects(cells)
    values |= _years(cells)
    first, last = values.get("from_year"), values.get("to_year")
    if first is not None and last is not None and first > last:
        raise BadCell(
            _("Årskurserna står i fel ordning: {first} till {last}.").format(first=first, last=last)
        )
    if values.get("starts_on") == Starts.DATE and not values.get("start_date"):
        raise BadCell(_("Licensen börjar en viss dag, men dagen saknas."))
    if "price" in values and values.pop("price_with_vat", False):
        values["price"] = _without_vat(values["price"], values.get("vat_percent"))
    values.pop("price_with_vat", None)
    return values


def _without_vat(price: Decimal, percent: Decimal | None) -> Decimal:
    if percent is None:
        raise BadCell(_("Priset är med moms, men momssatsen saknas."))
    return (price * 100 / (100 + percent)).quantize(Decimal("0.01"))


def _isbn(text: str) -> str:
    if text and not is_isbn(text):
        raise BadCell(_("{text} är inte ett ISBN.").format(text=text[:40]))
    return isbn_13(text)


def _amount(text: str) -> Decimal:
    plain = re.sub(r"(?i)[\s\u00a0]|kr|sek|%|:-", "", text).replace(",", ".")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        raise BadCell(_("Skriv beloppet som 1 250,50, inte {text}.").format(text=text[:40] or "–")) from None
    if not found.is_finite() or not 0 <= found < 10**8 or found != round(found, 2):
        raise BadCell(_("Beloppet {text} går inte att använda.").format(text=text[:40]))
    return found


def _percent(text: str) -> Decimal:
    found = _amount(text)
    if found >= 100:
        raise BadCell(_("Momssatsen {text} går inte att använda.").format(text=text[:40]))
    return found


def _number(least: int, most: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        if not text:
            return None
        if not re.fullmatch(r"\d{1,4}", text) or not least <= int(text) <= most:
            sentence = _("Skriv ett tal mellan {least} och {most}, inte {text}.")
            raise BadCell(sentence.format(least=least, most=most, text=text[:40]))
        return int(text)

    return read


def _flag(text: str) -> bool:
    word = text.casefold()
    if word not in YES and word not in NO:
        raise BadCell(_("Skriv ja eller nej, inte {text}.").format(text=text[:40]))
    return word in YES


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if text else None
        if found and not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError
        return found
    except ValueError:
        raise BadCell(_("Skriv dagen som 2026-08-01, inte {text}.").format(text=text[:40])) from None


def _is_digital(text: str) -> bool:
    word = text.casefold()
    if word in ("digital", "digitalt", "digital licens", "licens", "d", "e"):
        return True
    if word in ("tryckt", "tryck", "bok", "print", "p", "t"):
        return False
    raise BadCell(_("Skriv digital eller tryckt, inte {text}.").format(text=text[:40] or "–"))


def _one_of(words: Mapping[Any, tuple[str, ...]], what: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        key = re.sub(r"[\W_]", "", text.casefold())
        for value, known in words.items():
            if key == re.sub(r"[\W_]", "", str(value)) or key in known:
                return str(value)
        raise BadCell(_("{what} {text} är okänt.").format(what=what, text=text[:40] or "–"))

    return read


def several(text: str) -> list[str]:
    """The parts of a cell with several things in it."""
    return list(dict.fromkeys(part.strip() for part in re.split(r"[,;|]", text) if part.strip()))


def _types(text: str) -> list[str]:
    names = _coded(SCHOOL_TYPES) if text else {}
    found = [names.get(part.casefold(), part.upper()) for part in several(text)]
    if unknown := [part for part in found if part not in SCHOOL_TYPES]:
        raise BadCell(_("Skolformen {text} är okänd.").format(text=unknown[0][:20]))
    return found


def _coded(words: Mapping[str, Any]) -> dict[str, str]:
    """Codes by their names in the language that is spoken."""
    return {str(name).casefold(): key for key, name in words.items()}


def _is_need(part: str) -> bool:
    return part in NEEDS or re.fullmatch(r"\d{2}", part) is not None


def _needs(text: str) -> list[str]:
    found = [part if _is_need(part) else _coded(NEEDS).get(part.casefold(), part) for part in several(text)]
    if unknown := [part for part in found if not _is_need(part)]:
        raise BadCell(_("Tillgänglighet {text} är okänd.").format(text=unknown[0][:30]))
    return found


def _codes(pattern: str) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        if wrong := [part for part in several(text) if not re.fullmatch(pattern, part)]:
            raise BadCell(_("Koden {text} går inte att använda.").format(text=wrong[0][:20]))
        return several(text)

    return read


def _subjects(cells: Mapping[str, str]) -> dict[str, list[str]]:
    """Names of subjects: those of the list, and those of its codes."""
    if not {"subjects", "courses", "subject_names"} & cells.keys():
        return {}
    codes = [*several(cells.get("subjects", "")), *several(cells.get("courses", ""))]
    if wrong := [one for one in codes if not re.fullmatch(r"[A-Za-z0-9]{2,20}", one)]:
        raise BadCell(_("Koden {text} går inte att använda.").format(text=wrong[0][:20]))
    known = {name.casefold(): name for name in subjects().values()}
    told = several(cells.get("subject_names", ""))
    named = [subject_name(one) or known.get(one.casefold(), one) for one in told]
    names = [one[:100] for one in [*named, *map(subject_name, codes)] if one]
    found = {"subject_names": list(dict.fromkeys(names))}
    if "subjects" in cells:
        found["subjects"] = [one for one in codes if not is_course(one)]
    if courses := [one for one in codes if is_course(one)] or "courses" in cells:
        found["courses"] = courses if isinstance(courses, list) else []
    return found


def _years(cells: Mapping[str, str]) -> dict[str, int]:
    """`years` holds both, as 7–9, F–3 or 8."""
    text = re.sub(r"(?i)årskurs|åk|\s", "", cells.get("years", "")).upper().replace("F", "0")
    if not text:
        return {}
    found = re.fullmatch(r"(\d{1,2})(?:[-–—](\d{1,2}))?", text)
    if not found:
        raise BadCell(_("Skriv årskurserna som 7–9, inte {text}.").format(text=cells["years"][:40]))
    year = _number(0, 10)
    return {"from_year": year(found[1]) or 0, "to_year": year(found[2] or found[1]) or 0}


READERS: dict[str, Callable[[str], Any]] = {
    "isbn": _isbn,
    "article": readable,
    "edition": readable,
    "year": _number(1900, 2100),
    "description": lambda text: readable_lines(text)[:MOST_DESCRIPTION],
    "is_digital": _is_digital,
    "school_types": _types,
    "from_year": _number(0, 10),
    "to_year": _number(0, 10),
    "thema": _codes(r"[A-Za-z0-9-]{1,10}"),
    "accessibility": _needs,
    "price": _amount,
    "price_with_vat": _flag,
    "vat_percent": _percent,
    "scope": _one_of(SCOPES, "Priset per"),
    "level": _number(0, 4),
    "starts_on": _one_of(STARTS, "Starten"),
    "start_date": _day,
    "duration_months": _number(1, 120),
    "assign_within_months": _number(1, 120),
    "auto_start_months": _number(1, 120),
    "revocable_months": _number(0, 120),
    "reusable": _flag,
    "needs_renewal_ref": _flag,
    "shrink_after_end": _flag,
    "is_offered": _flag,
}
"""How each column becomes a value."""
