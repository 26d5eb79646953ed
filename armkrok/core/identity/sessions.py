"""Log-in sessions: a random token in a cookie, its hash in the database.

ASVS 5.0 chapter 7: a new token at every log-in, an hour idle, twelve hours at most, ended at once
when the person or an administrator says so.
"""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from armkrok.core.identity.loa import strength
from armkrok.core.identity.models import Person, Session
from armkrok.kit.days import now

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


def digest(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def client_ip(request: HttpRequest) -> str:
    """The person's address as seen by us: the last one our own proxies added, else the connection's."""
    hops = settings.TRUSTED_PROXIES
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return request.META.get("REMOTE_ADDR") or "127.0.0.1"


def begin(
    request: HttpRequest,
    response: HttpResponse,
    person: Person,
    *,
    method: str,
    loa: str,
    provider: str = "",
    only_in: UUID | None = None,
) -> Session:
    """A new session for the person; the old one on this device ends.

    `only_in` is the organisation whose own provider said who it is: the session holds nowhere else.
    """
    end(request, Session.Ended.REPLACED)
    token = secrets.token_urlsafe(32)
    session = Session.objects.create(
        person=person,
        token_hash=digest(token),
        method=method,
        loa=loa,
        strength=strength(loa),
        provider=provider,
        organisation_id=only_in,
        ip=client_ip(request),
        user_agent=request.headers.get("User-Agent", "")[:256],
    )
    response.set_cookie(
        settings.LOGIN_COOKIE, token, httponly=True, secure=settings.SECURE_COOKIES, samesite="Lax", path="/"
    )
    return session


def running(request: HttpRequest) -> Session | None:
    """The session of the request's cookie, if it still holds; seen again, at most once a minute."""
    token = request.COOKIES.get(settings.LOGIN_COOKIE)
    if not token:
        return None
    try:
        session = Session.objects.select_related("person", "principal").get(
            token_hash=digest(token), ended_at=None
        )
    except Session.DoesNotExist:
        return None
    moment = now()
    if moment - session.seen_at > IDLE or moment - session.created_at > LONGEST:
        Session.objects.filter(pk=session.pk).update(ended_at=moment, ended_why=Session.Ended.IDLE)
        return None
    if moment - session.seen_at > SEEN_EVERY:
        Session.objects.filter(pk=session.pk).update(seen_at=moment)
    return session


def end(request: HttpRequest, why: Session.Ended) -> None:
    """End the session of the request's cookie, if there is one."""
    token = request.COOKIES.get(settings.LOGIN_COOKIE)
    if token:
        Session.objects.filter(token_hash=digest(token), ended_at=None).update(ended_at=now(), ended_why=why)


def end_all(person_id: UUID, why: Session.Ended, *, only_in: UUID | None = None) -> int:
    """End every running session of the person, or those that hold in one organisation alone; how many."""
    running = Session.objects.filter(person_id=person_id, ended_at=None)
    if only_in:
        running = running.filter(organisation_id=only_in)
    return running.update(ended_at=now(), ended_why=why)
