"""OAuth 2 client credentials (RFC 6749 section 4.4): tokens given and taken back, and the metadata."""

import base64
import binascii
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NoReturn
from urllib.parse import unquote_plus

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Form, Path, Router, Schema

from armkrok.core.access.limits import counted, hit, so_far
from armkrok.core.access.models import AccessToken, ApiClient, ClientAddress, ClientSecret, ClientUse
from armkrok.core.access.rest import assertions
from armkrok.core.access.rest.entering import demand_network
from armkrok.core.access.systems import (
    LIFETIME,
    TooManyCalls,
    audience_of,
    hashed,
    issuer,
    known_by_secret,
    scopes,
)
from armkrok.core.identity.sessions import client_ip
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.kit.ids import uuid7
from armkrok.kit.refusals import NotFound

router = Router(tags=["access"])
FROM_ONE_ADDRESS = 60
WRONG_FROM_ONE_ADDRESS = 20
FOR_ONE_CLIENT = 60
KEPT = timedelta(days=30)
METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt"]
SEEN = """
INSERT INTO access_clientaddress (id, organisation_id, client_id, address, seen_at)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (organisation_id, client_id, address) DO UPDATE SET seen_at = excluded.seen_at
"""


class ShownForm(Schema):
    """How a client shows who it is (RFC 6749 section 2.3, RFC 7523 section 2.2); or by HTTP Basic."""

    client_id: str = ""
    client_secret: str = ""
    client_assertion_type: str = ""
    client_assertion: str = ""


class TokenForm(ShownForm):
    """RFC 6749 section 4.4.2, and the audience that is wanted (RFC 8707)."""

    grant_type: str = ""
    scope: str = ""
    resource: list[str] = []


class RevocationForm(ShownForm):
    """RFC 7009 section 2.1."""

    token: str = ""
    token_type_hint: str = ""


class TokenAnswer(Schema):
    """RFC 6749 section 5.1."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105  (the type's name)
    expires_in: int
    scope: str


class TokenProblem(Schema):
    """RFC 6749 section 5.2."""

    error: str
    error_description: str


class Metadata(Schema):
    """RFC 8414 section 2."""

    issuer: str
    token_endpoint: str
    revocation_endpoint: str
    grant_types_supported: list[str]
    response_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    token_endpoint_auth_signing_alg_values_supported: list[str]
    revocation_endpoint_auth_methods_supported: list[str]
    scopes_supported: list[str]


class Faulty(Exception):
    """What the client is told is wrong, in the words of RFC 6749 section 5.2; nothing has changed."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description

    def answer(self) -> HttpResponse:
        """401 for who, 400 for what."""
        body = {"error": self.error, "error_description": self.description}
        if self.error != "invalid_client":
            return JsonResponse(body, status=400)
        answer = JsonResponse(body, status=401)
        answer["WWW-Authenticate"] = 'Basic realm="armkrok"'
        return answer


@router.post(
    "/oauth/token",
    response={200: TokenAnswer, 400: TokenProblem, 401: TokenProblem},
    auth=None,
    operation_id="token",
)
def token(request: HttpRequest, organisation: Path[str], form: Form[TokenForm]) -> Any:
    """Give a token of fifteen minutes to a system that proves who it is."""
    return _judged(request, lambda ip: _give(request, organisation, form, ip))


@router.post(
    "/oauth/revoke",
    response={200: None, 400: TokenProblem, 401: TokenProblem},
    auth=None,
    operation_id="revoke",
)
def revoke(request: HttpRequest, organisation: Path[str], form: Form[RevocationForm]) -> Any:
    """Take back a token before its time (RFC 7009); nobody learns whether it was there."""
    return _judged(request, lambda ip: _take_back(request, organisation, form, ip))


@router.get(
    "/.well-known/oauth-authorization-server",
    response=Metadata,
    auth=None,
    operation_id="authorization_server",
)
def authorization_server(request: HttpRequest, organisation: Path[str]) -> Any:
    """What a client needs to know to get a token here (RFC 8414)."""
    return metadata(organisation)


def metadata(slug: str) -> dict[str, Any]:
    """RFC 8414 section 2, of an organisation's own server; raises NotFound."""
    if not Organisation.objects.filter(slug=slug).exists():
        raise NotFound
    return {
        "issuer": issuer(slug),
        "token_endpoint": f"{issuer(slug)}/oauth/token",
        "revocation_endpoint": f"{issuer(slug)}/oauth/revoke",
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": METHODS,
        "token_endpoint_auth_signing_alg_values_supported": assertions.ALGORITHMS,
        "revocation_endpoint_auth_methods_supported": METHODS,
        "scopes_supported": [permission.key for permission in scopes()],
    }


