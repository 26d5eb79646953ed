"""The examples' documents, made as PDFs."""

import io
from collections.abc import Iterable

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

MINUTES = "Protokoll, lokal samverkansgrupp"
PRESENT = (
    "Närvarande: Karin Sjöberg, rektor, ordförande. Elif Demir, Sveriges Lärare. "
    "Mikael Ståhl, Kommunal. Amina Karlsson, sekreterare."
)
PARAGRAPHS = (
    ("§ 1 Mötet öppnas", "Ordföranden hälsar alla välkomna. Dagordningen godkänns utan ändringar."),
    ("§ 2 Föregående protokoll", "Protokollet från den 20 oktober gås igenom. Punkten om ventilation i "
     "sal A 4 kvarstår. Fastighetsavdelningen mäter koldioxidhalten och redovisar vid nästa möte."),
    ("§ 3 Schema för vårterminen", "Rektor presenterar ett förslag där måndagens konferenstid flyttas till "
     "onsdagar klockan 14.30–16.00. Samverkansgruppen är överens om att förslaget prövas till och med den "
     "30 april och därefter utvärderas."),
    ("§ 4 Arbetsmiljö", "Skyddsronden visade tre brister: trasig belysning vid östra entrén, bullernivå i "
     "matsalen och hal trappa mot idrottshallen. Belysningen är åtgärdad."),
    ("§ 5 Nästa möte", "Tisdag klockan 15.30."),
)  # fmt: skip


def minutes() -> bytes:
    """The minutes of the cooperation group."""
    return paper(MINUTES, PARAGRAPHS, unit="Ekbackeskolan", introduction=PRESENT)


def paper(
    title: str, paragraphs: Iterable[tuple[str, str]], *, unit: str = "", introduction: str = ""
) -> bytes:
    """A paper of Sundby's: headings with their texts."""
    out = io.BytesIO()
    styles = getSampleStyleSheet()
    body = ParagraphStyle("text", parent=styles["BodyText"], fontSize=11, leading=16)
    place = ", ".join(part for part in ("Sundby kommun", unit) if part)
    story = [Paragraph(place, body), Spacer(1, 18), Paragraph(title, styles["Title"])]
    if introduction:
        story.append(Paragraph(introduction, body))
    for heading, text in paragraphs:
        story += [Spacer(1, 10), Paragraph(heading, styles["Heading3"]), Paragraph(text, body)]
    SimpleDocTemplate(out, pagesize=A4, title=title, author="Sundby kommun").build(story)
    return out.getvalue()
