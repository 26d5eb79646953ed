"""Every setting is described in one place, and nothing else is described there."""

import re

from armkrok.site.cli.place import ROOT

READ = re.compile(r'env\.\w+\(\s*"(\w+)"|environ(?:\.get\(|\[|\.setdefault\()\s*"((?:ARMKROK|DATABASE)_\w+)"')
SAID = re.compile(r"`((?:ARMKROK|DATABASE)_[A-Z0-9_]+)`")


def names_read() -> set[str]:
    """The variables that the code reads, tests and simulators' own aside."""
    found = set()
    for path in (ROOT / "armkrok").rglob("*.py"):
        if "tests" not in path.parts:
            found |= {one or other for one, other in READ.findall(path.read_text("utf-8"))}
    return found


def test_every_setting_is_described() -> None:
    described = set(SAID.findall((ROOT / "docs" / "settings.md").read_text("utf-8")))
    assert len(names_read()) > 30
    assert names_read() - described == set()
    assert described - names_read() == set()
