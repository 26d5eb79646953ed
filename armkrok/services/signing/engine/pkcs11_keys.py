"""Private keys that never leave a hardware security module (PKCS #11).

``HsmKey`` stands in for one of cryptography's own private keys, as their interface is meant for: the builders
of certificates, requests and revocation lists hand it the bytes to sign and never see the key.
"""

from __future__ import annotations

import copy
import secrets
from typing import NoReturn

import pkcs11
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.utils import Buffer
from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

from armkrok.services.signing.engine.errors import KeyUnavailable
from armkrok.services.signing.engine.keystore import key_identifier
from armkrok.services.signing.engine.pkcs11_sessions import SessionPool

_ATTEMPTS = 2  # the second on fresh sessions, after a token that was away
_PERHAPS_AWAY = frozenset({"token_away", "no_such_key"})  # SoftHSM without its token finds no keys
_USES = MechanismFlag.SIGN | MechanismFlag.VERIFY


class HsmKeys:
    """Keys in one token, each marked with its key identifier as CKA_ID."""

    def __init__(self, pool: SessionPool) -> None:
        self._pool = pool

    def create(self) -> HsmKey:
        """A new P-256 key pair in the token; the private key is sensitive and cannot be exported."""
        with self._pool.session(writes=True) as session:
            curve = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
            parameters = session.create_domain_parameters(KeyType.EC, curve, local=True)
            public, private = parameters.generate_keypair(
                id=secrets.token_bytes(20),
                label="armkrok",
                store=True,
                capabilities=_USES,
                private_template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
            )
            found = serialization.load_der_public_key(encode_ec_public_key(public))
            if not isinstance(found, ec.EllipticCurvePublicKey):
                raise KeyUnavailable("no_such_key", "the token made another kind of key")
            for half in (public, private):
                half[Attribute.ID] = key_identifier(found)
        return HsmKey(self._pool, found)

    def key(self, public: ec.EllipticCurvePublicKey) -> HsmKey:
        """The key of that public key. The token is asked when the key signs, not before."""
        return HsmKey(self._pool, public)


class HsmKey(ec.EllipticCurvePrivateKey):
    """A private key in a token; it can sign, and nothing else."""

    def __init__(self, pool: SessionPool, public: ec.EllipticCurvePublicKey) -> None:
        self._pool = pool
        self._public = public
        self._identifier = key_identifier(public)

    def sign(self, data: Buffer, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        """ECDSA over data (or over a digest, with Prehashed), in DER. Raises KeyUnavailable.

        The digest is made here and signed with CKM_ECDSA: not every module can hash by itself.
        """
        algorithm = signature_algorithm.algorithm
        digest = bytes(data) if isinstance(algorithm, utils.Prehashed) else _digest(algorithm, bytes(data))
        value = self._signed(digest)
        half = len(value) // 2
        return utils.encode_dss_signature(
            int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
        )

    def _signed(self, digest: bytes) -> bytes:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self._pool.session() as session:
                    return bytes(self._found(session).sign(digest, mechanism=Mechanism.ECDSA))
            except KeyUnavailable as error:
                if error.code not in _PERHAPS_AWAY or attempt == _ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    def _found(self, session: pkcs11.Session) -> pkcs11.SignMixin:
        found = session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=self._identifier)
        if not isinstance(found, pkcs11.SignMixin):
            raise KeyUnavailable("no_such_key")
        return found

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half."""
        return self._public

    @property
    def curve(self) -> ec.EllipticCurve:
        """P-256, or what the public key says."""
        return self._public.curve

    @property
    def key_size(self) -> int:
        """In bits."""
        return self._public.key_size

    def exchange(self, algorithm: ec.ECDH, peer_public_key: ec.EllipticCurvePublicKey) -> NoReturn:
        """Not for signing keys."""
        raise NotImplementedError("this key only signs")

    def private_numbers(self) -> NoReturn:
        """The key cannot leave its token."""
        raise NotImplementedError("the key stays in its token")

    def private_bytes(
        self,
        encoding: serialization.Encoding,
        format: serialization.PrivateFormat,  # noqa: A002 (cryptography's own name)
        encryption_algorithm: serialization.KeySerializationEncryption,
    ) -> NoReturn:
        """The key cannot leave its token."""
        raise NotImplementedError("the key stays in its token")

    def __copy__(self) -> HsmKey:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> HsmKey:
        return copy.copy(self)


def _digest(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    hashed = hashes.Hash(algorithm)
    hashed.update(data)
    return hashed.finalize()
