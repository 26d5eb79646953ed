"""The way in to every API operation: whose token, from where, how often, and for what."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja import Path
from ninja.security import HttpBearer

from armkrok.core.access.actor import Actor
from armkrok.core.access.events import ClientRefused
from armkrok.core.access.limits import counted
from armkrok.core.access.models import AccessToken, ApiClient
from armkrok.core.access.routes import acting, open_services
from armkrok.core.access.systems import Call, NetworkNotAllowed, TooManyCalls, hashed, is_for, is_within
from armkrok.core.events.recording import record
from armkrok.core.identity.sessions import client_ip
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.kit.refusals import NotAllowed, NotFound


class Bearer(HttpBearer):
    """A token of the organisation that the address names; another organisation's is unknown here."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        match = request.resolver_match
        slug = match.kwargs.get("organisation", "") if match else ""
        place = Organisation.objects.filter(slug=slug).first()
        if place is None:
            raise NotFound
        with scope(place.pk):
            row = AccessToken.objects.select_related("client").filter(token_hash=hashed(token)).first()
        if row is None or row.expires_at < now() or row.client.closed_at:
            return None
        if not is_for(row.audience, request.path):
            return None
        ip = client_ip(request)
        _judge(request, row.client, ip)
        return Actor(
            client_id=row.client_id,
            organisation=place,
            permissions=frozenset(row.scopes),
            ip=ip,
            user_agent=request.headers.get("User-Agent", "")[:256],
        )


bearer = Bearer()


def _judge(request: HttpRequest, client: ApiClient, ip: str) -> None:
    """Count the call, and refuse it when it is one too many or comes from the wrong place."""
    spent = counted("call", str(client.pk))
    left = max(0, client.per_minute - spent.count)
    request.call = Call(client, left, spent.resets_in)  # type: ignore[attr-defined]
    if spent.count > client.per_minute:
        raise TooManyCalls
    demand_network(client, ip)


def demand_network(client: ApiClient, ip: str) -> None:
    """Refuse a client outside its networks; the log is told at most once a minute."""
    if is_within(ip, client.networks):
        return
    if counted("refused", str(client.pk)).count == 1:
        with scope(client.organisation_id):
            by = Actor(client_id=client.pk, ip=ip)
            record(ClientRefused(ip=ip), about=client, by=by)
    raise NetworkNotAllowed


def operation(key: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Demand a scope of the client and run in its organisation's transaction; put it nearest the function."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def entered(request: Any, *args: Any, **kwargs: Any) -> Any:
            actor = request.auth
            with acting(actor):
                if key.partition(".")[0] not in open_services():
                    raise NotFound
                if key not in actor.permissions:
                    request.lacking = key
                    raise NotAllowed
                request.actor = actor
                return function(request, *args, **kwargs)

        entered.permission = key  # type: ignore[attr-defined]
        entered.__signature__ = _from_path(inspect.signature(function))  # type: ignore[attr-defined]
        return entered

    return declare


def _from_path(signature: inspect.Signature) -> inspect.Signature:
    """With `organisation` read from the address: ninja does not see that the router's prefix has it."""
    return signature.replace(
        parameters=[
            one.replace(annotation=Path[str]) if one.name == "organisation" else one
            for one in signature.parameters.values()
        ]
    )
