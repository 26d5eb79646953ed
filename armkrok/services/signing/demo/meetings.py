"""Minutes of elected bodies: one that an adjuster is left to sign, one whose announcement is to be put up."""

from datetime import date, timedelta

from armkrok.core.access.routes import acting
from armkrok.core.tenants.models import Board
from armkrok.kit.days import today
from armkrok.services.signing.actions.register import choose_type, describe_meeting, save_body
from armkrok.services.signing.demo.papers import paper
from armkrok.services.signing.demo.stage import File, Stage, asked
from armkrok.services.signing.models import Body, SigningRequest

SECRETARY, KEEPER = "amina.karlsson", "sara.lind"
RULE = (
    "Protokollet får justeras elektroniskt med avancerad elektronisk underskrift. Ordföranden och en ledamot "
    "som nämnden utser justerar."
)
UNDER_WAY, ADJUSTED = "Protokoll, barn- och utbildningsnämnden", "Protokoll, kulturnämnden"


def load(stage: Stage) -> None:
    """Each that is not there."""
    if not stage.has(UNDER_WAY):
        request = _minutes(stage, UNDER_WAY, "Barn- och utbildningsnämnden", days_ago=5)
        stage.sign("ingrid.mattsson", request)
    if not stage.has(ADJUSTED):
        request = _minutes(stage, ADJUSTED, "Kulturnämnden", days_ago=8)
        stage.sign("ingrid.mattsson", request)
        stage.sign("tore.nilsson", request)


def _minutes(stage: Stage, title: str, board: str, *, days_ago: int) -> SigningRequest:
    day = today() - timedelta(days=days_ago)
    draft = stage.draft(SECRETARY, title, File(title, _paper(title, day)))
    with acting(stage.actor(KEEPER)):
        body = _body(stage, board)
    with acting(stage.actor(SECRETARY)):
        choose_type(draft, "minutes-board")
        describe_meeting(draft, body.pk, meeting_day=day, paragraphs="§§ 61–64", secretary="Amina Karlsson")
    people = (
        asked("ingrid.mattsson", "Ordförande", seat="chair"),
        asked("tore.nilsson", "Ledamot, justerare", seat="adjuster"),
    )
    return stage.send(SECRETARY, draft, people, sign_by=today() + timedelta(days=5))


def _body(stage: Stage, board: str) -> Body:
    facts = {
        "name": board, "kind": Body.Kind.BOARD, "board": Board.objects.get(name=board), "rule": RULE,
        "rule_reference": "Arbetsordningen 34 §", "rule_decided": date(2025, 2, 24), "adjusters": 1,
        "kept_at": "Kommunledningskontoret, Storgatan 1",
        "notice_board": "https://www.sundby.example/anslagstavla",
    }  # fmt: skip
    found: Body | None = Body.objects.filter(name=board).first()
    return found or save_body(facts, by=stage.actor(KEEPER))


def _paper(title: str, day: date) -> bytes:
    return paper(title, [
        ("§ 61 Val av justerare", "Nämnden väljer Tore Nilsson att justera protokollet."),
        ("§ 62 Ekonomisk uppföljning", "Nämnden lägger rapporten till handlingarna."),
        ("§ 63 Öppettider", "Nämnden beslutar att pröva längre öppettider på torsdagar till och med juni."),
        ("§ 64 Mötet avslutas", "Ordföranden tackar och avslutar."),
    ], introduction=f"Sammanträde den {day.isoformat()}. Ordförande: Ingrid Mattsson. "
       "Justerare: Tore Nilsson. Sekreterare: Amina Karlsson.")  # fmt: skip
