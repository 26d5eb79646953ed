"""Puts the one who asks on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from armkrok.core.access.actor import Actor
from armkrok.core.identity.sessions import client_ip, running


class ActorMiddleware:
    """`request.actor`: the person of the session, or a stranger. Pages for persons are never cached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = running(request)
        request.actor = Actor(  # type: ignore[attr-defined]
            person=session.person if session else None,
            session=session,
            ip=client_ip(request),
            user_agent=request.headers.get("User-Agent", "")[:256],
        )
        response = self.get_response(request)
        if session and "Cache-Control" not in response:
            add_never_cache_headers(response)
            response["Cache-Control"] = "private, no-store"
        return response
