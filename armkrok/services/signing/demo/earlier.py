"""What is finished: a contract with its signatures, and years of approvals to count, archive and cull.

The old ones are approvals, which leave no time stamp in a file, so their days can be set back without a lie
in any signature.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from armkrok.core.access.routes import acting
from armkrok.core.notifications.models import Message, Task
from armkrok.kit.days import now
from armkrok.services.signing import retention
from armkrok.services.signing.actions import copying, declining, drafting, following, sending
from armkrok.services.signing.actions.register import choose_type
from armkrok.services.signing.demo.papers import paper
from armkrok.services.signing.demo.stage import File, Stage, asked
from armkrok.services.signing.models import Party, SigningRequest

BUYER = "amina.karlsson"
CONTRACT, CALL_OFF = "Avtal om städning, Ekbackeskolan", "Avrop, elevdatorer"
LATELY, LONG_AGO = 18, 3


@dataclass(frozen=True)
class Past:
    """An approval asked for so many days ago, answered after so many days, and how it ended."""

    sender: str
    approver: str
    asked: int
    days: float
    end: str = "approved"

    @property
    def title(self) -> str:
        """The years and months tell them apart."""
        return f"{CALL_OFF}, {(now() - timedelta(days=self.asked)).date().isoformat()[:7]}"


PAIRS = (
    (BUYER, "lars-ake.berg"),
    ("karin.sjoberg", "ali.rahimi"),
    ("jonas.nyberg", "tore.nilsson"),
    ("elsa.wikstrom", "karin.sjoberg"),
)
ENDS = {3: "declined", 7: "withdrawn", 12: "declined"}


def past() -> list[Past]:
    """Two years of approvals, and three from so long ago that they may be culled."""
    recent = [
        Past(
            *PAIRS[one % len(PAIRS)],
            asked=14 + one * 36,
            days=0.3 + one % 6 * 1.7,
            end=ENDS.get(one, "approved"),
        )
        for one in range(LATELY)
    ]
    return recent + [Past(*PAIRS[0], asked=2930 + one * 31, days=2) for one in range(LONG_AGO)]


def load(stage: Stage) -> None:
    """The contract, then the approvals; neither is made twice."""
    if not stage.has(CONTRACT):
        _contract(stage)
    if not stage.has(CALL_OFF):
        source = _source(stage)
        for one in past():
            _happen(stage, one, source)
        with acting(stage.actor(BUYER)):
            drafting.discard(source, by=stage.actor(BUYER))


def _contract(stage: Stage) -> None:
    content = paper(CONTRACT, [
        ("Uppdrag", "Städning av klassrum, matsal och idrottshall alla skoldagar."),
        ("Ersättning", "Fast pris per månad. Faktura betalas inom 30 dagar."),
    ])  # fmt: skip
    draft = stage.draft(BUYER, CONTRACT, File("Stadavtal", content))
    with acting(stage.actor(BUYER)):
        choose_type(draft, "procurement-contract")
    people = (
        asked("karin.sjoberg", seat="buyer", principal="Sundby kommun", principal_number="212000-9903",
              mandate="Delegationsordningen punkt 7.1"),
        asked("sven.olsson", seat="supplier"),
    )  # fmt: skip
    request = stage.send(BUYER, draft, people)
    stage.sign("karin.sjoberg", request)
    stage.sign("sven.olsson", request)


def _source(stage: Stage) -> SigningRequest:
    """A draft that the others are copies of."""
    content = paper(CALL_OFF, [("Beställning", "Tolv bärbara datorer enligt ramavtal, till höstterminen.")])
    draft = stage.draft(BUYER, CALL_OFF, File("Avrop", content))
    with acting(stage.actor(BUYER)):
        choose_type(draft, "call-off")
    return draft


def _happen(stage: Stage, one: Past, source: SigningRequest) -> None:
    by = stage.actor(one.sender)
    with acting(by):
        request = copying.begin(source, by=by)
        request.title = one.title
        request.save(update_fields=["title"])
        stage.ask(request, (asked(one.approver, role=Party.Role.APPROVER),), sign_by=None)
        sending.send(request, by=by)
    if one.end == "approved":
        stage.approve(one.approver, request)
    with acting(stage.actor(one.approver)):
        if one.end == "declined":
            why = "Fel antal. Vi behöver fjorton."
            declining.decline(stage.part(one.approver, request), why, by=stage.actor(one.approver))
    with acting(by):
        if one.end != "approved":
            following.withdraw(SigningRequest.objects.get(pk=request.pk), "Görs om med rätt antal.", by=by)
        _set_back(one, request)


def _set_back(one: Past, request: SigningRequest) -> None:
    """The days as they would have been, and no letters now about what was settled then."""
    request.refresh_from_db()
    sent = now() - timedelta(days=one.asked)
    ended = sent + timedelta(days=one.days)
    request.created_at = request.sent_at = sent
    request.completed_at = ended if request.completed_at else None
    request.withdrawn_at = ended if request.withdrawn_at else None
    request.told_at = request.completed_at
    request.cull_from = retention.first_day(request)
    request.save()
    _parties(request, sent, ended)
    Message.objects.filter(subject__contains=request.title, state=Message.State.WAITING).delete()
    Task.objects.filter(about_id=request.pk).delete()


def _parties(request: SigningRequest, sent: datetime, ended: datetime) -> None:
    people = Party.objects.filter(request=request)
    people.update(invited_at=sent, opened_at=ended - timedelta(minutes=5))
    people.filter(state__in=Party.FINISHED).update(done_at=ended)
