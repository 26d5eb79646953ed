"""What surrounds the requests: somebody is away, a certificate may be revoked, a system asks and is told."""

from datetime import timedelta

from django.conf import settings

from armkrok.core.access.actor import Actor
from armkrok.core.access.models import ApiClient
from armkrok.core.access.routes import acting
from armkrok.core.administration.actions import clients
from armkrok.core.identity.people import number_of
from armkrok.core.members.models import Member
from armkrok.core.reading.log import read
from armkrok.core.reading.models import How
from armkrok.core.webhooks import actions as webhooks
from armkrok.core.webhooks import queries
from armkrok.kit.days import today
from armkrok.services.signing.actions import revoking, standing_in
from armkrok.services.signing.actions.asking import Paper, ask
from armkrok.services.signing.demo.papers import paper
from armkrok.services.signing.demo.stage import Stage
from armkrok.services.signing.models import IssuedCertificate, Revocation, StandIn
from armkrok.services.signing.orders import Order

SYSTEM, SCOPES = "Ärendesystemet", ["signing.send", "signing.verify"]
ALARMS = "Beslut om nya trygghetslarm, Hemtjänsten"
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
    if not stage.has(ALARMS):
        _asked_by_system(stage)
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


def _asked_by_system(stage: Stage) -> None:
    """The case system has asked for a signature, and then how it goes."""
    by = stage.actor(KEEPER)
    with acting(by):
        made = clients.add_client(SYSTEM, SCOPES, by=by)
        system = Actor(
            client_id=ApiClient.objects.get(client_id=made.client_id).pk, organisation=stage.organisation
        )
    known = stage.people["ali.rahimi"]
    number = number_of(known.person.pk)
    person = {"name": known.person.name, "email": known.email, "personal_number": number}
    order = Order.model_validate({"title": ALARMS, "people": [person]})
    content = paper(ALARMS, [("Beslut", "Hemtjänsten byter alla trygghetslarm före sommaren.")])
    with acting(system):
        request = ask(order, [Paper([content], "Beslut.pdf")], by=system)
        read(system, [known.person.pk], "signing.request", about=request.pk, how=How.API)
