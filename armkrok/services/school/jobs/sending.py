"""When receivers are brought up to date without being asked."""

from typing import Any

from armkrok.core.jobs import every
from armkrok.core.tenants.places import open_places
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import local, now
from armkrok.services.school.actions import federation_keys
from armkrok.services.school.actions.sending import ask
from armkrok.services.school.models import Federation, Receiver, SendRun
from armkrok.services.school.queries.hours import hours_of


@every("7 * * * *", "school.send-due")
def send_due() -> None:
    """Begin the usual run of every receiver whose hour it is, in Swedish time."""
    hour = local(now()).hour
    for place in open_places("school"):
        with scope(place.pk):
            _begin_due(hour)


def _begin_due(hour: int) -> None:
    busy = SendRun.objects.filter(state__in=[SendRun.State.WAITING, SendRun.State.RUNNING])
    for receiver in Receiver.objects.filter(is_open=True).exclude(pk__in=busy.values("receiver_id")):
        if hour in hours_of(receiver.at_hours):
            ask(receiver, SendRun.How.USUAL)


@every("37 * * * *", "school.metadata-due")
def metadata_due() -> None:
    """While a key is being changed: see whether the federation lists the new one, and the old one still."""
    for place in open_places("school"):
        with scope(place.pk):
            for federation in Federation.objects.exclude(next_certificate="", old_certificate=""):
                federation_keys.ask(federation)


SCHEDULES: tuple[Any, ...] = (send_due, metadata_due)
