"""What is kept of a signing, and how it is checked again years later without the provider.

The evidence holds the ID token as it came, the key it was signed with, and the random bytes behind its nonce
(`signing`). With the text and the unseen data these show that the person identified herself to sign that.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import Key, import_key

from armkrok.core.identity.bankid.refusals import NotVerified
from armkrok.core.identity.bankid.signature_xml import read_signature
from armkrok.core.identity.oidc.config import ALGORITHMS, OidcConfig, Signing
from armkrok.core.identity.oidc.exchanging import UserinfoAnswer
from armkrok.core.identity.oidc.published import as_text
from armkrok.core.identity.oidc.signing import USER_SIGNATURE, Sign, bound_nonce, to_be_signed
from armkrok.core.identity.oidc.strict_json import NotStrict, read_object
from armkrok.core.identity.oidc.tokens import Signed, check_signature
from armkrok.core.identity.proof import NotProved

LARGEST: Final = 90_000


def evidence_of(
    config: OidcConfig,
    remember: Mapping[str, Any],
    token: str,
    signed: Signed,
    userinfo: UserinfoAnswer | None,
) -> dict[str, str]:
    """The texts to keep, by name; nothing for a mere log-in. Raises NotProved if something else is signed."""
    if "sign" not in remember:
        return {}
    asked = remember["sign"]
    kept = {
        "id_token": token,
        "jwks": as_text(signed.key),
        "mode": asked["mode"],
        "nonce_random": asked["random"],
    }
    if userinfo is not None:
        kept["userinfo"] = userinfo.text
    if asked["mode"] == Signing.EXTENSION:
        sign = Sign(asked["visible_text"], bytes.fromhex(asked["hidden_data"]))
        kept["user_signature"] = _user_signature(signed.claims.get(USER_SIGNATURE), sign)
    return kept


def still_proves(evidence: Mapping[str, str], sign: Sign, *, issuer: str, client_id: str) -> dict[str, Any]:
    """The ID token's claims, if the evidence holds together and is of just this signing; raises NotProved.

    Needs no network. Times are not judged: that the token was fresh was judged when it came.
    """
    try:
        (jwk,) = json.loads(evidence["jwks"])["keys"]
        key: Key = import_key(jwk)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotProved("evidence") from error
    claims = check_signature(evidence.get("id_token", ""), key, ALGORITHMS)
    expected = bound_nonce(evidence.get("nonce_random", ""), sign)
    if not hmac.compare_digest(str(claims.get("nonce")).encode(), expected.encode()):
        raise NotProved("nonce")
    if claims.get("iss") != issuer:
        raise NotProved("iss")
    audience = claims.get("aud")
    if client_id not in (audience if isinstance(audience, list) else [audience]):
        raise NotProved("aud")
    if evidence.get("mode") == Signing.EXTENSION:
        _user_signature(claims.get(USER_SIGNATURE), sign)
    return claims


def _user_signature(claim: object, sign: Sign) -> str:
    """The signature that the person made at the provider; raises NotProved.

    The extension leaves its format open (section 3.2.1), so it is kept as it came. Where the format is one
    we know, a BankID signature or a JWS, it must be over the data we sent.
    """
    if not isinstance(claim, str) or not 0 < len(claim) <= LARGEST:
        raise NotProved("user_signature_missing")
    try:
        data = base64.b64decode(claim, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotProved("user_signature") from error
    told = _signed_data(claim, data)
    if told is not None and to_be_signed(sign) not in told:
        raise NotProved("user_signature_data")
    return claim


def _signed_data(claim: str, data: bytes) -> list[bytes] | None:
    """What a signature of known format is over; None when the format is unknown."""
    if data.lstrip().startswith(b"<"):
        try:
            parts = read_signature(claim)
        except NotVerified as error:
            raise NotProved("user_signature") from error
        return [part for part in (parts.non_visible, parts.visible) if part is not None]
    header, _, rest = data.partition(b".")
    if data.count(b".") != 2 or not header.isalnum():
        return None
    try:
        payload = rest.partition(b".")[0]
        read_object(base64.urlsafe_b64decode(header + b"=" * (-len(header) % 4)))
        return [base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))]
    except (NotStrict, ValueError) as error:
        raise NotProved("user_signature") from error
