"""Who gets what at every address: the table that the tests walk, and its page in the documentation.

    python -m tools.access_table update     write the table and docs/security/access.md from the router
    python -m tools.access_table check      change nothing; exit 1 when they are not as the router says

What is expected is derived from each route's permission by the rules below, never from what was observed, so
a difference in the table is a difference in who is let in: read it before you commit it. What does not
follow the rule is named, with its reason, in tests/architecture/access_exceptions.toml.
"""

import os
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests" / "architecture" / "access_table.toml"
EXCEPTIONS = ROOT / "tests" / "architecture" / "access_exceptions.toml"
PAGE = ROOT / "docs" / "security" / "access.md"
UPDATE = "run `python -m tools.access_table update`, and read the difference before you commit it"

PEOPLE = {
    "nobody": "has not logged in",
    "stranger": "is logged in, and has nothing to do with the organisation",
    "elsewhere": "may do everything in another organisation",
    "colleague": "has every role here, and nothing to do with the thing (asked of things that are one's own)",
    "board": "has every role, for one board alone (not asked where the service shows what is the board's)",
    "part": "has the roles that may be limited, for a board with no schools (asked of those roles' pages)",
    "wrong": "has every role but those that give the permission",
    "over": "has had every role until yesterday",
    "tomorrow": "gets every role tomorrow",
    "taken": "has had every role taken back",
    "left": "has left the organisation, which forgot to take the roles back",
    "bound": "has logged in by another organisation's own provider, which holds there alone",
    "weak1": "has logged in weakly (strength 1)",
    "weak2": "has logged in at strength 2, where the organisation demands 3 of those who use roles",
    "acting": "acts for somebody else, by mandate",
    "off": "has every role, and the service is switched off",
    "right": "has one role that gives the permission",
}
SYSTEMS = {
    "nobody": "no token",
    "garbage": "a token that was never given",
    "expired": "a token that has gone out",
    "elsewhere": "another organisation's token, with every scope",
    "narrow": "a token with every scope but the one needed",
    "closed": "the token of a system that has been closed",
    "network": "a call from outside the system's networks",
    "audience": "a token that was asked for another address",
    "off": "every scope, and the service is switched off",
    "right": "a token with the one scope needed",
}
ANSWERS = {
    "login": "is led to the log-in",
    "404": "the same as for what does not exist",
    "403": "is told that it is not allowed",
    "401": "is told that the token does not hold",
    "in": "is let in (and may then be told what is wrong with an empty form)",
    "open": "anybody may come; what is behind the address decides for itself",
    "-": "is not asked: the question has no meaning at this address",
}
OWN_THINGS = {"signing.send": {"request_id", "bulk_id"}}
"""Permissions with which one sees one's own things alone, and what those are called in addresses."""


@dataclass(frozen=True)
class Line:
    """One address or operation: its name in the table, where it is, what it declares and what comes."""

    name: str
    address: str
    permission: str
    answers: dict[str, str]


def pages() -> list[Line]:
    """Every page, with what the rules and the exceptions say."""
    from tests.support.routes import routes  # noqa: PLC0415

    return [_excepted(_page(route)) for route in routes()]


def operations() -> list[Line]:
    """Every operation of the API, with what the rules and the exceptions say."""
    from tests.support import routes  # noqa: PLC0415

    return [_excepted(_operation(one)) for one in routes.operations()]


def page_name(route: Any) -> str:
    """What the table calls a page."""
    return f"{route.namespace}:{route.name}" if route.namespace else str(route.name)


def operation_name(operation: Any) -> str:
    """What the table calls an operation."""
    return f"{operation.method} {operation.path}"


def _page(route: Any) -> Line:
    permission = getattr(route.view, "permission", "none")
    if permission == "public":
        answers = dict.fromkeys(PEOPLE, "open")
    elif permission == "person":
        answers = _for_persons(route)
    else:
        answers = _for_roles(route)
    if getattr(route.view, "service_key", "") not in _switched():
        answers["off"] = "-"
    elif permission == "public":
        answers["off"] = "404"
    return Line(page_name(route), "/" + route.pattern, permission, answers)


