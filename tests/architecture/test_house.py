"""The habits of the house that no linter knows: sizes and names."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "armkrok"
BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "base", "tools", "stuff"}
LONGEST_FILE, LONGEST_FUNCTION = 300, 50


def _files() -> list[Path]:
    found = [*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text()
    lines = text.count("\n")
    assert lines <= LONGEST_FILE, f"{lines} lines: make it a package with the same name"
    for node in _functions(ast.parse(text)):
        length = (node.end_lineno or 0) - node.lineno + 1
        assert length <= LONGEST_FUNCTION, (
            f"{node.name}: {length} lines; say what it does in several functions"
        )


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_names_say_what_is_inside(path: Path) -> None:
    assert path.stem not in BANNED, "name the file after what it holds"
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef):
            assert node.name.lower() not in BANNED, "name the class after what it is"


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
