"""From an authenticator's answer to a session."""

import logging

from django.http import HttpRequest, HttpResponse

from armkrok.core.access.actor import Actor
from armkrok.core.access.limits import hit
from armkrok.core.eid.events import LoggedIn, LoginRefused
from armkrok.core.events.recording import record
from armkrok.core.identity import loa
from armkrok.core.identity.models import Session
from armkrok.core.identity.sessions import begin, client_ip
from armkrok.core.passkeys import letters
from armkrok.core.passkeys.access import METHOD
from armkrok.core.passkeys.actions.keys import use
from armkrok.core.passkeys.ceremonies import take
from armkrok.core.passkeys.errors import KeyRefused, TooManyTries
from armkrok.core.passkeys.events import BreakGlassUsed
from armkrok.core.passkeys.models import Ceremony, Passkey
from armkrok.core.passkeys.proving import owner_in, read
from armkrok.core.tenants.models import Organisation, current_organisation
from armkrok.core.tenants.scope import scope

log = logging.getLogger(__name__)

TRIES_PER_ADDRESS = 10
TRIES_PER_KEY = 5
STARTS_PER_ADDRESS = 20


def limit(purpose: str, who: str, per_minute: int) -> None:
    """Count a try; raises TooManyTries, and says so in the log without telling who it was."""
    try:
        hit(purpose, who, per_minute, TooManyTries)
    except TooManyTries:
        log.warning("too many tries by passkey", extra={"limit": purpose})
        raise


def log_in(request: HttpRequest, response: HttpResponse, text: str) -> Session:
    """Judge the answer and begin a session that holds in the key's organisation alone.

    Raises KeyRefused or TooManyTries. Both outcomes are in the operator's log; a refusal tells nobody whose
    key it was.
    """
    limit("passkey", client_ip(request), TRIES_PER_ADDRESS)
    operator = Organisation.objects.get(is_operator=True)
    try:
        return _judged(request, response, text, operator)
    except KeyRefused as refusal:
        log.warning("passkey refused", extra={"reason": refusal.reason, "detail": refusal.detail})
        with scope(operator.pk):
            record(LoginRefused(reason=f"passkey {refusal.reason}"), about=operator)
        raise


def _judged(request: HttpRequest, response: HttpResponse, text: str, operator: Organisation) -> Session:
    answer = read(text)
    limit("passkey key", answer.credential_id.hex(), TRIES_PER_KEY)
    ceremony = take(request, Ceremony.Purpose.LOGIN, answer.challenge)
    organisation_id, person_id = owner_in(answer.user_handle)
    with scope(organisation_id, person_id):
        passkey = use(answer, bytes(ceremony.challenge), person_id)
        session = None if passkey.suspected_at else _begun(request, response, passkey, operator)
    if session is None:
        raise KeyRefused("copied")
    return session


def _begun(request: HttpRequest, response: HttpResponse, passkey: Passkey, operator: Organisation) -> Session:
    person, place = passkey.person, current_organisation()
    session = begin(
        request, response, person, method=METHOD, loa=loa.PASSKEY, provider="Nyckel", only_in=place.pk
    )
    by = Actor(person=person, organisation=place)
    if not place.is_operator:
        record(BreakGlassUsed(person_id=person.pk, session_id=session.pk), about=passkey, by=by)
        letters.tell_of_use()
    with scope(operator.pk):
        record(LoggedIn(session_id=session.pk, method=METHOD), about=session, by=by)
    return session
