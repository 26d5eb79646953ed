"""A template that colleagues share, and a sending to many with one line that was wrong."""

from datetime import timedelta

from armkrok.core.access.routes import acting
from armkrok.core.identity.people import number_of
from armkrok.kit.days import today
from armkrok.services.signing.actions import copying, drafting, listing
from armkrok.services.signing.actions.register import choose_type
from armkrok.services.signing.demo.papers import paper
from armkrok.services.signing.demo.stage import File, Stage, asked

HR = "amina.karlsson"
TEMPLATE, REMINDER = "Mall: avtal om tjänstecykel", "Påminnelse om sekretess och tystnadsplikt"
STAFF = ("jonas.nyberg", "lo.ekdahl", "omar.wiklund", "elsa.wikstrom", "asa.ohman")


def load(stage: Stage) -> None:
    """Each that is not there."""
    if not stage.has(TEMPLATE):
        _template(stage)
    if not stage.has(REMINDER):
        _reminder(stage)


def _template(stage: Stage) -> None:
    title = TEMPLATE.removeprefix("Mall: ").capitalize()
    content = paper(title, [
        ("Cykeln", "Den anställda hyr en cykel av kommunen mot bruttolöneavdrag i 36 månader."),
        ("Slut", "Efter 36 månader får den anställda köpa cykeln till marknadsvärdet."),
    ])  # fmt: skip
    by = stage.actor(HR)
    draft = stage.draft(HR, title, File(title, content))
    with acting(by):
        stage.ask(draft, (asked(HR, turn=2),), sign_by=today() + timedelta(days=14), remind_after=7)
        copying.save_template(draft, TEMPLATE, with_documents=True, is_shared=True, by=by)
        drafting.discard(draft, by=by)


def _reminder(stage: Stage) -> None:
    content = paper(REMINDER, [
        ("Det här gäller", "Du får inte berätta det du får veta i arbetet om någon enskild."),
        ("Även efteråt", "Tystnadsplikten gäller också när du har slutat."),
    ])  # fmt: skip
    by = stage.actor(HR)
    draft = stage.draft(HR, REMINDER, File(REMINDER, content))
    with acting(by):
        choose_type(draft, "confidentiality")
        stage.ask(draft, (), sign_by=today() + timedelta(days=20), message="Läs och godkänn.")
        listing.take_list(draft, _list(stage), "Nya medarbetare.csv", by=by)
        listing.accept(draft, only_good=True, by=by)


def _list(stage: Stage) -> bytes:
    rows = ["Namn;E-post;Personnummer;Titel"]
    for key in STAFF:
        known = stage.people[key]
        rows.append(f"{known.person.name};{known.email};{number_of(known.person.pk)};{known.title}")
    rows.append("Bo Ek;bo.ek@sundby.example;;Vikarie")
    return "\r\n".join(rows).encode()
