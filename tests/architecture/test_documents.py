"""What the documents point at is there, and the example in docs/add-a-service.md fits the code."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "armkrok" / "ui" / "README.md"])
PICTURES = ROOT / "docs" / "pictures"
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
FILE = re.compile(r"^`(armkrok/[^`]+\.py)`\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OWN = "armkrok.services.notices"


def _links(page: Path, *, pictures: bool) -> Iterator[Path]:
    for mark, target in LINK.findall(page.read_text("utf-8")):
        is_ours = not target.startswith(("http://", "https://", "mailto:", "#"))
        if is_ours and bool(mark) == pictures:
            yield page.parent / target.partition("#")[0]


def _named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_links_lead_somewhere(page: Path) -> None:
    missing = [str(target) for target in _links(page, pictures=False) if not target.exists()]
    assert missing == [], "mend the link or write the page"


@pytest.mark.skipif(not PICTURES.is_dir(), reason="the pictures have not been made yet")
def test_pictures_are_there() -> None:
    shown = [target for page in PAGES for target in _links(page, pictures=True)]
    assert len(shown) > 5
    assert [str(target) for target in shown if not target.exists()] == []


def test_every_decision_is_in_the_list() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = {target.name for target in _links(folder / "README.md", pictures=False)}
    there = {path.name for path in folder.glob("[0-9]*.md")}
    assert listed >= there, f"add {sorted(there - listed)} to docs/decisions/README.md"


def _blocks() -> list[tuple[str, str]]:
    return FILE.findall((ROOT / "docs" / "add-a-service.md").read_text("utf-8"))


def test_the_example_has_its_files() -> None:
    names = {Path(name).name for name, _code in _blocks()}
    assert names >= {
        "service.py",
        "apps.py",
        "models.py",
        "actions.py",
        "views.py",
        "urls.py",
        "0002_walls.py",
    }


@pytest.mark.parametrize(("name", "code"), _blocks(), ids=[name for name, _code in _blocks()])
def test_the_example_speaks_of_code_that_exists(name: str, code: str) -> None:
    for node in ast.walk(ast.parse(code)):
        ours = isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("armkrok.", "tests."))
        if not ours or not isinstance(node, ast.ImportFrom) or str(node.module).startswith(OWN):
            continue
        module = import_module(str(node.module))
        for alias in node.names:
            assert hasattr(module, alias.name), f"{name}: {node.module} has no {alias.name} any more"
