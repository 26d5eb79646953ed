"""Cells of files that people open in a spreadsheet."""

STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, also after blanks (OWASP: CSV injection)."""
    return f"'{cell}" if cell.lstrip(" \u00a0\u3000").startswith(STARTERS) else cell
