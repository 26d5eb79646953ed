"""Counts of people that are too small to be shown: they could point somebody out."""

FEWEST = 5
"""Fewer than this are not told (protected persons, reference policy of the school service)."""


def is_few(count: int) -> bool:
    """Whether somebody is counted, but too few; nobody is told by nobody."""
    return 0 < count < FEWEST


def hushed(count: int) -> int | None:
    """The count; None for 1 to 4."""
    return None if is_few(count) else count