def _judged(request: HttpRequest, deed: Callable[[str], HttpResponse]) -> HttpResponse:
    """Do the deed unless this address asks too often, or has been wrong too often; never cached."""
    ip = client_ip(request)
    hit("oauth", ip, FROM_ONE_ADDRESS, TooManyCalls)
    if so_far("oauth wrong", ip) >= WRONG_FROM_ONE_ADDRESS:
        raise TooManyCalls
    try:
        answer = deed(ip)
    except Faulty as faulty:
        if faulty.error == "invalid_client":
            counted("oauth wrong", ip)
        answer = faulty.answer()
    answer["Cache-Control"] = "no-store"
    answer["Pragma"] = "no-cache"
    return answer


def _give(request: HttpRequest, slug: str, form: TokenForm, ip: str) -> HttpResponse:
    if form.grant_type != "client_credentials":
        error = "unsupported_grant_type" if form.grant_type else "invalid_request"
        raise Faulty(error, "grant_type must be client_credentials")
    client = _client(request, slug, form)
    hit("token", str(client.pk), FOR_ONE_CLIENT, TooManyCalls)
    demand_network(client, ip)
    wanted = form.scope.split() or list(client.scopes)
    if not set(wanted) <= set(client.scopes):
        raise Faulty("invalid_scope", "the client may not have all of these scopes")
    audience = audience_of(slug, form.resource)
    if audience is None:
        raise Faulty("invalid_target", "resource must be one address under the issuer")
    text = secrets.token_urlsafe(32)
    with scope(client.organisation_id):
        _write(client, text, wanted, audience, ip)
    body = {"access_token": text, "token_type": "Bearer", "expires_in": int(LIFETIME.total_seconds())}
    return JsonResponse(body | {"scope": " ".join(wanted)})


def _write(client: ApiClient, text: str, wanted: list[str], audience: str, ip: str) -> None:
    """Keep the token's hash, and when and from where it was fetched; let go of what is too old."""
    moment = now()
    AccessToken.objects.filter(client=client, expires_at__lt=moment).delete()
    AccessToken.objects.create(
        client=client,
        token_hash=hashed(text),
        scopes=wanted,
        audience=audience,
        ip=ip,
        expires_at=moment + LIFETIME,
    )
    ApiClient.objects.filter(pk=client.pk).update(used_at=moment)
    oldest = today() - KEPT
    ClientUse.objects.filter(client=client, day__lt=oldest).delete()
    ClientAddress.objects.filter(client=client, seen_at__date__lt=oldest).delete()
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [uuid7(), client.organisation_id, client.pk, ip, moment])


def _take_back(request: HttpRequest, slug: str, form: RevocationForm, ip: str) -> HttpResponse:
    if not form.token:
        raise Faulty("invalid_request", "token is missing")
    client = _client(request, slug, form)
    demand_network(client, ip)
    with scope(client.organisation_id):
        AccessToken.objects.filter(client=client, token_hash=hashed(form.token)).delete()
    return HttpResponse()


def _client(request: HttpRequest, slug: str, form: ShownForm) -> ApiClient:
    """Who asks, proved in one way alone (RFC 6749 section 2.3)."""
    basic = _basic(request)
    if sum(map(bool, (basic, form.client_secret, form.client_assertion))) > 1:
        raise Faulty("invalid_request", "use one way to authenticate")
    place = Organisation.objects.filter(slug=slug).first()
    if place is None or not form.client_id.isprintable():
        _stranger()
    with scope(place.pk):
        if form.client_assertion:
            return _by_assertion(slug, form)
        return _by_secret(*(basic or (form.client_id, form.client_secret)))


def _by_secret(client_id: str, secret: str) -> ApiClient:
    row = known_by_secret(client_id, secret) if secret and client_id.isprintable() else None
    if row is None:
        _stranger()
    ClientSecret.objects.filter(pk=row.pk).update(used_at=now())
    client: ApiClient = row.client
    return client


def _by_assertion(slug: str, form: ShownForm) -> ApiClient:
    if form.client_assertion_type != assertions.KIND:
        raise Faulty("invalid_request", "client_assertion_type must be jwt-bearer")
    audiences = [issuer(slug), f"{issuer(slug)}/oauth/token", f"{issuer(slug)}/oauth/revoke"]
    client = assertions.known_by_assertion(form.client_id, form.client_assertion, audiences)
    if client is None:
        _stranger()
    return client


def _stranger() -> NoReturn:
    """The same words for an unknown client, a wrong secret and an organisation that is not here."""
    raise Faulty("invalid_client", "the client is unknown here, or what it showed does not hold")


def _basic(request: HttpRequest) -> tuple[str, str] | None:
    """Id and secret from HTTP Basic, form-encoded as RFC 6749 section 2.3.1 says."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unquote_plus(name), unquote_plus(secret)
