"""The table of OWASP ASVS 5.0.0 in docs/security/asvs.md, made from docs/security/asvs.toml.

    python -m tools.asvs           write the table
    python -m tools.asvs check     change nothing; exit 1 when it is stale or the data does not hold

Level 3 is left out. The requirements' own text is OWASP's (CC BY-SA 4.0); here each has a short paraphrase.
"""

import ast
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "docs" / "security" / "asvs.toml"
TABLE = ROOT / "docs" / "security" / "asvs.md"
STATES = {"met": "met", "na": "not applicable", "open": "open"}
CHAPTERS = {
    1: ("Encoding and Sanitization", 8, 19),
    2: ("Validation and Business Logic", 4, 7),
    3: ("Web Frontend Security", 8, 11),
    4: ("API and Web Service", 2, 8),
    5: ("File Handling", 4, 5),
    6: ("Authentication", 13, 22),
    7: ("Session Management", 6, 12),
    8: ("Authorization", 4, 3),
    9: ("Self-contained Tokens", 4, 3),
    10: ("OAuth and OIDC", 5, 24),
    11: ("Cryptography", 3, 11),
    12: ("Secure Communication", 3, 6),
    13: ("Configuration", 1, 12),
    14: ("Data Protection", 2, 7),
    15: ("Secure Coding and Architecture", 3, 10),
    16: ("Security Logging and Error Handling", 0, 16),
    17: ("WebRTC", 0, 7),
}
"""Each chapter's name, and how many requirements it has of level 1 and of level 2 in 5.0.0."""
INTRODUCTION = """# OWASP ASVS 5.0.0, levels 1 and 2

<!-- Made by `python -m tools.asvs` from asvs.toml. Change that, never this. -->

Every requirement of levels 1 and 2 of the OWASP Application Security Verification Standard 5.0.0. Level 3 is
left out, and we do not claim it.

*Met* names where, and at least one test that fails when it is no longer so. *Not applicable* says why.
*Open* says what is missing; where two people would judge differently it is open. We have judged ourselves;
nobody from outside has.

The numbers are the standard's, the words are ours: short paraphrases, and the standard goes first. Source:
OWASP ASVS 5.0.0, <https://github.com/OWASP/ASVS>, CC BY-SA 4.0; so is this table.
"""


@dataclass(frozen=True)
class Requirement:
    """One requirement, how it stands here, and the tests that hold it (path::name)."""

    id: str
    level: int
    says: str
    state: str
    note: str
    tests: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """The id as numbers, to sort by; the first is the chapter."""
        return tuple(map(int, self.id.split(".")))


def requirements() -> list[Requirement]:
    """What the data says, in the data's order."""
    rows = tomllib.loads(DATA.read_text("utf-8"))["requirement"]
    return [Requirement(**{**row, "tests": tuple(row.get("tests", ()))}) for row in rows]


def faults(rows: list[Requirement]) -> Iterator[str]:
    """A sentence about each thing in the data that does not hold."""
    if [row.numbers for row in rows] != sorted({row.numbers for row in rows}):
        yield "the requirements are not in order, or one stands twice"
    counts = Counter((row.numbers[0], row.level) for row in rows)
    for number, (_name, *wanted) in CHAPTERS.items():
        found = [counts[number, 1], counts[number, 2]]
        if found != wanted:
            yield f"V{number}: {found} requirements of levels 1 and 2, and the standard has {wanted}"
    for row in rows:
        yield from (f"V{row.id}: {fault}" for fault in _faults(row))


def _faults(row: Requirement) -> Iterator[str]:
    if row.state not in STATES:
        yield f"{row.state!r} is none of {', '.join(STATES)}"
    if not row.says or not row.note:
        yield "says and note are needed"
    if bool(row.tests) != (row.state == "met"):
        yield "what is met names a test, and nothing else does"
    yield from (f"{test} does not exist" for test in row.tests if not exists(test))


def exists(test: str) -> bool:
    """Whether the test's file has a function of that name."""
    path, _two, name = test.partition("::")
    return name in _tests_in(ROOT / path)


def table(rows: list[Requirement]) -> str:
    """The whole page."""
    chapters = ((number, [row for row in rows if row.numbers[0] == number]) for number in CHAPTERS)
    return "\n".join([INTRODUCTION, _counts(rows), *(_chapter(number, some) for number, some in chapters)])


def _counts(rows: list[Requirement]) -> str:
    lines = ["| Chapter | Met | Not applicable | Open | Of |", "|---|---:|---:|---:|---:|"]
    for number, (name, *_wanted) in CHAPTERS.items():
        lines.append(_sum(f"V{number} {name}", [row for row in rows if row.numbers[0] == number]))
    levels = [_sum(f"**Level {level}**", [row for row in rows if row.level == level]) for level in (1, 2)]
    return "\n".join([*lines, *levels, _sum("**Both**", rows)]) + "\n"


def _sum(name: str, rows: list[Requirement]) -> str:
    states = Counter(row.state for row in rows)
    return f"| {name} | " + " | ".join(str(states[state]) for state in STATES) + f" | {len(rows)} |"


def _chapter(number: int, rows: list[Requirement]) -> str:
    head = [
        f"## V{number} {CHAPTERS[number][0]}",
        "",
        "| | Level | Requirement | Stands | Where, why or what is missing |",
    ]
    return "\n".join([*head, "|---|---|---|---|---|", *map(_line, rows)]) + "\n"


def _line(row: Requirement) -> str:
    tests = "".join(f"<br>`{test}`" for test in row.tests)
    state = STATES[row.state]
    stands = f"**{state}**" if row.state == "open" else state
    return f"| {row.id} | {row.level} | {row.says} | {stands} | {row.note}{tests} |"


def _tests_in(path: Path) -> set[str]:
    if path not in _known:
        tree = ast.parse(path.read_text("utf-8")) if path.is_file() else ast.Module([], [])
        _known[path] = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return _known[path]


_known: dict[Path, set[str]] = {}


def main(words: list[str]) -> int:
    """0 when all is well."""
    rows = requirements()
    found = list(faults(rows))
    text = table(rows)
    if not words and not found:
        TABLE.write_text(text, "utf-8")
    elif TABLE.read_text("utf-8") != text:
        found.append("docs/security/asvs.md is stale; run: python -m tools.asvs")
    sys.stdout.writelines(f"{sentence}\n" for sentence in found)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
