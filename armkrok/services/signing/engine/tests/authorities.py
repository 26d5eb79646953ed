"""A town's certificate authorities and a time-stamp authority on loopback, for the engine's tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from armkrok.services.signing.engine.authority import (
    Authority,
    AuthorityName,
    SignerIdentity,
    SigningCredential,
    create_issuing,
    create_root,
    issue_signer,
)
from armkrok.services.signing.engine.certificate_parts import PublishedAt
from armkrok.services.signing.engine.revocation import revocation_list
from tests.support.http_server import http_server

PUBLISHED = PublishedAt("http://crl.example/list.crl", "http://crl.example/ca.cer")
Answer = Callable[[tsp.TimeStampReq, "StampingAuthority"], tsp.TimeStampResp]


@dataclass
class Town:
    """Root and issuing authority of Sundby."""

    root: Authority
    issuing: Authority

    @classmethod
    def found(cls, now: datetime | None = None) -> Town:
        root = create_root(AuthorityName("Armkrok Rot", "Kommunalförbundet Armkrok"), now=now)
        name = AuthorityName("Sundby Underskrift CA", "Sundby kommun", "SE-2120009999")
        return cls(root, create_issuing(root, name, PUBLISHED, now=now))

    def credential(self, name: str = "Amina Karlsson", **known: Any) -> SigningCredential:
        issued = {key: known.pop(key) for key in ("months", "now") if key in known}
        person = SignerIdentity(name, known.pop("identifier", "AK-0123456789ABCDEF"), **known)
        return issue_signer(self.issuing, person, PUBLISHED, **issued)

    def lists(self, **known: Any) -> list[bytes]:
        """Both authorities' revocation lists."""
        return [revocation_list(one, number=1, **known) for one in (self.root, self.issuing)]


@dataclass
class StampingAuthority:
    """A time-stamp authority with its own root; ``answer`` may be replaced to make it lie."""

    root: x509.Certificate
    root_key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey
    answer: Answer | None = None
    delay: threading.Event | None = None
    status: int = 200
    fixed: datetime | None = None
    url: str = ""
    served: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def found(
        cls, purpose: x509.ExtendedKeyUsage | None = None, *, critical: bool = True
    ) -> StampingAuthority:
        root_key = rsa.generate_private_key(65537, 2048)
        root = _certificate(
            "Stämpelrot", root_key, "Stämpelrot", root_key, [(x509.BasicConstraints(True, None), True)]
        )
        key = rsa.generate_private_key(65537, 2048)
        usage = purpose or x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        certificate = _certificate("Stämpelmyndigheten", key, "Stämpelrot", root_key, [(usage, critical)])
        return cls(root, root_key, certificate, key)

    def revocation_list(self) -> bytes:
        start = datetime.now(UTC).replace(microsecond=0)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.subject)
            .last_update(start)
            .next_update(start + timedelta(days=7))
        )
        return builder.sign(self.root_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def respond(self, query: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """An honest answer."""
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register(asn1.Certificate.load(_der(self.certificate)))
        private = self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        stamper = DummyTimeStamper(
            asn1.Certificate.load(_der(self.certificate)),
            keys.PrivateKeyInfo.load(private),
            certs_to_embed=store,
            fixed_dt=self.fixed,
        )
        with self.lock:
            self.served += 1
        return stamper.request_tsa_response(query)


@contextmanager
def serving(authority: StampingAuthority) -> Iterator[StampingAuthority]:
    """Answer RFC 3161 over HTTP on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if authority.delay is not None:
                authority.delay.wait(20)
            query = tsp.TimeStampReq.load(body)
            respond = authority.answer or (lambda query, authority: authority.respond(query))
            content = respond(query, authority).dump()
            self.send_response(authority.status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    with http_server(Handler) as url:
        authority.url = f"{url}/tsa"
        try:
            yield authority
        finally:
            if authority.delay is not None:
                authority.delay.set()


def _certificate(
    name: str,
    key: rsa.RSAPrivateKey,
    issuer: str,
    issuer_key: rsa.RSAPrivateKey,
    extensions: list[tuple[x509.ExtensionType, bool]],
) -> x509.Certificate:
    now = datetime.now(UTC).replace(microsecond=0)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=4000))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, hashes.SHA256())


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
