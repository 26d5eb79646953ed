"""When receivers are brought up to date without being asked."""

from typing import Any

from armkrok.core.jobs import every
from armkrok.core.tenants.models import OpenService, Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import local, now
from armkrok.services.school.actions.sending import ask
from armkrok.services.school.models import Receiver, SendRun


@every("7 * * * *", "school.send-due")
def send_due() -> None:
    """Begin the usual run of every receiver whose hour it is, in Swedish time."""
    hour = local(now()).hour
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        with scope(organisation_id):
            if OpenService.objects.filter(service_key="school").exists():
                _begin_due(hour)


def _begin_due(hour: int) -> None:
    busy = SendRun.objects.filter(state__in=[SendRun.State.WAITING, SendRun.State.RUNNING])
    for receiver in Receiver.objects.filter(is_open=True).exclude(pk__in=busy.values("receiver_id")):
        if str(hour) in receiver.at_hours.replace(" ", "").split(","):
            ask(receiver, SendRun.How.USUAL)


SCHEDULES: tuple[Any, ...] = (send_due,)
