"""What a provider publishes about itself: its addresses and its keys, remembered for an hour.

Sources: OpenID Connect Discovery 1.0 sections 3 and 4; RFC 7517; RFC 9207.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import Key, import_key

from armkrok.core.identity.oidc.config import OidcConfig, Userinfo
from armkrok.core.identity.oidc.errors import Unavailable
from armkrok.core.identity.oidc.strict_json import NotStrict, read_object
from armkrok.core.outgoing import AddressRefused, NotDelivered, TooLarge, fetch
from armkrok.core.outgoing.addresses import destination

SECONDS: Final = 8.0
LARGEST: Final = 300_000
REMEMBERED: Final = 3600.0
AGAIN: Final = 60.0
"""Seconds between two fetches of the keys because of a key nobody knows."""
PAUSE: Final = 10.0
"""Seconds before a provider that did not answer is asked again: whoever waits is told at once."""
MOST_KEYS: Final = 50


@dataclass(frozen=True)
class Metadata:
    """The part of a discovery document that is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    response_iss: bool
    scopes: frozenset[str]


class Publications:
    """One provider's discovery document and keys. Safe to share between threads."""

    def __init__(self, issuer: str, roots: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._issuer, self._roots, self._clock = issuer, roots, clock
        self._lock = threading.Lock()
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, tuple[Key, ...]] | None = None
        self._failed: tuple[float, str] | None = None

    def metadata(self) -> Metadata:
        """The provider's addresses; raises Unavailable."""
        with self._lock:
            if self._metadata is None or self._clock() - self._metadata[0] > REMEMBERED:
                address = self._issuer.rstrip("/") + "/.well-known/openid-configuration"
                found = _metadata(self._object(address, "discovery"), self._issuer)
                self._metadata = self._clock(), found
            return self._metadata[1]

    def keys(self, *, knows: Callable[[tuple[Key, ...]], bool]) -> tuple[Key, ...]:
        """The keys, fetched anew at most once a minute when they fail `knows`; raises Unavailable."""
        address = self.metadata().jwks_uri
        with self._lock:
            moment = self._clock()
            if (
                self._keys is None
                or moment - self._keys[0] > REMEMBERED
                or (moment - self._keys[0] >= AGAIN and not knows(self._keys[1]))
            ):
                self._keys = moment, _keys(self._object(address, "jwks"))
            return self._keys[1]

    def _object(self, address: str, code: str) -> dict[str, Any]:
        """What is published there. A failure is remembered for a while, by whoever waits for the lock too."""
        if self._failed and self._clock() - self._failed[0] < PAUSE:
            raise Unavailable(self._failed[1])
        try:
            found = self._asked(address, code)
        except Unavailable as error:
            self._failed = self._clock(), error.code
            raise
        self._failed = None
        return found

    def _asked(self, address: str, code: str) -> dict[str, Any]:
        try:
            answer = fetch(
                "GET", address, headers={"Accept": "application/json"},
                seconds=SECONDS, largest=LARGEST, roots=self._roots,
            )  # fmt: skip
        except TooLarge as error:
            raise Unavailable(f"{code}_size") from error
        except NotDelivered as error:
            raise Unavailable(f"{code}_{error.why.value}") from error
        if answer.status != 200:
            raise Unavailable(f"{code}_status_{answer.status}")
        try:
            return read_object(answer.body)
        except NotStrict as error:
            raise Unavailable(f"{code}_json") from error


_known: dict[tuple[str, str], Publications] = {}
_known_lock = threading.Lock()


def published_by(config: OidcConfig) -> Publications:
    """The process's memory of this provider."""
    with _known_lock:
        if len(_known) > 500:
            _known.clear()
        return _known.setdefault(
            (config.issuer, config.tls_root), Publications(config.issuer, config.tls_root)
        )


def forget() -> None:
    """Ask every provider anew."""
    with _known_lock:
        _known.clear()


def is_usable(config: OidcConfig) -> bool:
    """Whether the provider answers and publishes what we need, asked anew."""
    fresh = Publications(config.issuer, config.tls_root)
    try:
        demand(config, fresh.metadata())
        return bool(fresh.keys(knows=bool))
    except Unavailable:
        return False


def demand(config: OidcConfig, metadata: Metadata) -> None:
    """That the provider has what the settings use; raises Unavailable."""
    if config.userinfo is not Userinfo.NEVER and not metadata.userinfo_endpoint:
        raise Unavailable("discovery_userinfo")


def _metadata(document: Mapping[str, Any], issuer: str) -> Metadata:
    if document.get("issuer") != issuer:
        raise Unavailable("discovery_issuer")
    methods = document.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" not in methods:
        raise Unavailable("discovery_pkce")
    types = document.get("response_types_supported")
    if isinstance(types, list) and "code" not in types:
        raise Unavailable("discovery_response_type")
    scopes = document.get("scopes_supported")
    return Metadata(
        issuer=issuer,
        authorization_endpoint=_address(document, "authorization_endpoint"),
        token_endpoint=_address(document, "token_endpoint"),
        jwks_uri=_address(document, "jwks_uri"),
        userinfo_endpoint=_address(document, "userinfo_endpoint") if "userinfo_endpoint" in document else "",
        response_iss=document.get("authorization_response_iss_parameter_supported") is True,
        scopes=frozenset(scope for scope in scopes if isinstance(scope, str))
        if isinstance(scopes, list)
        else frozenset(),
    )


def _address(document: Mapping[str, Any], name: str) -> str:
    """A whole https address (the outgoing call judges later where it leads)."""
    value = document.get(name)
    if not isinstance(value, str):
        raise Unavailable(f"discovery_{name}")
    try:
        destination(value)
    except AddressRefused as error:
        raise Unavailable(f"discovery_{name}") from error
    return value


def _keys(document: Mapping[str, Any]) -> tuple[Key, ...]:
    """The keys that can be read; others are passed over (RFC 7517 section 5)."""
    listed = document.get("keys")
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise Unavailable("jwks_json")
    found: list[Key] = []
    for one in listed:
        if isinstance(one, dict) and one.get("kty") in ("RSA", "EC") and "d" not in one:
            try:
                found.append(
                    import_key({name: value for name, value in one.items() if isinstance(value, str)})
                )
            except (JoseError, ValueError, TypeError, KeyError):
                continue
    return tuple(found)


def as_text(key: Key) -> str:
    """A public key as JSON, to keep as evidence."""
    return json.dumps({"keys": [key.as_dict(private=False)]}, sort_keys=True)
