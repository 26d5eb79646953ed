"""The signed metadata of a trust federation (RFC 9932, MATF): who is in it, where, and with which keys."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

ALGORITHMS = ["ES256"]
CACHED = 3600
LARGEST = 32_000_000
"""Bytes of a feed. The Swedish school federation's has some hundred entities in less than 1 000 000."""
LONGEST_HEADER = 4_000
SKEW = timedelta(minutes=5)
OTHER_ISSUER = "another issuer"
TAG = re.compile(r"[a-z0-9]{1,64}")
PORTS = {"https": 443, "http": 80}


class FeedRefused(Exception):
    """The metadata cannot be trusted. `reason` is a word for the log, and for whoever shows it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FeedExpired(FeedRefused):
    """Its time is out: never trusted again, however it was fetched."""

    def __init__(self) -> None:
        super().__init__("expired")


class NoSuchServer(Exception):
    """The metadata has no such entity, or no one server of it with these tags."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Server:
    """A server in the federation, with what its certificate must lead to and the keys that it may have."""

    base_uri: str
    pins: frozenset[str]
    issuers: tuple[str, ...]
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Metadata:
    """A feed whose signature has been verified. `entities` is by normalised entity_id, as it came."""

    issuer: str
    issued_at: datetime
    expires_at: datetime
    cache_for: timedelta
    entities: Mapping[str, dict[str, Any]]

    def demand_unexpired(self, now: datetime) -> None:
        """Raise FeedExpired when its time is out."""
        if now >= self.expires_at:
            raise FeedExpired


def read_feed(feed: bytes, jwks: Mapping[str, Any], now: datetime, issuer: str = "") -> Metadata:
    """The metadata, if one of the operator's keys has signed it with ES256 and it is within its time.

    With `issuer` its `iss` must be exactly that: an operator may sign its trial and its real feed alike.

    `feed` is a JWS in general JSON serialization (RFC 7515 section 7.2.1) whose protected header has alg,
    iat, exp, iss and kid. Nothing is read from an unprotected header. Raises FeedRefused or FeedExpired.
    """
    if len(feed) > LARGEST:
        raise FeedRefused("too large")
    header, payload = _verified(feed, jwks)
    issued, expires = _moment(header.get("iat")), _moment(header.get("exp"))
    named = header.get("iss")
    if not isinstance(named, str) or not named:
        raise FeedRefused("no issuer")
    if issuer and named != issuer:
        raise FeedRefused(OTHER_ISSUER)
    if issued > now + SKEW:
        raise FeedRefused("not yet valid")
    ttl = payload.get("cache_ttl", CACHED)
    cached = ttl if isinstance(ttl, int) and not isinstance(ttl, bool) and ttl >= 0 else CACHED
    known = dict(_entities(payload.get("entities")))
    found = Metadata(named, issued, expires, timedelta(seconds=min(cached, 30 * 86_400)), known)
    found.demand_unexpired(now)
    return found


def find_server(metadata: Metadata, entity_id: str, tags: Iterable[str]) -> Server:
    """The one server of an entity that has all of these tags, in any order and case; raises NoSuchServer.

    A server without a usable pin, an issuer or an https address can't be trusted, and is not there.
    """
    entity = metadata.entities.get(normalised(entity_id))
    if entity is None:
        raise NoSuchServer("entity")
    wanted = frozenset(tag.strip().lower() for tag in tags)
    if not all(TAG.fullmatch(tag) for tag in wanted):
        raise NoSuchServer("tags")
    fitting = [server for server in _servers(entity) if wanted <= server.tags]
    if not fitting:
        raise NoSuchServer("tags")
    if len({server.base_uri for server in fitting}) > 1:
        raise NoSuchServer("several")
    pins = frozenset[str]().union(*(server.pins for server in fitting))
    return replace(fitting[0], pins=pins)


def entity_of(metadata: Metadata, pin: str) -> str | None:
    """The one entity that has a client with this pin; None when there is none, or several claim it."""
    found = {
        name
        for name, entity in metadata.entities.items()
        for one in _objects(entity.get("clients"))
        if pin in _pins(one.get("pins"))
    }
    return found.pop() if len(found) == 1 else None


