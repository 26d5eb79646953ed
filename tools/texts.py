"""The English catalogue: gather every Swedish text, keep its translation, say what is missing.

    python -m tools.texts update     gather again and write django.po; says what lacks a translation
    python -m tools.texts check      change nothing; exit 1 when something lacks or is left over

Texts are found without gettext's programs: Django turns a template into something like Python, and Babel
reads that and the code. Some texts are chosen at run time from a table; the tables are named in TABLES.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "armkrok"
CATALOGUE = PACKAGE / "ui" / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
TABLES = {"services/signing/engine/validation/wording.py": "_SENTENCES"}
ELSEWHERE = ("simulators",)  # the world outside has its own words
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


class Text(NamedTuple):
    """A text to translate; `plural` and `context` are empty when it has none."""

    single: str
    plural: str
    context: str
    place: str

    @property
    def key(self) -> str | tuple[str, str]:
        """What Babel calls the message's id."""
        return (self.single, self.plural) if self.plural else self.single


def gathered() -> list[Text]:
    """Every text of the templates, the code and the tables, in the order of their files."""
    found: list[Text] = []
    for path in sorted(PACKAGE.rglob("*.html")):
        if "templates" in path.parts and _is_ours(path):
            found += _read(path, "(" + templatize(path.read_text("utf-8"), origin=str(path)) + ")")
    for path in sorted(PACKAGE.rglob("*.py")):
        if _is_ours(path):
            found += _read(path, path.read_text("utf-8"))
    for name, variable in TABLES.items():
        found += _table(PACKAGE / name, variable)
    return found


def _is_ours(path: Path) -> bool:
    inside = path.relative_to(PACKAGE).parts
    return inside[0] not in ELSEWHERE and "tests" not in inside and "migrations" not in inside


def _read(path: Path, code: str) -> Iterator[Text]:
    place = path.relative_to(ROOT).as_posix()
    for _line, called, words, _comments in extract_python(io.BytesIO(code.encode()), KEYWORDS, [], {}):
        name, text = str(called), [part for part in _parts(words) if part]  # a count is no text
        context = text.pop(0) if "pgettext" in name and len(text) > 1 else ""
        if text:
            yield Text(text[0], text[1] if name.startswith("n") and len(text) > 1 else "", context, place)


def _table(path: Path, variable: str) -> Iterator[Text]:
    place = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        is_it = isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == variable for target in node.targets
        )
        if is_it and isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            for value in node.value.values:
                yield Text(ast.literal_eval(value), "", "", place)


def stored() -> Catalog:
    """The catalogue as it is in the repository."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def merged(texts: list[Text], old: Catalog) -> Catalog:
    """A catalogue of exactly these texts, with the translations of the old one where they still fit."""
    made = datetime(2026, 11, 21, tzinfo=UTC)  # a fixed date, or every run would change the file
    new = Catalog(
        "en", domain="django", project="Armkrok", fuzzy=False, creation_date=made, revision_date=made,
        language_team="Armkrok", last_translator="Armkrok",
        header_comment="# The English texts of Armkrok. Written by tools/texts.py; translate here.",
    )  # fmt: skip
    for text in texts:
        known = old.get(text.key, text.context or None)
        is_same = known is not None and known.id == text.key and not known.fuzzy
        string = known.string if known and is_same else ("", "") if text.plural else ""
        new.add(text.key, string, locations=[(text.place, 0)], context=text.context or None)
    return new


def problems(texts: list[Text], catalogue: Catalog) -> list[str]:
    """What is wrong, one sentence each; an empty list when every text has its English."""
    wanted = {(text.key, text.context or None) for text in texts}
    faults = [
        fault for key in sorted(wanted, key=str) for fault in _faults_of(catalogue.get(*_id(key)), key[0])
    ]
    left = {(m.id, m.context) for m in catalogue if m.id} - wanted
    faults += [f"no longer in use: {key!r}" for key, _context in sorted(left, key=str)]
    return faults + [f"no longer in use: {m.id!r}" for m in catalogue.obsolete.values()]


def _id(key: tuple[str | tuple[str, str], str | None]) -> tuple[str, str | None]:
    words, context = key
    return (words if isinstance(words, str) else words[0]), context


def _faults_of(message: Message | None, wanted: object) -> Iterator[str]:
    if message is None:
        yield f"not in the catalogue: {wanted!r}"
        return
    strings, sources = _parts(message.string), _parts(message.id)
    if message.fuzzy or not all(strings):
        yield f"no translation: {message.id!r}"
        return
    for source, string in zip(sources, strings, strict=True):
        if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(string)):
            yield f"other placeholders: {source!r} and {string!r}"
        if _ends(source) != _ends(string):
            yield f"other spaces at the ends: {source!r}"


def _parts(words: object) -> list[str]:
    return list(words) if isinstance(words, tuple | list) else [str(words or "")]


def _ends(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def update() -> list[str]:
    """Write the catalogue anew from the texts there are; returns what is wrong with it."""
    texts = gathered()
    old = stored() if CATALOGUE.exists() else Catalog("en", domain="django")
    new = merged(texts, old)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, new, width=108, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return problems(texts, stored())


def main(arguments: list[str]) -> int:
    """Do what is asked; 0 when every text has its English."""
    if arguments not in (["update"], ["check"]):
        sys.stdout.write(__doc__ or "")
        return 2
    found = update() if arguments == ["update"] else problems(gathered(), stored())
    sys.stdout.write("".join(f"{one}\n" for one in found))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
