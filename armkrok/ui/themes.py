"""The themes and coats of arms that the platform has, by the files that draw them."""

import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static" / "ui"


@cache
def themes() -> dict[str, str]:
    """Each theme's key and what its first line calls it."""
    return {path.stem: _called(path) for path in sorted((STATIC / "themes").glob("*.css"))}


@cache
def arms() -> dict[str, str]:
    """Each coat of arms in the sprite: its symbol, and the name in it."""
    symbols = re.findall(r'<symbol id="(arms-([\w-]+))"', (STATIC / "icons.svg").read_text())
    return {symbol: name.capitalize() for symbol, name in symbols}


def _called(path: Path) -> str:
    first = path.read_text().partition("\n")[0].strip("/* ").rstrip(".")
    return first or path.stem
