"""How large pages are, so that their pictures get room before they have come."""

from __future__ import annotations

from pathlib import Path

import pypdfium2


def page_sizes(path: Path, most: int) -> list[tuple[float, float]]:
    """Width and height in points of the first `most` pages."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [document.get_page_size(number) for number in range(min(most, len(document)))]
    finally:
        document.close()
