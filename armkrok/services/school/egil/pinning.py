"""TLS towards a server whose key the federation's metadata pins (RFC 9932).

Python's HTTP clients know no pins, but ssl lets a context make its own kind of connection, and whatever
uses the context (asyncio, http.client, a library) then has its handshake end with the check.
"""

import base64
import hashlib
import secrets
import ssl
import tempfile
from collections.abc import Iterable
from pathlib import Path

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import load_pem_x509_certificates


class WrongPin(ssl.SSLError):
    """The server has another key than those that the metadata names."""


class PinningContext(ssl.SSLContext):
    """A client's context; `pins` are the base64 SHA-256 digests of the keys that a server may have."""

    pins: frozenset[str] = frozenset()

    def demand_pin(self, certificate: bytes | None) -> None:
        """Raise WrongPin unless this certificate (DER) holds one of the keys."""
        if certificate is None or pin(certificate) not in self.pins:
            raise WrongPin("the server's key is not in the metadata")


class _PinnedObject(ssl.SSLObject):
    def do_handshake(self) -> None:
        super().do_handshake()
        _demand(self.context, self.getpeercert(binary_form=True))


class _PinnedSocket(ssl.SSLSocket):
    def do_handshake(self, block: bool = False) -> None:
        super().do_handshake(block)
        _demand(self.context, self.getpeercert(binary_form=True))


def pin(certificate: bytes) -> str:
    """base64 of the SHA-256 of a certificate's SubjectPublicKeyInfo (DER in)."""
    info = x509.Certificate.load(certificate)["tbs_certificate"]["subject_public_key_info"]
    return base64.b64encode(hashlib.sha256(info.dump()).digest()).decode("ascii")


def pin_of(certificate: str) -> str:
    """The same of a certificate in PEM, the first when there are several; raises ValueError."""
    return pin(load_pem_x509_certificates(certificate.encode())[0].public_bytes(Encoding.DER))


def tls_context(
    issuers: Iterable[str], pins: Iterable[str], client_certificate: str, client_key: str
) -> PinningContext:
    """A context that trusts these issuers alone (PEM), demands one of the pins, and shows who we are (PEM).

    The name in the address must be in the certificate too. Raises ValueError or ssl.SSLError when a
    certificate or key cannot be read.
    """
    context = PinningContext(ssl.PROTOCOL_TLS_CLIENT)
    context.pins = frozenset(pins)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # an issuer in the metadata need not be a root
    context.load_verify_locations(cadata="\n".join(issuers))
    context.sslobject_class, context.sslsocket_class = _PinnedObject, _PinnedSocket
    _show(context, client_certificate, client_key)
    return context


def _show(context: ssl.SSLContext, certificate: str, key: str) -> None:
    """OpenSSL reads keys from files only: it gets one under a password that nobody else ever has."""
    password = secrets.token_bytes(32).hex().encode()
    opened = load_pem_private_key(key.encode(), None)
    closed = opened.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "client.pem"
        path.write_bytes(certificate.encode() + b"\n" + closed)
        context.load_cert_chain(path, password=password)


def _demand(context: ssl.SSLContext, certificate: bytes | None) -> None:
    if not isinstance(context, PinningContext):
        raise WrongPin("the context has no pins")
    context.demand_pin(certificate)
