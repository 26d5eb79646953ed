"""A client that proves who it is with a key of its own: private_key_jwt (RFC 7523, OpenID Connect Core 9)."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact

from armkrok.core.access.models import ApiClient, IdempotencyKey
from armkrok.kit.days import now

KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
SKEW = 120
LONGEST = 300
MOST_TEXT = 8_000
REMEMBERED = "jti "


def known_by_assertion(client_id: str, text: str, audiences: list[str]) -> ApiClient | None:
    """The client whose key has signed the assertion, once; None for whatever is wrong with it."""
    if len(text) > MOST_TEXT:
        return None
    client = ApiClient.objects.filter(client_id=client_id or _said_by(text), closed_at=None).first()
    if client is None or not client.keys:
        return None
    claims = _verified(text, client, audiences)
    return client if claims and _first_time(client, str(claims["jti"])) else None


def _verified(text: str, client: ApiClient, audiences: list[str]) -> dict[str, Any] | None:
    """The claims, if the signature, the names and the times are right (RFC 7523 section 3)."""
    same: jwt.ClaimsOption = {"essential": True, "value": client.client_id}
    rules = jwt.JWTClaimsRegistry(
        leeway=SKEW,
        iss=same,
        sub=same,
        aud={"essential": True, "values": audiences},
        exp={"essential": True},
        jti={"essential": True},
    )
    try:
        keys = KeySet.import_key_set({"keys": client.keys})
        claims: dict[str, Any] = dict(jwt.decode(text, keys, algorithms=ALGORITHMS).claims)
        rules.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return claims if int(claims["exp"]) <= now().timestamp() + LONGEST + SKEW else None


def _first_time(client: ApiClient, jti: str) -> bool:
    """Whether the assertion is new; it is remembered for longer than it could hold."""
    key = REMEMBERED + hashlib.sha256(jti.encode()).hexdigest()
    old = now() - timedelta(seconds=2 * (LONGEST + SKEW))
    IdempotencyKey.objects.filter(client=client, key__startswith=REMEMBERED, created_at__lt=old).delete()
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(client=client, key=key)
    except IntegrityError:
        return False
    return True


def _said_by(text: str) -> str:
    """Who the assertion says that it is from, before anything is verified: `client_id` may be left out."""
    try:
        said = json.loads(extract_compact(text.encode()).payload)
    except (JoseError, ValueError, RecursionError):
        return ""
    name = said.get("sub") if isinstance(said, dict) else ""
    return name if isinstance(name, str) and name.isprintable() else ""
