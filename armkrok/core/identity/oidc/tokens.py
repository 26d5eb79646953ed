"""Signed tokens: which key, which algorithm, and nothing taken from the token itself.

Sources: RFC 7515; RFC 8725 (JSON Web Token best current practices); OpenID Connect Core 1.0 sections 3.1.3.7
and 5.3.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.util import urlsafe_b64decode

from armkrok.core.identity.oidc.config import OidcConfig
from armkrok.core.identity.oidc.keys import KINDS, client_key, is_strong
from armkrok.core.identity.oidc.published import Publications
from armkrok.core.identity.oidc.strict_json import NotStrict, read_object
from armkrok.core.identity.proof import NotProved

LARGEST: Final = 100_000
TYPES: Final = ("", "jwt", "application/jwt")
ENCRYPTIONS: Final = (
    "RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM",
)  # fmt: skip
"""Sweden Connect's security requirements, section 3.2."""


class _Registry(jws.JWSRegistry):
    """Headers may hold a certificate chain."""

    max_header_length = 20_000
    max_payload_length = LARGEST


@dataclass(frozen=True)
class Signed:
    """A token whose signature holds: its claims are still to be judged."""

    claims: dict[str, Any]
    algorithm: str
    key: Key


def read_token(
    token: object, config: OidcConfig, publications: Publications, *, what: str = "id_token"
) -> Signed:
    """Check a token's signature; raises NotProved with a code that begins with `what`, or Unavailable."""
    if not isinstance(token, str) or not token.isascii() or len(token) > LARGEST:
        raise NotProved(f"{what}_shape")
    signed = _decrypted(token, config, what)
    header = _header(signed, what)
    algorithm, kid = header["alg"], header.get("kid")
    if algorithm not in config.algorithms:
        raise NotProved(f"{what}_alg")
    if kid is not None and not isinstance(kid, str):
        raise NotProved(f"{what}_kid")
    keys = publications.keys(knows=lambda known: bool(_fitting(known, kid, algorithm)))
    key = _the_key(keys, kid, algorithm, what)
    return Signed(_payload(signed, key, algorithm, what), algorithm, key)


def check_signature(token: str, key: Key, algorithms: Sequence[str]) -> dict[str, Any]:
    """The claims of a token signed with just this key; raises NotProved. For evidence, without network."""
    algorithm = _header(token, "id_token")["alg"]
    if algorithm not in algorithms or key.key_type != KINDS[algorithm] or not is_strong(key):
        raise NotProved("id_token_alg")
    return _payload(token, key, algorithm, "id_token")


def _decrypted(token: str, config: OidcConfig, what: str) -> str:
    """The signed token inside, when answers are encrypted to our key."""
    is_encrypted = token.count(".") == 4
    if is_encrypted != config.encrypted:
        raise NotProved(f"{what}_encryption")
    if not is_encrypted:
        return token
    try:
        found = jwe.decrypt_compact(token, client_key(config.secret), algorithms=ENCRYPTIONS)
        return (found.plaintext or b"").decode("ascii")
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotProved(f"{what}_encryption") from error


def _header(token: str, what: str) -> dict[str, Any]:
    """The header, before anything is believed; `crit` and `b64` are understood by nobody here."""
    if token.count(".") != 2:
        raise NotProved(f"{what}_shape")
    try:
        header = read_object(_base64(token.partition(".")[0]))
    except (NotStrict, ValueError) as error:
        raise NotProved(f"{what}_shape") from error
    kind = header.get("typ", "")
    if not isinstance(header.get("alg"), str) or not isinstance(kind, str) or kind.lower() not in TYPES:
        raise NotProved(f"{what}_header")
    if "crit" in header or "b64" in header:
        raise NotProved(f"{what}_header")
    return header


def _base64(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii"))


def _the_key(keys: Sequence[Key], kid: str | None, algorithm: str, what: str) -> Key:
    """The one key that may have signed this; a token without `kid` is taken when there is only one."""
    if kid is not None and not any(key.kid == kid for key in keys):
        raise NotProved(f"{what}_kid")
    fitting = _fitting(keys, kid, algorithm)
    if len(fitting) != 1:
        raise NotProved(f"{what}_kid" if kid is None else f"{what}_key")
    return fitting[0]


def _fitting(keys: Sequence[Key], kid: str | None, algorithm: str) -> list[Key]:
    return [
        key
        for key in keys
        if (kid is None or key.kid == kid)
        and key.key_type == KINDS[algorithm]
        and key.get("use") in (None, "sig")
        and key.alg in (None, algorithm)
        and is_strong(key)
    ]


def _payload(token: str, key: Key, algorithm: str, what: str) -> dict[str, Any]:
    registry = _Registry(algorithms=[algorithm], strict_check_header=False)
    try:
        found = jws.deserialize_compact(token, key, registry=registry)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotProved(f"{what}_signature") from error
    try:
        return read_object(found.payload or b"")
    except NotStrict as error:
        raise NotProved(f"{what}_shape") from error
