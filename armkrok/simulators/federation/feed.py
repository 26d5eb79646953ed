"""The signed document, right or wrong as one asks for."""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc.jwk import ECKey

from armkrok.simulators.federation.keys import issued, issuer

ISSUER = "https://federation.example"
ALGORITHMS = ("ES256", "RS256", "HS256", "none")


@dataclass(slots=True)
class Wishes:
    """How the next feeds are. `pins` and `issuers` are put in the place of an entity's own, by entity_id."""

    lifetime: float = 86_400.0
    """Seconds until exp; less than 0 is a feed that has expired."""
    cache_ttl: int | None = 5
    alg: str = "ES256"
    wrong_key: bool = False
    old_names: bool = False
    """Pins with name and value."""
    without: list[str] = field(default_factory=list)
    """entity_ids that have left."""
    pins: dict[str, list[str]] = field(default_factory=dict)
    issuers: dict[str, list[str]] = field(default_factory=dict)
    tags: dict[str, list[str]] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    """Put in the place of the protected header's own; null takes a field away."""

    def change(self, wanted: dict[str, Any]) -> None:
        """Set some of them; raises ValueError for a name that is not known."""
        known = {one.name for one in fields(self)}
        if unknown := set(wanted) - known:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        if wanted.get("alg", "ES256") not in ALGORITHMS:
            raise ValueError(f"alg: one of {', '.join(ALGORITHMS)}")
        for name, value in wanted.items():
            setattr(self, name, value)


class Operator:
    """The operator of one home folder: its key, and the members whose files it publishes."""

    def __init__(self, home: Path, members: list[Path], clients: list[str]) -> None:
        self.home, self.members, self.clients = home, members, clients
        self.wishes = Wishes()
        self.key = _key(home / "operator.json")
        self.jwks = {"keys": [self.key.as_dict(private=False)]}
        (home / "jwks.json").write_text(json.dumps(self.jwks))
        self.authority = issuer(home / "clients", "issuer")

    def publish(self) -> bytes:
        """Sign what the members say now; kept in feed.jws too."""
        ttl = {} if self.wishes.cache_ttl is None else {"cache_ttl": self.wishes.cache_ttl}
        payload = {"version": "1.0.0", **ttl, "entities": self.entities()}
        feed = self._signed(json.dumps(payload, ensure_ascii=False).encode())
        scratch = self.home / "feed.new"
        scratch.write_bytes(feed)
        scratch.rename(self.home / "feed.jws")
        return feed

    def entities(self) -> list[dict[str, Any]]:
        """Our clients and, from their files, the suppliers."""
        found = [self._client(name) for name in self.clients]
        for folder in self.members:
            found += [json.loads(path.read_text()) for path in sorted(folder.glob("entity-*.json"))]
        return [self._changed(one) for one in found if one["entity_id"] not in self.wishes.without]

    def _client(self, name: str) -> dict[str, Any]:
        holder = issued(self.home / "clients", name, self.authority, is_server=False)
        return {
            "entity_id": f"https://{name}.example",
            "organization": f"{name.capitalize()} kommun",
            "issuers": [{"x509certificate": self.authority.pem}],
            "clients": [
                {"description": "Armkrok", "pins": [{"alg": "sha256", "digest": holder.pin}], "tags": []}
            ],
        }

    def _changed(self, entity: dict[str, Any]) -> dict[str, Any]:
        name = entity["entity_id"]
        if name in self.wishes.issuers:
            entity["issuers"] = [{"x509certificate": pem} for pem in self.wishes.issuers[name]]
        for one in [*entity.get("servers", []), *entity.get("clients", [])]:
            if name in self.wishes.pins:
                one["pins"] = [{"alg": "sha256", "digest": digest} for digest in self.wishes.pins[name]]
            if name in self.wishes.tags:
                one["tags"] = self.wishes.tags[name]
            if self.wishes.old_names:
                one["pins"] = [{"name": pin["alg"], "value": pin["digest"]} for pin in one["pins"]]
        return entity

    def _signed(self, payload: bytes) -> bytes:
        alg, now = self.wishes.alg, int(time.time())
        header = {"alg": alg, "iat": now, "exp": now + int(self.wishes.lifetime), "iss": ISSUER}
        header |= {"kid": self.key.kid} | self.wishes.header
        header = {name: value for name, value in header.items() if value is not None}
        signed = f"{_encoded(json.dumps(header).encode())}.{_encoded(payload)}"
        protected, _, encoded = signed.partition(".")
        signature = {"protected": protected, "signature": _encoded(self._signature(signed.encode()))}
        return json.dumps({"payload": encoded, "signatures": [signature]}).encode()

    def _signature(self, signed: bytes) -> bytes:
        """With the operator's key, or wrong: HS256 has the public key as its secret, none has nothing.

        By hand, since no library makes what none should take.
        """
        if self.wishes.alg == "none":
            return b""
        if self.wishes.alg == "HS256":
            return hmac.digest(self.key.as_pem(private=False), signed, "sha256")
        if self.wishes.alg == "RS256":
            stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            return stranger.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        own = ECKey.generate_key("P-256") if self.wishes.wrong_key else self.key
        private = own.private_key
        if private is None:
            raise TypeError("the operator's key is public")
        r, s = decode_dss_signature(private.sign(signed, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _key(path: Path) -> ECKey:
    """The operator's signing key, made on first use."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = ECKey.generate_key("P-256", auto_kid=True, private=True)
        path.touch(0o600)
        path.write_text(json.dumps(made.as_dict(private=True)))
    return ECKey.import_key(json.loads(path.read_text()))
