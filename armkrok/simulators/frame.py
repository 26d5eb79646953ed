"""The frame around every simulator's pages: the template and the style sheets that they share."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.template import Engine
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

SHARED: Final = Path(__file__).parent


def engine(simulator: Path) -> Engine:
    """Templates of the simulator in the folder, and `frame.html`, which they extend.

    They get text only: Django could not write a number here without a whole project set up.
    """
    return Engine(dirs=[str(one / "templates") for one in (simulator, SHARED)], autoescape=True)


def static(simulator: Path) -> list[Mount]:
    """Where the shared style sheets are, and the simulator's own and its scripts."""
    return [
        Mount("/static/shared", StaticFiles(directory=SHARED / "static")),
        Mount("/static", StaticFiles(directory=simulator / "static")),
    ]
