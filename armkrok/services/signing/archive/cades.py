"""A detached CAdES signature with a time stamp (ETSI EN 319 122-1, baseline B-T), for sealing a package."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from armkrok.services.signing.engine import SigningCredential, der
from armkrok.services.signing.engine.cms import SignedAttributes, cms_signer
from armkrok.services.signing.engine.timestamp import Stamping

_DATA = der.oid("1.2.840.113549.1.7.1")
_CONTENT_TYPE = der.oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = der.oid("1.2.840.113549.1.9.4")
_SIGNING_TIME = der.oid("1.2.840.113549.1.9.5")
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18


def sealed(content: bytes, credential: SigningCredential, stamping: Stamping, at: datetime) -> bytes:
    """A CMS over `content` in DER: who sealed, that it claims to be at `at`, and a token that proves it.

    Unlike PAdES, CAdES wants the claimed time among the signed attributes (EN 319 122-1 table 1).
    Raises TimestampUnavailable, and whatever the credential's key raises.
    """
    signer = cms_signer(credential)
    attributes = (
        _attribute(_CONTENT_TYPE, _DATA),
        _attribute(_MESSAGE_DIGEST, der.octets(hashlib.sha256(content).digest())),
        _attribute(_SIGNING_TIME, _time(at)),
        signer.certificate_attribute,
    )
    value = signer.key.sign(der.set_of(*attributes), ec.ECDSA(hashes.SHA256()))
    token = stamping.token(hashlib.sha256(value).digest())
    return SignedAttributes(signer, der.set_of(*attributes, tag=0xA0), value).cms(token.content)


def _attribute(kind: bytes, value: bytes) -> bytes:
    return der.sequence(kind, der.set_of(value))


def _time(at: datetime) -> bytes:
    """UTCTime until the end of 2049, GeneralizedTime from then on (RFC 5652 11.3)."""
    utc = at.astimezone(UTC)
    if utc.year < 2050:
        return der.tlv(_UTC_TIME, utc.strftime("%y%m%d%H%M%SZ").encode())
    return der.tlv(_GENERALIZED_TIME, utc.strftime("%Y%m%d%H%M%SZ").encode())
