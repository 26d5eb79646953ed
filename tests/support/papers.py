"""PDF files for tests."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def minutes(pages: int = 2, words: str = "Protokoll, lokal samverkansgrupp") -> bytes:
    """Plain minutes of some pages."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setTitle(words)
    for number in range(1, pages + 1):
        canvas.drawString(72, 760, f"{words}, sida {number}")
        canvas.drawString(72, 730, "§ 1 Mötet öppnas. Dagordningen godkänns utan ändringar.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()
