"""What surrounds the requests: somebody is away, a certificate may be revoked, a system is told."""

from datetime import timedelta

from django.conf import settings

from armkrok.core.access.routes import acting
from armkrok.core.members.models import Member
from armkrok.core.webhooks import actions as webhooks
from armkrok.core.webhooks import queries
from armkrok.kit.days import today
from armkrok.services.signing.actions import revoking, standing_in
from armkrok.services.signing.demo.stage import Stage
from armkrok.services.signing.models import IssuedCertificate, Revocation, StandIn

AWAY, OTHER, KEEPER, CHIEF = "jonas.nyberg", "tore.nilsson", "sara.lind", "lars-ake.berg"


def load(stage: Stage) -> None:
    """Each that is not there."""
    by = stage.actor(AWAY)
    with acting(by):
        if not StandIn.objects.exists():
            other = Member.objects.select_related("person").get(person=stage.people[OTHER].person)
            first = today()
            standing_in.name_stand_in(other, from_on=first, until_on=first + timedelta(days=9), by=by)
    _revocation(stage)
    by = stage.actor(KEEPER)
    with acting(by):
        if settings.MAILBOX_URL and not queries.receivers().exists():
            chosen = [one.key for one in queries.broadcasts()]
            url = f"{settings.MAILBOX_URL}webhook"
            webhooks.add(webhooks.ReceiverFacts("Ärendesystemet (i brevlådan)", url, chosen), by=by)


def _revocation(stage: Stage) -> None:
    """One that somebody has asked for, so that Sara can be the second person."""
    by = stage.actor(CHIEF)
    with acting(by):
        issued = IssuedCertificate.objects.filter(issued_by=stage.organisation.pk).order_by("issued_at")
        if first := None if Revocation.objects.exists() else issued.first():
            why = "Jag skrev under fel version. Vi gör om begäran."
            revoking.ask(first.serial, Revocation.Reason.SUPERSEDED, why, by=by)
