"""Personal numbers for made-up people: Skatteverket's published test numbers, each given once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


class Numbers:
    """Test numbers by birth year, without those that are taken."""

    def __init__(self, taken: set[str]) -> None:
        self._left = {
            year: iter([one for one in numbers if one not in taken])
            for year, numbers in _test_numbers().items()
        }

    def take(self, year: int) -> str:
        """The next one of somebody born that year, or nothing."""
        return next(self._left.get(year, iter(())), "")


@cache
def _test_numbers() -> dict[int, tuple[str, ...]]:
    text = (files("armkrok.kit") / "data" / "test_personal_numbers.txt").read_text("ascii")
    found: dict[int, list[str]] = {}
    for number in text.split():
        found.setdefault(int(number[:4]), []).append(number)
    return {year: tuple(numbers) for year, numbers in found.items()}
