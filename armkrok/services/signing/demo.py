"""The demo's own example: minutes that wait for three people in Sundby."""

import io
from datetime import timedelta

from django.db import transaction
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from armkrok.core.access.actor import Actor
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.signing.actions import drafting, sending, uploading
from armkrok.services.signing.models import SigningRequest

TITLE = "Protokoll, lokal samverkansgrupp"
SENDER, ASKED = "amina.karlsson", ("karin.sjoberg", "elif.demir", "mikael.stahl")
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


def load() -> None:
    """One request, once."""
    sundby = Organisation.objects.filter(slug="sundby").first()
    if sundby is None:
        return
    with scope(sundby.pk):
        if SigningRequest.objects.exists():
            return
        members = {m.email.partition("@")[0]: m for m in Member.objects.select_related("person")}
    if SENDER in members:
        _ask(sundby, members)


@transaction.atomic
def _ask(sundby: Organisation, members: dict[str, Member]) -> None:
    sender = members[SENDER].person
    actor = Actor(person=sender, organisation=sundby)
    with scope(sundby.pk, sender.pk):
        draft = uploading.upload([minutes()], "Protokoll samverkansgrupp.pdf", by=actor)
        drafting.name(draft, TITLE)
        for key in ASKED:
            one = members[key]
            drafting.add_person(draft, one.person, name=one.person.name, email=one.email, title=one.title)
        message = "Hej! Här är protokollet från i tisdags. Läs gärna § 3 en extra gång."
        drafting.write(draft, message=message, sign_by=today() + timedelta(days=6), remind_last=True)
        sending.send(draft, by=actor)


def minutes() -> bytes:
    """The minutes as a PDF."""
    out = io.BytesIO()
    styles = getSampleStyleSheet()
    body = ParagraphStyle("text", parent=styles["BodyText"], fontSize=11, leading=16)
    story = [
        Paragraph("Sundby kommun, Ekbackeskolan", body),
        Spacer(1, 18),
        Paragraph("Protokoll, lokal samverkansgrupp", styles["Title"]),
        Paragraph("Närvarande: Karin Sjöberg, rektor, ordförande. Elif Demir, Sveriges Lärare. "
                  "Mikael Ståhl, Kommunal. Amina Karlsson, sekreterare.", body),
    ]  # fmt: skip
    for heading, text in PARAGRAPHS:
        story += [Spacer(1, 10), Paragraph(heading, styles["Heading3"]), Paragraph(text, body)]
    SimpleDocTemplate(out, pagesize=A4, title=TITLE, author="Sundby kommun").build(story)
    return out.getvalue()