def _for_roles(route: Any) -> dict[str, str]:
    """A role in the organisation is needed, today, by a log-in that is strong enough and one's own."""
    answers = dict.fromkeys(PEOPLE, "404")
    refused = "404" if route.view.for_others else "403"
    answers |= {"nobody": "login", "bound": "login", "wrong": "403", "acting": refused}
    own = OWN_THINGS.get(route.view.permission, set()).intersection(route.kwargs)
    has_thing = any(name != "organisation" for name in route.kwargs)
    in_part = ("404" if has_thing else "in") if _is_partial(route.view.permission) else "-"
    answers |= {"board": "403" if in_part == "-" else "-", "part": in_part}
    return answers | {"weak1": "403", "weak2": "403", "right": "in", "colleague": "404" if own else "-"}


def _is_partial(permission: str) -> bool:
    """Whether roles limited to a part give it."""
    from armkrok.core.access.decide import giving, granted_in_part  # noqa: PLC0415

    return permission in granted_in_part(giving(permission))


def _for_persons(route: Any) -> dict[str, str]:
    """Anybody logged in, and the thing decides whose it is; roles are neither needed nor of use."""
    has_thing = any(name != "organisation" for name in route.kwargs)
    others = "404" if has_thing else "in"
    answers = dict.fromkeys(PEOPLE, "in") | {"nobody": "login", "weak1": "403", "off": "404"}
    answers |= {"stranger": others, "elsewhere": others, "part": "-"}
    answers["colleague"] = others if has_thing else "-"
    answers["acting"] = others if route.view.for_others else "403"
    if "organisation" in route.kwargs:
        answers["bound"] = "login"
    elif not route.view.for_bound:
        answers["bound"] = "403"
    return answers


def _operation(operation: Any) -> Line:
    permission = getattr(operation.view, "permission", "public")
    if permission == "public":
        answers = dict.fromkeys(SYSTEMS, "open") | {"off": "-"}
    else:
        answers = dict.fromkeys(SYSTEMS, "401") | {"narrow": "403", "network": "403", "right": "in"}
        answers["off"] = "404" if permission.partition(".")[0] in _switched() else "-"
    return Line(operation_name(operation), "/api" + operation.path, permission, answers)


def _switched() -> set[str]:
    """Services that an organisation may switch off."""
    from armkrok.core import registry  # noqa: PLC0415

    return {one.key for one in registry.services() if not one.always_open}


def exceptions() -> dict[str, dict[str, Any]]:
    """What does not follow the rules: by name, `instead_of` one answer `comes` another, and `why`."""
    return tomllib.loads(EXCEPTIONS.read_text())


def _excepted(line: Line) -> Line:
    told = exceptions().get(line.name)
    if not told:
        return line
    whom = told.get("askers", " ".join(line.answers)).split()
    changed = {
        asker: told["comes"] if asker in whom and answer == told["instead_of"] else answer
        for asker, answer in line.answers.items()
    }
    also = told.get("also", {})
    changed |= dict.fromkeys(also.get("askers", "").split(), also.get("comes", ""))
    return Line(line.name, line.address, line.permission, changed)


def committed() -> dict[str, tuple[str, ...]]:
    """The table as it is on disk: permission and answers, in the order of the askers, by name."""
    table = tomllib.loads(TABLE.read_text())
    return {name: tuple(row.split()) for part in table.values() for name, row in part.items()}


def table_text() -> str:
    """The table as it should be."""
    head = "# Who gets what. Made by `python -m tools.access_table update`; read every difference.\n"
    parts = [_section("pages", PEOPLE, pages()), _section("operations", SYSTEMS, operations())]
    return head + "\n".join(parts)


