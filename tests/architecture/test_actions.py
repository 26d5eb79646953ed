"""Nothing happens untold: every deed of an actions module reaches record(), and runs in a transaction."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "armkrok"
QUIET = {
    "name": "a draft is its author's own until it is sent",
    "add_person": "a draft is its author's own until it is sent",
    "add_group": "a draft is its author's own until it is sent",
    "change_person": "a draft is its author's own until it is sent",
    "remove_document": "a draft is its author's own until it is sent",
    "remove_person": "a draft is its author's own until it is sent",
    "describe_document": "a draft is its author's own until it is sent",
    "move_document": "a draft is its author's own until it is sent",
    "order_people": "a draft is its author's own until it is sent",
    "place_box": "a draft is its author's own until it is sent",
    "take_box_away": "a draft is its author's own until it is sent",
    "describe_meeting": "a draft is its author's own until it is sent",
    "choose_type": "a draft is its author's own until it is sent",
    "start_order": "a draft is its author's own until it is sent",
    "pick_groups": "a draft is its author's own until it is sent",
    "describe_order": "a draft is its author's own until it is sent",
    "choose_budget": "a draft is its author's own until it is sent",
    "order_again": "a draft is its author's own until it is sent",
    "remove_line": "a draft is its author's own until it is sent",
    "send_again": "the job that is asked for tells what came of it",
    "told": "says only that there is something to ask for; the import tells what came of it",
    "look_again": "a list is its owner's own until it is applied",
    "write": "a draft is its author's own until it is sent",
}


def _modules() -> list[Path]:
    every = [*PACKAGE.glob("*/*/actions.py"), *PACKAGE.glob("*/*/actions/*.py")]
    return sorted(path for path in every if path.stem != "__init__")


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef))


def _called(function: ast.FunctionDef) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def _calls() -> dict[str, set[str]]:
    """What each function of the actions calls, by name."""
    found: dict[str, set[str]] = {}
    for path in _modules():
        for function in _functions(path):
            found.setdefault(function.name, set()).update(_called(function))
    return found


def _reaches(name: str, goal: str, calls: dict[str, set[str]], seen: frozenset[str] = frozenset()) -> bool:
    inner = calls.get(name, set())
    return goal in inner or any(
        _reaches(one, goal, calls, seen | {name}) for one in inner & calls.keys() if one not in seen
    )


def _deeds() -> list[tuple[str, str]]:
    """Public functions that somebody does (they take `by`) or that change the database (they are atomic)."""
    return [
        (path.relative_to(PACKAGE).as_posix(), function.name)
        for path in _modules()
        for function in _functions(path)
        if not function.name.startswith("_") and (_has_doer(function) or _is_atomic(function))
    ]


def _has_doer(function: ast.FunctionDef) -> bool:
    return "by" in {arg.arg for arg in function.args.kwonlyargs}


def _is_atomic(function: ast.FunctionDef) -> bool:
    return any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list)


def test_there_are_deeds() -> None:
    assert len(_deeds()) > 20


@pytest.mark.parametrize(("module", "name"), _deeds())
def test_every_deed_is_recorded(module: str, name: str) -> None:
    if name in QUIET:
        return
    assert any(_reaches(name, goal, _calls()) for goal in ("record", "record_many")), (
        f"{module}: {name} must record() an event, or be named in QUIET"
    )


@pytest.mark.parametrize("path", _modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_actions_never_see_a_request(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "django.http":
            raise AssertionError(f"{path.name} imports from django.http: take plain values instead")


def test_the_quiet_ones_are_still_there() -> None:
    assert QUIET.keys() <= {name for _module, name in _deeds()}, "take the stale names out of QUIET"
