"""OAuth 2 client credentials, and the way in to every API operation."""

import base64
import binascii
import hashlib
import hmac
import inspect
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja import Form, Path, Router, Schema, Status
from ninja.security import HttpBearer

from armkrok.core.access.actor import Actor
from armkrok.core.access.models import AccessToken, ApiClient
from armkrok.core.access.routes import acting, open_services
from armkrok.core.identity.sessions import client_ip
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.kit.refusals import NotAllowed, NotFound

LIFETIME = timedelta(minutes=15)
router = Router(tags=["access"])


class TokenForm(Schema):
    """RFC 6749 section 4.4.2; the client may also authenticate by HTTP Basic."""

    grant_type: str
    client_id: str = ""
    client_secret: str = ""
    scope: str = ""


class TokenAnswer(Schema):
    """RFC 6749 section 5.1."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105  (the type's name)
    expires_in: int
    scope: str


class TokenProblem(Schema):
    """RFC 6749 section 5.2."""

    error: str


def hashed(secret: str) -> bytes:
    """What is kept of a client's secret or token; both are long and random, so a plain hash will do."""
    return hashlib.sha256(secret.encode()).digest()


@router.post(
    "/oauth/token",
    response={200: TokenAnswer, 400: TokenProblem, 401: TokenProblem},
    auth=None,
    operation_id="token",
)
def token(request: HttpRequest, organisation: Path[str], form: Form[TokenForm]) -> Any:
    """Give a token of fifteen minutes to a system that knows its secret."""
    if form.grant_type != "client_credentials":
        return Status(400, {"error": "unsupported_grant_type"})
    client_id, secret = _basic(request) or (form.client_id, form.client_secret)
    place = Organisation.objects.filter(slug=organisation).first()
    with scope(place.pk if place else None):
        client = ApiClient.objects.filter(client_id=client_id, closed_at=None).first() if place else None
        if client is None or not hmac.compare_digest(bytes(client.secret_hash), hashed(secret)):
            return Status(401, {"error": "invalid_client"})
        wanted = form.scope.split() or list(client.scopes)
        if not set(wanted) <= set(client.scopes):
            return Status(400, {"error": "invalid_scope"})
        text = secrets.token_urlsafe(32)
        AccessToken.objects.filter(client=client, expires_at__lt=now()).delete()
        AccessToken.objects.create(
            client=client, token_hash=hashed(text), scopes=wanted, expires_at=now() + LIFETIME
        )
    return {"access_token": text, "expires_in": int(LIFETIME.total_seconds()), "scope": " ".join(wanted)}


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
        return Actor(
            client_id=row.client_id,
            organisation=place,
            permissions=frozenset(row.scopes),
            ip=client_ip(request),
            user_agent=request.headers.get("User-Agent", "")[:256],
        )


bearer = Bearer()


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


def _basic(request: HttpRequest) -> tuple[str, str] | None:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, secret
