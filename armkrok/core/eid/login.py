"""From a verified answer to a session."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from armkrok.core.access.actor import Actor
from armkrok.core.eid import elsewhere, orders
from armkrok.core.eid.errors import OrderEnded
from armkrok.core.eid.events import LoggedIn, LoggedOut, LoginRefused
from armkrok.core.eid.models import EidOrder, Provider
from armkrok.core.eid.recognising import recognised
from armkrok.core.eid.ways import operator, provider_of
from armkrok.core.events.recording import record
from armkrok.core.identity.models import Session
from armkrok.core.identity.proof import Proof
from armkrok.core.identity.sessions import begin, end
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.refusals import Refusal


def log_in(request: HttpRequest, response: HttpResponse, order: EidOrder, answer: orders.Answer) -> Session:
    """Verify the answer and begin a session. Raises AnswerNotTrusted, NotKnownHere or NoNumber.

    Both outcomes are told in a log: the operator's for a way that is everybody's, else the organisation's.
    """
    provider = provider_of(order) if order.provider_id else None
    place = provider.organisation if provider else operator()
    try:
        proof = orders.verified(order, answer)
        with scope(place.pk):
            orders.finished(order)
            return _begun(request, response, proof, provider, place)
    except OrderEnded:
        raise  # another tab was first, or she backed out: nothing was refused
    except Refusal as refusal:
        orders.refused(order)
        refused(order, place, getattr(refusal, "reason", "") or refusal.code)
        raise


def _begun(
    request: HttpRequest, response: HttpResponse, proof: Proof, provider: Provider | None, place: Organisation
) -> Session:
    person = recognised(proof, provider)
    session = begin(
        request, response, person, method=proof.method, loa=proof.loa,
        provider=provider.name if provider else "BankID", only_in=None if place.is_operator else place.pk,
    )  # fmt: skip
    record(LoggedIn(session_id=session.pk, method=proof.method), about=session, by=Actor(person=person))
    return session


def refused(order: EidOrder, place: Organisation, reason: str) -> None:
    """Tell the log that an answer was not believed, and by which check it fell."""
    with scope(place.pk):
        record(LoginRefused(reason=reason), about=order)


def came_back(provider: Provider, order: EidOrder) -> None:
    """Tell the log when what the person came back with was not believed."""
    if order.state == EidOrder.State.FAILED and order.hint not in {elsewhere.CANCELLED, elsewhere.DOWN}:
        refused(order, provider.organisation, elsewhere.reason(order))


def log_out(request: HttpRequest, actor: Actor) -> None:
    """End the session here and now."""
    place = operator()
    with scope(place.pk):
        end(request, Session.Ended.LOGOUT)
        if actor.session:
            record(LoggedOut(), about=actor.session, by=replace(actor, organisation=place))