def normalised(entity_id: str) -> str:
    """An entity_id as it is compared: scheme and host in lower case, no default port, no slash at the end
    (RFC 3986 section 6.2)."""
    text = entity_id.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return text
    if not parts.hostname:
        return text
    host = parts.hostname if port in {None, PORTS.get(parts.scheme)} else f"{parts.hostname}:{port}"
    return urlunsplit((parts.scheme, host, parts.path.rstrip("/"), parts.query, parts.fragment))


def _verified(feed: bytes, jwks: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and payload of the first signature that one of the operator's keys has made."""
    try:
        document = json.loads(feed)
        parts = [(one["protected"], one["signature"]) for one in document["signatures"]]
        payload = document["payload"]
        if not all(isinstance(text, str) for pair in parts for text in (*pair, payload)):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FeedRefused("not a JWS") from error
    for protected, signature in parts[:10]:
        if (header := _signed_header(f"{protected}.{payload}.{signature}", jwks, len(payload))) is not None:
            return header, _object(payload)
    raise FeedRefused("signature")


def _signed_header(compact: str, jwks: Mapping[str, Any], size: int) -> dict[str, Any] | None:
    """The protected header when the signature holds, else None. `crit` is judged by the library."""
    registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    registry.max_header_length, registry.max_payload_length = LONGEST_HEADER, size
    try:
        header = jws.extract_compact(compact.encode("ascii"), registry=registry).headers()
        key = _key(jwks, header.get("kid"))
        if key is None or header.get("alg") not in ALGORITHMS:
            return None
        jws.deserialize_compact(compact, key, algorithms=ALGORITHMS, registry=registry)
    except (JoseError, ValueError):
        return None
    return dict(header)


def _key(jwks: Mapping[str, Any], kid: object) -> ECKey | None:
    """The operator's key with that kid, when it is one for ES256."""
    listed = jwks.get("keys")
    for one in KeySet.import_key_set({"keys": listed}).keys if isinstance(listed, list) else []:
        if isinstance(one, ECKey) and kid and one.kid == kid and one.curve_name == "P-256":
            return one
    return None


def _object(encoded: str) -> dict[str, Any]:
    try:
        found = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except (ValueError, RecursionError) as error:
        raise FeedRefused("not JSON") from error
    if not isinstance(found, dict):
        raise FeedRefused("not JSON")
    return found


def _moment(seconds: object) -> datetime:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        raise FeedRefused("no time")
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise FeedRefused("no time") from error


def _entities(listed: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Entities by their normalised id. Two with the same would be the same tenant: then neither is."""
    came: dict[str, dict[str, Any] | None] = {}
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict) and isinstance(one.get("entity_id"), str):
            name = normalised(one["entity_id"])
            came[name] = None if name in came else one
    yield from ((name, one) for name, one in came.items() if one is not None)


def _servers(entity: dict[str, Any]) -> Iterator[Server]:
    issuers = tuple(
        one["x509certificate"]
        for one in _objects(entity.get("issuers"))
        if isinstance(one.get("x509certificate"), str)
    )
    for one in _objects(entity.get("servers")):
        uri, pins = one.get("base_uri"), frozenset(_pins(one.get("pins")))
        if isinstance(uri, str) and urlsplit(uri).scheme == "https" and pins and issuers:
            yield Server(uri, pins, issuers, frozenset(_tags(one.get("tags"))))


def _tags(listed: object) -> Iterator[str]:
    for tag in listed if isinstance(listed, list) else []:
        if isinstance(tag, str) and TAG.fullmatch(tag.lower()):
            yield tag.lower()


def _pins(listed: object) -> Iterator[str]:
    """Digests by SHA-256; old feeds call the fields name and value."""
    for one in _objects(listed):
        digest = one.get("digest", one.get("value"))
        if one.get("alg", one.get("name")) == "sha256" and isinstance(digest, str) and _is_digest(digest):
            yield digest


def _is_digest(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def _objects(listed: object) -> list[dict[str, Any]]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
