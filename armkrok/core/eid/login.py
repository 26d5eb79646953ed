"""From a verified e-ID answer to a session."""

from dataclasses import replace

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from armkrok.core.access.actor import Actor
from armkrok.core.eid import orders
from armkrok.core.eid.errors import AnswerNotTrusted
from armkrok.core.eid.events import LoggedIn, LoggedOut, LoginRefused
from armkrok.core.eid.models import EidOrder
from armkrok.core.events.recording import record
from armkrok.core.identity.bankid.orders import CompletionData
from armkrok.core.identity.models import Session
from armkrok.core.identity.people import named_by_eid
from armkrok.core.identity.sessions import begin, end
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope

BANKID_LOA = "http://id.elegnamnden.se/loa/1.0/loa3"


def log_in(
    request: HttpRequest, response: HttpResponse, order: EidOrder, completion: CompletionData
) -> Session:
    """Verify the answer and begin a session; the operator's log tells of both outcomes."""
    operator = Organisation.objects.get(is_operator=True)
    try:
        proof = orders.verified(order, completion)
    except AnswerNotTrusted as error:
        orders.refused(order)
        with scope(operator.pk):
            record(LoginRefused(reason=error.reason), about=order)
        raise
    with transaction.atomic():
        orders.finished(order)
        person = named_by_eid(proof.personal_number, proof.given_name, proof.surname)
        session = begin(request, response, person, method="bankid", loa=BANKID_LOA)
        with scope(operator.pk):
            record(LoggedIn(session_id=session.pk, method="bankid"), about=session, by=Actor(person=person))
    return session


def log_out(request: HttpRequest, actor: Actor) -> None:
    """End the session here and now."""
    operator = Organisation.objects.get(is_operator=True)
    with scope(operator.pk):
        end(request, Session.Ended.LOGOUT)
        if actor.session:
            record(LoggedOut(), about=actor.session, by=replace(actor, organisation=operator))
