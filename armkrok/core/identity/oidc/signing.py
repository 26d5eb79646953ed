"""Signing by a provider: what the log-in is bound to, and what is asked of the national extension.

Source: Signature Extension for OpenID Connect 1.1, sections 3 and 4; Authentication Request Parameter
Extensions 1.1, section 2.1 (oidc.se).

The nonce of a signing log-in is SHA-256 of 32 random bytes, the digest of the text that the person sees, and
the digest of the unseen data. The provider signs the nonce in the ID token, so whoever has the token, the
random bytes and what was signed can see that they belong together, and nobody can before the bytes are shown.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwt

from armkrok.core.identity.oidc.config import OidcConfig, Signing
from armkrok.core.identity.oidc.keys import algorithm_of, client_key, random_text

MESSAGE: Final = "https://id.oidc.se/param/userMessage"
SIGN_REQUEST: Final = "https://id.oidc.se/param/signRequest"
SIGN_SCOPE: Final = "https://id.oidc.se/scope/sign"
APPROVAL_SCOPE: Final = "https://id.oidc.se/scope/signApproval"
USER_SIGNATURE: Final = "https://id.oidc.se/claim/userSignature"
LIFETIME: Final = 300
"""Seconds that a signature request may wait at the provider."""


@dataclass(frozen=True)
class Sign:
    """What a person is to sign: the text that is seen, and unseen data such as a document's digest."""

    visible_text: str
    hidden_data: bytes = b""


def bound_nonce(random: str, sign: Sign) -> str:
    """The nonce, base64url; `random` is the base64url text of 32 random bytes."""
    visible = hashlib.sha256(sign.visible_text.encode("utf-8")).digest()
    hidden = hashlib.sha256(sign.hidden_data).digest()
    whole = hashlib.sha256(random.encode("utf-8", "backslashreplace") + visible + hidden).digest()
    return base64.urlsafe_b64encode(whole).decode("ascii").rstrip("=")


def to_be_signed(sign: Sign) -> bytes:
    """What the extension has signed: the digests of the text and of the unseen data, as JSON."""
    digests = {
        "visible_sha256": hashlib.sha256(sign.visible_text.encode("utf-8")).hexdigest(),
        "hidden_sha256": hashlib.sha256(sign.hidden_data).hexdigest(),
    }
    return json.dumps(digests, sort_keys=True, separators=(",", ":")).encode("ascii")


def scopes_for(config: OidcConfig) -> tuple[str, ...]:
    """The scope that tells the provider what kind of signing it is."""
    return {Signing.EXTENSION: (SIGN_SCOPE,), Signing.APPROVAL: (APPROVAL_SCOPE,)}.get(config.sign, ())


def parameters_for(config: OidcConfig, sign: Sign) -> dict[str, str]:
    """The text for the person to read, and the data to sign, in the form that the settings say."""
    if config.sign is Signing.AUTHENTICATION:
        return {MESSAGE: json.dumps(_message(sign.visible_text))} if config.message_param else {}
    request: dict[str, Any] = {"sign_message": _message(sign.visible_text)}
    if config.sign is Signing.EXTENSION:
        request["tbs_data"] = base64.b64encode(to_be_signed(sign)).decode("ascii")
    return {SIGN_REQUEST: _signed_request(config, request)}


def _message(text: str) -> dict[str, str]:
    """Without a language tag, so that a page in any language shows it."""
    return {"message": base64.b64encode(text.encode("utf-8")).decode("ascii"), "mime_type": "text/plain"}


def _signed_request(config: OidcConfig, request: Mapping[str, Any]) -> str:
    """The request as a JWT signed by us, so that nobody can change it on its way through the browser."""
    key, issued = client_key(config.secret), int(time.time())
    claims = {
        "iss": config.client_id, "aud": config.issuer, "iat": issued, "exp": issued + LIFETIME,
        "jti": random_text(16), **request,
    }  # fmt: skip
    algorithm = algorithm_of(key)
    return jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key, algorithms=[algorithm])
