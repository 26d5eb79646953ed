"""What waits: several things for Karin, a contract in turns with a question, a paper that is refused."""

from datetime import timedelta

from armkrok.core.access.routes import acting
from armkrok.kit.days import today
from armkrok.services.signing.actions import conversing, declining
from armkrok.services.signing.actions.register import choose_type
from armkrok.services.signing.demo.papers import MINUTES, minutes, paper
from armkrok.services.signing.demo.stage import File, Stage, asked
from armkrok.services.signing.models import Document, Party

HR, PRINCIPAL = "amina.karlsson", "karin.sjoberg"
CONTRACT = "Samverkansavtal om skolskjuts, Sundby och Norrvik"
DUTIES = "Fördelning av arbetsmiljöuppgifter, Ekbackeskolan"
EMPLOYMENT = "Anställningsavtal, Elif Demir"
REFUSED = "Överenskommelse om förskjuten arbetstid"


def load(stage: Stage) -> None:
    """Each that is not there."""
    stories = {
        MINUTES: _minutes, DUTIES: _duties, EMPLOYMENT: _employment, CONTRACT: _contract, REFUSED: _refused
    }  # fmt: skip
    for title, story in stories.items():
        if not stage.has(title):
            story(stage)


def _minutes(stage: Stage) -> None:
    draft = stage.draft(HR, MINUTES, File("Protokoll samverkansgrupp", minutes()))
    people = tuple(asked(key) for key in (PRINCIPAL, "elif.demir", "mikael.stahl"))
    message = "Hej! Här är protokollet från i tisdags. Läs gärna § 3 en extra gång."
    stage.send(HR, draft, people, message=message, sign_by=today() + timedelta(days=6), remind_last=True)


def _duties(stage: Stage) -> None:
    content = paper(DUTIES, [
        ("Uppgifter", "Rektorn undersöker arbetsmiljön, bedömer risker, åtgärdar och följer upp."),
        ("Befogenheter", "Rektorn förfogar över enhetens budget för arbetsmiljö."),
        ("Tillbaka", "Räcker inte befogenheterna lämnar rektorn tillbaka uppgiften skriftligt."),
    ])  # fmt: skip
    draft = stage.draft("lars-ake.berg", DUTIES, File("Arbetsmiljouppgifter", content))
    with acting(stage.actor("lars-ake.berg")):
        choose_type(draft, "work-environment")
    people = (asked("lars-ake.berg", seat="giver"), asked(PRINCIPAL, seat="taker"))
    request = stage.send("lars-ake.berg", draft, people, sign_by=today() + timedelta(days=3))
    stage.sign("lars-ake.berg", request)


def _employment(stage: Stage) -> None:
    content = paper(EMPLOYMENT, [
        ("Anställning", "Lärare i matematik och teknik vid Ekbackeskolan, tillsvidare, heltid."),
        ("Tillträde", "Den 7 januari."),
        ("Lön", "Enligt gällande lönebeslut. Semester och övriga villkor enligt kollektivavtal."),
    ])  # fmt: skip
    draft = stage.draft(HR, EMPLOYMENT, File("Anstallningsavtal", content))
    with acting(stage.actor(HR)):
        choose_type(draft, "employment")
    people = (asked(PRINCIPAL, seat="employer"), asked("elif.demir", turn=2, seat="employee"))
    stage.send(HR, draft, people, sign_by=today() + timedelta(days=10), remind_after=3, remind_every=4)


def _contract(stage: Stage) -> None:
    """Two to sign and one to read; approver, signers for two municipalities, reader and a copy."""
    text = [
        ("Parter", "Sundby kommun och Norrviks kommun."),
        ("Omfattning", "Kommunerna upphandlar skolskjuts tillsammans och delar på linje 7 och 12."),
        ("Kostnader", "Kostnaden delas efter antalet elever den 15 oktober varje år."),
        ("Giltighet", "Avtalet gäller från den 1 juli och tills vidare, med ett års uppsägningstid."),
    ]
    lines = paper("Turlista", [("Linje 7", "Avgår 7.05, 7.35 och 14.40."), ("Linje 12", "Avgår 7.10.")])
    rules = paper(
        "Regler för ombordstigning", [("Bälte", "Alla elever ska ha bälte."), ("Väntetid", "Fem minuter.")]
    )
    draft = stage.draft(
        HR, CONTRACT, File("Samverkansavtal", paper(CONTRACT, text)), File("Regler pa bussen", rules),
        File("Turlista", lines, Document.Kind.ATTACHMENT),
    )  # fmt: skip
    people = (
        asked("ali.rahimi", role=Party.Role.APPROVER, message="Stämmer antalet elever?"),
        asked("lars-ake.berg", turn=2, principal="Sundby kommun", principal_number="212000-9903",
              mandate="Delegationsordningen punkt 4.2"),
        asked("ante.sarri", turn=2, principal="Norrviks kommun", principal_number="212000-9911",
              mandate="Kommunstyrelsen § 41"),
        asked(PRINCIPAL, turn=3, role=Party.Role.READER),
        asked("inga.norberg", role=Party.Role.COPY),
    )  # fmt: skip
    request = stage.send(HR, draft, people, sign_by=today() + timedelta(days=14), remind_after=5)
    stage.approve("ali.rahimi", request)
    for key, words in (
        ("lars-ake.berg", "Är turlistan densamma som i våras?"),
        (HR, "Ja, bara linje 12 har fått en ny tid på morgonen."),
        ("ante.sarri", "Gäller avtalet även sommarskolan? I så fall behöver vi lägga till en rad."),
    ):
        by = stage.actor(key)
        with acting(by):
            conversing.write_remark(request, words, by=by)


def _refused(stage: Stage) -> None:
    content = paper(REFUSED, [("Arbetstid", "Vardagar klockan 10.00–18.30 från den 1 februari.")])
    draft = stage.draft(HR, REFUSED, File("Forskjuten arbetstid", content))
    request = stage.send(HR, draft, (asked("mikael.stahl"), asked("ali.rahimi")))
    by = stage.actor("mikael.stahl")
    with acting(by):
        why = "Vi kom överens om 9.30–18.00. Ändra tiden så skriver jag under."
        declining.decline(stage.part("mikael.stahl", request), why, by=by)
