"""What surrounds the requests: somebody is away, and a system is told when something is finished."""

from datetime import timedelta

from django.conf import settings

from armkrok.core.access.routes import acting
from armkrok.core.members.models import Member
from armkrok.core.webhooks import actions as webhooks
from armkrok.core.webhooks import queries
from armkrok.kit.days import today
from armkrok.services.signing.actions import standing_in
from armkrok.services.signing.demo.stage import Stage
from armkrok.services.signing.models import StandIn

AWAY, OTHER, KEEPER = "jonas.nyberg", "tore.nilsson", "sara.lind"


def load(stage: Stage) -> None:
    """Each that is not there."""
    by = stage.actor(AWAY)
    with acting(by):
        if not StandIn.objects.exists():
            other = Member.objects.select_related("person").get(person=stage.people[OTHER].person)
            first = today()
            standing_in.name_stand_in(other, from_on=first, until_on=first + timedelta(days=9), by=by)
    by = stage.actor(KEEPER)
    with acting(by):
        if settings.MAILBOX_URL and not queries.receivers().exists():
            chosen = [one.key for one in queries.broadcasts()]
            url = f"{settings.MAILBOX_URL}webhook"
            webhooks.add(webhooks.ReceiverFacts("Ärendesystemet (i brevlådan)", url, chosen), by=by)
