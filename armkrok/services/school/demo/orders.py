"""An order that waits for Karin, and licences from an earlier one that end in the summer."""

from datetime import timedelta

from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.school.actions import approving, order_progress, ordering
from armkrok.services.school.demo.stage import Stage
from armkrok.services.school.models import Order, OrderLine, PupilGroup, Title
from armkrok.services.school.queries.ordering import view_of

EARLIER, WAITING = "Ordkraft 7–9", "Open Doors 8"


def load(stage: Stage) -> None:
    """Both, unless Elif has ordered something already."""
    with scope(stage.organisation.pk):
        if Order.objects.exists() or not PupilGroup.objects.exists():
            return
        _earlier(stage)
        _waiting(stage)


def _submitted(stage: Stage, name: str, motive: str, classes: int) -> Order:
    elif_ = stage.actor("elif")
    title = Title.objects.get(name=name)
    order = ordering.start_order(title, by=elif_)
    line = OrderLine.objects.get(order=order, title=title)
    groups = PupilGroup.objects.filter(kind="Klass", name__startswith="8", unit__name="Ekbackeskolan")
    chosen = [one.pk for one in groups.order_by("name")[:classes]]
    order = ordering.pick_groups(order, {line.pk: chosen}, by=elif_)
    order = ordering.describe_order(
        order, wanted_on=today() + timedelta(days=28), motive=motive, cost_centre="4711"
    )
    return ordering.submit(order, seen_total=view_of(order).total, by=elif_)


def _earlier(stage: Stage) -> None:
    order = _submitted(stage, EARLIER, "Vi fortsätter med samma läromedel som i sjuan.", 2)
    order = approving.approve(order, by=stage.actor("karin"))
    order = order_progress.transmitted(order, "email")
    order = order_progress.confirm(order, reference="KG-2041")
    numbers = dict(OrderLine.objects.filter(order=order).values_list("pk", "quantity"))
    order_progress.deliver(order, numbers, on=today(), reference="KG-2041")


def _waiting(stage: Stage) -> None:
    _submitted(stage, WAITING, "Eleverna behöver höra språket. Vi har provat i 8A.", 2)
