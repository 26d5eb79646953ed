"""docs/security/attacks.md names every test here, and no test that does not exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "security" / "attacks.md"
NAMED = set(re.findall(r"[\w/]+\.py::test_\w+", LIST.read_text()))


def _tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    names = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    return {f"{path.relative_to(ROOT)}::{name}" for name in names if name.startswith("test_")}


def test_every_test_that_is_named_exists() -> None:
    paths = {ROOT / name.partition("::")[0] for name in NAMED}
    assert [path for path in paths if not path.exists()] == []
    there = {name for path in paths for name in _tests(path)}
    assert sorted(NAMED - there) == [], "named in docs/security/attacks.md, and not there"
    assert len(NAMED) > 40


def test_every_attack_here_is_named() -> None:
    here = {name for path in Path(__file__).parent.glob("test_*.py") for name in _tests(path)}
    unnamed = {name for name in here if "test_the_list" not in name} - NAMED
    assert sorted(unnamed) == [], "give each its place in docs/security/attacks.md"
