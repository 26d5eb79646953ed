"""Signing in two steps, for keys that are somewhere else: draft, get a signature value, finish.

Whoever has the key is a ``SignatureSource``: given the signed attributes (DER) of one or many documents it
gives a value for each and the certificate chain. It may change the attributes in one way, by adding the
reference to its certificate that PAdES demands. What comes back is believed only as far as it can be checked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from armkrok.services.signing.engine import der
from armkrok.services.signing.engine.authority import SigningCredential
from armkrok.services.signing.engine.box import BoxText
from armkrok.services.signing.engine.cms import (
    ECDSA_SHA256,
    certificate_attribute,
    certificate_set,
    document_attributes,
    framed,
    signer_id,
)
from armkrok.services.signing.engine.errors import CannotSign
from armkrok.services.signing.engine.hole import Draft
from armkrok.services.signing.engine.increment import newest_revision
from armkrok.services.signing.engine.sign import Signed, signature_draft
from armkrok.services.signing.engine.signed_attributes import demand_good, set_content
from armkrok.services.signing.engine.timestamp import Stamping
from armkrok.services.signing.engine.tokens import values_in

CHAIN_ROOM = 8192
"""Bytes kept for the certificates and signature value of somebody else's service."""


@dataclass(frozen=True)
class Value:
    """A signature value over ``attributes`` (DER, a SET, as they were signed); ``algorithm`` in DER."""

    attributes: bytes
    value: bytes
    algorithm: bytes = ECDSA_SHA256


@dataclass(frozen=True)
class Values:
    """Values in the order asked for, all by the key of the first certificate in ``chain`` (root last)."""

    chain: tuple[x509.Certificate, ...]
    values: tuple[Value, ...]


class SignatureSource(Protocol):
    """Signs attributes with a key of its own."""

    def sign(self, attributes: Sequence[bytes]) -> Values:
        """One value for each document's attributes, in the same order."""


@dataclass(frozen=True)
class OwnKey:
    """The built-in source: a credential at hand."""

    credential: SigningCredential

    def sign(self, attributes: Sequence[bytes]) -> Values:
        """Add the certificate's reference to each and sign."""
        own = certificate_attribute(self.credential.certificate)
        values = tuple(self._value(one, own) for one in attributes)
        return Values((self.credential.certificate, *self.credential.issuers), values)

    def _value(self, attributes: bytes, own: bytes) -> Value:
        whole = der.set_of(*values_in(set_content(attributes)), own)
        return Value(whole, self.credential.key.sign(whole, ec.ECDSA(hashes.SHA256())))


@dataclass(frozen=True)
class PendingSignature:
    """An update to a file that lacks its signature value; valid for exactly that file (``base_sha256``)."""

    update: bytes
    start: int
    end: int
    base_sha256: str
    digest: bytes
    at: datetime

    @property
    def attributes(self) -> bytes:
        """What a source is asked to sign (DER, a SET)."""
        return document_attributes(self.digest)

    def encoded(self) -> bytes:
        """For keeping between the steps."""
        facts = {
            "update": base64.b64encode(zlib.compress(self.update)).decode(),
            "start": self.start,
            "end": self.end,
            "base": self.base_sha256,
            "digest": self.digest.hex(),
            "at": self.at.isoformat(),
        }
        return json.dumps(facts).encode()

    @classmethod
    def decoded(cls, content: bytes) -> PendingSignature:
        """What ``encoded`` gave."""
        facts = json.loads(content)
        return cls(
            update=zlib.decompress(base64.b64decode(facts["update"])),
            start=facts["start"],
            end=facts["end"],
            base_sha256=facts["base"],
            digest=bytes.fromhex(facts["digest"]),
            at=datetime.fromisoformat(facts["at"]),
        )


def begin(
    source: Path,
    field: str,
    *,
    words: BoxText | None = None,
    token_size: int = 0,
    at: datetime | None = None,
) -> PendingSignature:
    """Draft a signature in ``field`` of ``source``; nothing is written.

    ``token_size`` is the room for a time-stamp token (``Stamping.token_size``), 0 for B-B. Raises CannotSign
    as ``sign`` does.
    """
    moment = at or datetime.now(UTC)
    with newest_revision(source) as revision:
        before = hashlib.sha256(revision.content)
        drafted = signature_draft(revision, field, words, moment, CHAIN_ROOM + token_size)
        return PendingSignature(
            update=bytes(drafted.content),
            start=drafted.start,
            end=drafted.end,
            base_sha256=before.hexdigest(),
            digest=drafted.digest(before),
            at=moment,
        )


def finish(
    source: Path,
    target: Path,
    pending: PendingSignature,
    value: Value,
    chain: Sequence[x509.Certificate],
    *,
    timestamper: Stamping | None = None,
) -> Signed:
    """Put a value in the drafted update of ``source`` and write ``target`` (another path).

    Raises CannotSign: ``moved`` (the file has changed since), ``wrong_digest``, ``wrong_certificate``,
    ``bad_signature``, ``too_small``; and TimestampUnavailable. Then nothing is written.
    """
    demand_good(value.attributes, value.value, value.algorithm, pending.digest, chain[0])
    with newest_revision(source) as revision:
        before = hashlib.sha256(revision.content)
        if before.hexdigest() != pending.base_sha256:
            raise CannotSign("moved")
        token = timestamper.token(hashlib.sha256(value.value).digest()) if timestamper else None
        drafted = Draft(bytearray(pending.update), pending.start, pending.end)
        drafted.fill(
            _cms(value, chain, token.content if token else None, (drafted.end - drafted.start) // 2 - 1)
        )
        sha256, size = drafted.write(target, revision, before)
    return Signed(
        sha256=sha256,
        size=size,
        at=pending.at,
        level="B-T" if token else "B-B",
        certificate_serial=chain[0].serial_number,
        token=token.content if token else None,
        token_at=token.at if token else None,
    )


def _cms(value: Value, chain: Sequence[x509.Certificate], token: bytes | None, room: int) -> bytes:
    """The container, with the certificates below the root."""
    embedded = [chain[0], *(one for one in chain[1:] if one.subject != one.issuer)]
    content = framed(
        der.tlv(0xA0, set_content(value.attributes)),
        value.algorithm,
        value.value,
        signer_id(chain[0]),
        certificate_set(*embedded),
        token,
    )
    if len(content) > room:
        raise CannotSign("too_small")
    return content
