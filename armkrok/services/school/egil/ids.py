"""The ids that objects have on the wire: small letters, the same each time they are made."""

import hashlib
import hmac
from uuid import NAMESPACE_OID

_OID = NAMESPACE_OID.bytes


def derived(first: str, second: str) -> str:
    """The id of what two objects make together: a version 5 UUID in the OID name space (RFC 4122).

    An Employment is (school unit, teacher), an Activity (group, school unit): as the EGIL client's standard
    configuration has it, so that nothing is removed and made anew when a municipality comes from there.
    """
    return _as_uuid(
        hashlib.sha1(_OID + first.encode() + second.encode(), usedforsecurity=False).hexdigest(), "5"
    )


def pseudonym(key: bytes, text: str) -> str:
    """HMAC-SHA-256 with a receiver's own key, in the form of a UUID.

    Without the key two receivers cannot tell that they have the same person (GDPR art. 4.5).
    """
    return _as_uuid(hmac.digest(key, text.encode(), "sha256").hex(), "4")


def _as_uuid(hexadecimal: str, version: str) -> str:
    variant = "89ab"[int(hexadecimal[16], 16) & 3]
    return (
        f"{hexadecimal[:8]}-{hexadecimal[8:12]}-{version}{hexadecimal[13:16]}"
        f"-{variant}{hexadecimal[17:20]}-{hexadecimal[20:32]}"
    )
