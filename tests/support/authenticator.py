"""An authenticator in software (WebAuthn level 3, section 6), any part of whose answers may be bent."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url as packed

PRESENT, VERIFIED, ELIGIBLE, BACKED_UP, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40
ES256 = -7


@dataclass
class Authenticator:
    """One key. What it claims to the server can be changed in each answer, the rest is as it should be."""

    origin: str = "http://localhost:8000"
    party: str = "localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: str = ""

    def cose(self, algorithm: Any = ES256) -> dict[int, Any]:
        """The public key (RFC 9053, section 7.1.1)."""
        numbers = self.private.public_key().public_numbers()
        return {
            1: 2,
            3: algorithm,
            -1: 1,
            -2: numbers.x.to_bytes(32, "big"),
            -3: numbers.y.to_bytes(32, "big"),
        }

    def made(self, options: dict[str, Any], **bent: Any) -> str:
        """Answers navigator.credentials.create(). `bent`: origin, party, flags, key, fmt, type, more."""
        self.handle = options["user"]["id"]
        said = self._client_data("webauthn.create", options, bent)
        length = len(self.credential_id).to_bytes(2, "big")
        key = cbor2.dumps(bent.get("key", self.cose()))
        data = self._data(bent, ATTESTED) + bytes(16) + length + self.credential_id + key
        attestation = {"fmt": bent.get("fmt", "none"), "attStmt": {}, "authData": data}
        response = {"clientDataJSON": packed(said), "attestationObject": packed(cbor2.dumps(attestation))}
        return self._answer(response | {"transports": ["internal"]})

    def used(self, options: dict[str, Any], **bent: Any) -> str:
        """Answers navigator.credentials.get(). `bent`: origin, party, flags, count, handle, type, more."""
        self.count = bent.get("count", self.count + 1)
        said = self._client_data("webauthn.get", options, bent)
        data = self._data(bent, 0)
        signed = data + hashlib.sha256(said).digest()
        signature = self.private.sign(signed, ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": packed(said),
            "authenticatorData": packed(data),
            "signature": packed(bent.get("signature", signature)),
            "userHandle": bent.get("handle", self.handle),
        }
        return self._answer(response)

    def _client_data(self, deed: str, options: dict[str, Any], bent: dict[str, Any]) -> bytes:
        said = {
            "type": bent.get("type", deed),
            "challenge": bent.get("challenge", options["challenge"]),
            "origin": bent.get("origin", self.origin),
            "crossOrigin": False,
        }
        return json.dumps(said | bent.get("more", {})).encode()

    def _data(self, bent: dict[str, Any], more: int) -> bytes:
        party = hashlib.sha256(bent.get("party", self.party).encode()).digest()
        return party + bytes([bent.get("flags", self.flags) | more]) + self.count.to_bytes(4, "big")

    def _answer(self, response: dict[str, Any]) -> str:
        name = packed(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
