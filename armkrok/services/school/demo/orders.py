"""Orders of Elif's: six for Karin, one for Lars-Åke, one for Petra, and one with licences already."""

from datetime import timedelta

from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.school.actions import approving, order_progress, ordering
from armkrok.services.school.demo.stage import Stage
from armkrok.services.school.models import Order, OrderLine, PupilGroup, Title
from armkrok.services.school.queries.ordering import view_of

WAITING = (
    ("Open Doors 8", "8", 2, "Eleverna behöver höra språket. Vi har provat i 8A."),
    ("Räkna vidare 7", "7", 2, "Samma läromedel som åttorna har."),
    ("Räkna vidare 9", "9", 1, "Repetition inför de nationella proven."),
    ("Tal och tanke 8", "8", 1, "Fler uppgifter till dem som vill längre."),
    ("Liv och miljö", "9", 2, "Försöken på film ersätter dem som vi inte hinner göra."),
    ("Ordkraft 7–9", "7", 1, "Läsförståelse i mindre steg."),
)
"""Title, year, number of classes and why."""
EARLIER = ("Ordkraft 7–9", "8", 2, "Vi fortsätter med samma läromedel som i sjuan.")
ON_ITS_WAY = ("Räkna vidare 8", "8", 2, "Boken vi har är från före läroplanen.")
TOO_DEAR = ("Tidens spår", "8", 2, "Vår uppsättning är utsliten.")
"""More than Karin may approve."""


def load(stage: Stage) -> None:
    """All, unless somebody has ordered something already."""
    with scope(stage.organisation.pk):
        if Order.objects.exists() or not PupilGroup.objects.exists():
            return
        _earlier(stage)
        _on_its_way(stage)
        for row in WAITING:
            _submitted(stage, *row)
        _submitted(stage, *TOO_DEAR)


def _submitted(stage: Stage, name: str, year: str, classes: int, motive: str) -> Order:
    elif_ = stage.actor("elif")
    title = Title.objects.get(name=name)
    order = ordering.start_order(title, by=elif_)
    line = OrderLine.objects.get(order=order, title=title)
    groups = PupilGroup.objects.filter(
        kind=PupilGroup.CLASS, name__startswith=year, unit__name="Ekbackeskolan"
    )
    chosen = [one.pk for one in groups.order_by("name")[:classes]]
    order = ordering.pick_groups(order, {line.pk: chosen}, by=elif_)
    day = today() + timedelta(days=28)
    order = ordering.describe_order(order, wanted_on=day, motive=motive, cost_centre="4711")
    return ordering.submit(order, seen_total=view_of(order).total, by=elif_)


def _earlier(stage: Stage) -> None:
    order = approving.approve(_submitted(stage, *EARLIER), by=stage.actor("karin"))
    order = order_progress.transmitted(order, "email")
    order = order_progress.confirm(order, reference="KG-2041")
    numbers = dict(OrderLine.objects.filter(order=order).values_list("pk", "quantity"))
    order_progress.deliver(order, numbers, on=today(), reference="KG-2041")


def _on_its_way(stage: Stage) -> None:
    """Without the number of the publisher's system it is not asked: Petra answers herself."""
    order = approving.approve(_submitted(stage, *ON_ITS_WAY), by=stage.actor("karin"))
    order_progress.transmitted(order, "api")
