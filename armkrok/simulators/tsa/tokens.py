"""Answer a time-stamp request with a token or a refusal (RFC 3161; CMS as in RFC 5652 and 5816)."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any, Final

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from armkrok.simulators.tsa import der
from armkrok.simulators.tsa.authority import TimeStampAuthority

POLICY: Final = "1.2.3.4.100"
A_DAY: Final = timedelta(days=1)
DIGEST_BYTES: Final = {"sha256": 32, "sha384": 48, "sha512": 64, "sha3_256": 32, "sha3_512": 64}
_SHA256: Final = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"), der.NULL)
_ECDSA_SHA256: Final = der.sequence(der.oid("1.2.840.10045.4.3.2"))
_TST_INFO: Final = der.oid("1.2.840.113549.1.9.16.1.4")
_SIGNED_DATA: Final = der.oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE: Final = der.oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST: Final = der.oid("1.2.840.113549.1.9.4")
_SIGNING_TIME: Final = der.oid("1.2.840.113549.1.9.5")
_SIGNING_CERTIFICATE_V2: Final = der.oid("1.2.840.113549.1.9.16.2.47")
_ONE_SECOND: Final = der.sequence(der.integer(1))


class Failure(IntEnum):
    """PKIFailureInfo: the number of the bit (RFC 3161, 2.4.2)."""

    BAD_ALG = 0
    BAD_REQUEST = 2
    BAD_DATA_FORMAT = 5
    TIME_NOT_AVAILABLE = 14
    UNACCEPTED_POLICY = 15
    UNACCEPTED_EXTENSION = 16
    SYSTEM_FAILURE = 25


class Rejected(Exception):
    """The request is refused; the answer is still an RFC 3161 response."""

    def __init__(self, failure: Failure, text: str) -> None:
        super().__init__(text)
        self.failure = failure
        self.text = text


@dataclass(frozen=True, slots=True)
class Query:
    """A valid request. `imprint` is its MessageImprint, to be repeated byte for byte."""

    imprint: bytes
    nonce: int | None
    wants_certificate: bool


@dataclass(frozen=True, slots=True)
class Lies:
    """What to get wrong on purpose, so that a client can show that it notices."""

    nonce: bool = False
    imprint: bool = False
    time: bool = False


def read_query(data: bytes) -> Query:
    """Parse and judge a TimeStampReq; raises Rejected."""
    try:
        request = tsp.TimeStampReq.load(data, strict=True)
        native: dict[str, Any] = request.native
        imprint = request["message_imprint"]
        algorithm = str(imprint["hash_algorithm"]["algorithm"].native)
        digest = bytes(imprint["hashed_message"].native)
        encoded = bytes(imprint.dump())
    except (ValueError, TypeError, KeyError) as problem:
        raise Rejected(Failure.BAD_DATA_FORMAT, "not a TimeStampReq") from problem
    _judge(native, algorithm, len(digest))
    return Query(encoded, native["nonce"], bool(native["cert_req"]))


def _judge(native: dict[str, Any], algorithm: str, size: int) -> None:
    if native["version"] != "v1":
        raise Rejected(Failure.BAD_REQUEST, "version must be 1")
    if algorithm not in DIGEST_BYTES:
        raise Rejected(Failure.BAD_ALG, "the digest must be of the SHA-2 or SHA-3 family")
    if size != DIGEST_BYTES[algorithm]:
        raise Rejected(Failure.BAD_DATA_FORMAT, "the digest has the wrong length")
    if native["req_policy"] not in (None, POLICY):
        raise Rejected(Failure.UNACCEPTED_POLICY, f"the policy here is {POLICY}")
    if native["extensions"]:
        raise Rejected(Failure.UNACCEPTED_EXTENSION, "no extensions are known")


class Stamper:
    """Signs tokens with the unit's key under one of its certificates; what never changes is encoded once."""

    def __init__(self, authority: TimeStampAuthority, unit: x509.Certificate) -> None:
        self._key = authority.unit_key
        unit_der = unit.public_bytes(serialization.Encoding.DER)
        self._certificates = der.tlv(0xA0, unit_der)
        issuer = der.sequence(unit.issuer.public_bytes(), der.integer(unit.serial_number))
        names = der.sequence(der.tlv(0xA4, unit.issuer.public_bytes()))
        reference = der.sequence(
            der.octets(hashlib.sha256(unit_der).digest()),
            der.sequence(names, der.integer(unit.serial_number)),
        )
        self._signer = issuer
        self._certificate_attribute = _attribute(
            _SIGNING_CERTIFICATE_V2, der.sequence(der.sequence(reference))
        )

    def stamp(self, query: Query, lies: Lies | None = None) -> bytes:
        """A granted TimeStampResp as DER."""
        lies = lies or Lies()
        now = datetime.now(UTC) - (A_DAY if lies.time else timedelta())
        info = _tst_info(query, now, lies)
        attributes = self._attributes(info, now)
        signature = self._key.sign(der.set_of(*attributes), ec.ECDSA(hashes.SHA256()))
        signer = der.sequence(
            der.integer(1),
            self._signer,
            _SHA256,
            der.tlv(0xA0, *sorted(attributes)),
            _ECDSA_SHA256,
            der.octets(signature),
        )
        token = self._token(info, signer, with_certificate=query.wants_certificate)
        return der.sequence(der.sequence(der.integer(0)), token)

    def _attributes(self, info: bytes, now: datetime) -> list[bytes]:
        return [
            _attribute(_CONTENT_TYPE, _TST_INFO),
            _attribute(_MESSAGE_DIGEST, der.octets(hashlib.sha256(info).digest())),
            _attribute(_SIGNING_TIME, der.tlv(0x17, f"{now:%y%m%d%H%M%SZ}".encode("ascii"))),
            self._certificate_attribute,
        ]

    def _token(self, info: bytes, signer: bytes, *, with_certificate: bool) -> bytes:
        """ContentInfo with SignedData version 3, since its content is not plain data."""
        signed_data = der.sequence(
            der.integer(3),
            der.set_of(_SHA256),
            der.sequence(_TST_INFO, der.tlv(0xA0, der.octets(info))),
            self._certificates if with_certificate else b"",
            der.set_of(signer),
        )
        return der.sequence(_SIGNED_DATA, der.tlv(0xA0, signed_data))


def rejection(rejected: Rejected) -> bytes:
    """A TimeStampResp without token that says why."""
    bits = bytearray(rejected.failure // 8 + 1)
    bits[-1] = 0x80 >> rejected.failure % 8
    unused = 7 - rejected.failure % 8
    text = der.sequence(der.tlv(0x0C, rejected.text.encode("utf-8")))
    return der.sequence(der.sequence(der.integer(2), text, der.tlv(0x03, bytes((unused,)), bytes(bits))))


def _tst_info(query: Query, now: datetime, lies: Lies) -> bytes:
    imprint, nonce = query.imprint, query.nonce
    if lies.imprint:
        imprint = imprint[:-1] + bytes((imprint[-1] ^ 1,))
    if lies.nonce:
        nonce = (nonce or 0) + 1
    return der.sequence(
        der.integer(1),
        der.oid(POLICY),
        imprint,
        der.integer(time.time_ns() << 32 | secrets.randbits(32)),
        der.generalized_time(now),
        _ONE_SECOND,
        der.integer(nonce) if nonce is not None else b"",
    )


def _attribute(kind: bytes, value: bytes) -> bytes:
    return der.sequence(kind, der.set_of(value))
