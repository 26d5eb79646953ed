"""The oldest form of PDF signature, adbe.x509.rsa_sha1 (ISO 32000-1 12.8.3.2): a bare RSA value."""

from __future__ import annotations

from mmap import mmap

from asn1crypto import core
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384, SHA512, HashAlgorithm

from armkrok.services.signing.engine.validation.placing import Placed, digests
from armkrok.services.signing.engine.validation.report import Finding
from armkrok.services.signing.engine.validation.signatures import WEAK, Opened, Unclear

FORM = "/adbe.x509.rsa_sha1"
_DIGESTS: dict[str, HashAlgorithm] = {
    "sha1": SHA1(),  # noqa: S303 (what the form prescribes; the answer is "weak")
    "sha256": SHA256(),
    "sha384": SHA384(),
    "sha512": SHA512(),
}


def open_oldest(one: Placed, content: mmap) -> Opened:
    """Check the value against the covered bytes. Raises Unclear, ValueError and kin.

    The value does not say which digest it is of, so a wrong file and a wrong value look the same.
    """
    if not one.certificates:
        raise Unclear("no_certificate")
    signature = core.OctetString.load(one.container).native
    key = x509.load_der_x509_certificate(one.certificates[0]).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise Unclear
    right = any(
        _holds(key, signature, digests(content, [one], name)[one.start], algorithm)
        for name, algorithm in _DIGESTS.items()
    )
    return Opened(
        certificate=one.certificates[0],
        others=one.certificates[1:],
        signature=signature,
        token=None,
        authentic=WEAK if right else Finding("no", "signature_wrong"),
        digest_matches=right,
    )


def _holds(key: rsa.RSAPublicKey, signature: bytes, digest: bytes, algorithm: HashAlgorithm) -> bool:
    try:
        key.verify(signature, digest, padding.PKCS1v15(), Prehashed(algorithm))
    except InvalidSignature:
        return False
    return True