def _section(name: str, askers: dict[str, str], lines: list[Line]) -> str:
    wide = max(len(line.name) for line in lines) + 3
    rows = [f'"{line.name}"'.ljust(wide) + f'= "{_cells(line)}"' for line in lines]
    title = "#".ljust(wide + 3) + "permission".ljust(23) + " ".join(asker.ljust(9) for asker in askers)
    return f"\n[{name}]\n{title.rstrip()}\n" + "\n".join(rows) + "\n"


def _cells(line: Line) -> str:
    return (
        line.permission.ljust(22) + " " + " ".join(one.ljust(9) for one in line.answers.values())
    ).rstrip()


def page_text() -> str:
    """docs/security/access.md as it should be."""
    listed = pages(), operations()
    parts = [INTRODUCTION, _words(ANSWERS, "Answer", "Means")]
    for title, askers, lines in zip(("Pages", "Operations"), (PEOPLE, SYSTEMS), listed, strict=True):
        parts += [f"## {title}\n", _words(askers, "Who", "What is wrong"), _grouped(askers, lines)]
    why = {name: one["why"] for name, one in sorted(exceptions().items())}
    return (
        "\n".join([*parts, "## What does not follow the rules\n", _words(why, "Where", "Why")]).rstrip()
        + "\n"
    )


INTRODUCTION = """# Who is let in where

Every address and every API operation, what it demands, and what each kind of asker gets. Made from the
router by `python -m tools.access_table update`; `tests/architecture/test_access_walk.py` walks it with real
requests, and fails when an address is missing here or answers something else.
"""


def _words(words: dict[str, str], first: str, second: str) -> str:
    rows = "".join(f"| `{word}` | {text} |\n" for word, text in words.items())
    return f"| {first} | {second} |\n|---|---|\n{rows}"


def _grouped(askers: dict[str, str], lines: list[Line]) -> str:
    """Addresses that answer everybody alike under one heading."""
    alike: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        alike.setdefault((line.permission, *line.answers.values()), []).append(line)
    return "\n".join(_group(askers, key, found) for key, found in sorted(alike.items()))


def _group(askers: dict[str, str], key: tuple[str, ...], lines: list[Line]) -> str:
    permission, *answers = key
    said: dict[str, list[str]] = {}
    for asker, answer in zip(askers, answers, strict=True):
        said.setdefault(answer, []).append(asker)
    what = "; ".join(f"**{answer}**: {', '.join(whom)}" for answer, whom in said.items())
    rows = "".join(f"- `{line.address}` ({line.name})\n" for line in lines if line.address not in line.name)
    rows += "".join(f"- `{line.name}`\n" for line in lines if line.address in line.name)
    return f"### {permission}\n\n{_holders(permission)}{what}\n\n{rows}"


def _holders(permission: str) -> str:
    from armkrok.core import registry  # noqa: PLC0415

    known = [one for one in registry.permissions() if one.key == permission]
    if not known:
        return ""
    names = [str(registry.roles()[role].name) for role in known[0].roles]
    held = ", ".join(names) or "no role; systems alone"
    return f"{known[0].name} ({held}).\n\n"


def main(arguments: list[str]) -> int:
    """Write, or look; the exit status is that of the command."""
    wanted = {TABLE: table_text(), PAGE: page_text()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if arguments == ["check"]:
        print("\n".join(f"{path.relative_to(ROOT)} is stale: {UPDATE}" for path in stale))  # noqa: T201
        return bool(stale)
    if arguments != ["update"]:
        print(__doc__)  # noqa: T201
        return 2
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path])
        print(f"{path.relative_to(ROOT)} is written: read `git diff {path.relative_to(ROOT)}`")  # noqa: T201
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armkrok.site.settings")
    os.environ.setdefault("ARMKROK_MODE", "test")
    django.setup()
    sys.exit(main(sys.argv[1:]))
