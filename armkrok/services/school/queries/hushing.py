"""Counts of people that are too small to be shown: they could point somebody out."""

from collections.abc import Sequence

FEWEST = 5
"""Fewer than this are not told (protected persons, reference policy of the school service)."""


def hushed(counts: Sequence[int]) -> list[int | None]:
    """The counts of a table's column, None for 1 to 4; nobody is told by nobody.

    A single hidden count could be had from the sum, so then the smallest of the others is hidden too.
    """
    shown: list[int | None] = [None if 0 < one < FEWEST else one for one in counts]
    others = [place for place, one in enumerate(shown) if one]
    if shown.count(None) == 1 and others:
        shown[min(others, key=lambda place: counts[place])] = None
    return shown
