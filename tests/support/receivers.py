"""Receivers of webhooks for tests: `receiver` is a running one, reachable because the settings name it."""

import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from armkrok.kit.days import now
from tests.support.simulators import free_port

PATIENCE = 15.0


@dataclass(frozen=True)
class Running:
    """A receiver's address, and its switches."""

    url: str
    trust: str = ""

    def how(self, **answers: Any) -> None:
        """Answer so from now on."""
        self._client().post(f"{self.url}/control", json=answers).raise_for_status()

    @property
    def received(self) -> list[dict[str, Any]]:
        """Every message that has come, the oldest first."""
        return list(self._told()["received"])

    @property
    def most_at_once(self) -> int:
        """How many it had in hand at the same time, at most."""
        return int(self._told()["most"])

    def _told(self) -> Any:
        return self._client().get(f"{self.url}/control").raise_for_status().json()

    def _client(self) -> httpx.Client:
        return httpx.Client(verify=ssl.create_default_context(cafile=self.trust) if self.trust else True)


@contextmanager
def receiving(certificate: Path | None = None) -> Iterator[Running]:
    """A receiver on a free port; with a certificate it speaks TLS."""
    port = free_port()
    command = [sys.executable, "-m", "tests.support.receiving", str(port)]
    process = subprocess.Popen([*command, str(certificate)] if certificate else command)
    running = Running(
        f"https://localhost:{port}" if certificate else f"http://127.0.0.1:{port}", str(certificate or "")
    )
    try:
        _wait(port)
        yield running
    finally:
        process.kill()
        process.wait()


def _wait(port: int) -> None:
    import socket

    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the receiver did not start")


def certificate(path: Path, name: str, *, days: int = 30) -> Path:
    """A file with a self-signed server certificate for `name`, and its key; `days` before it expires."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=60))
        .not_valid_after(now() + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([_named(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(made.public_bytes(pem) + private)
    return path


def _named(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Running]:
    """One that behaves until it is told otherwise."""
    settings.OUTGOING_HOSTS = ["127.0.0.1", "localhost"]
    with receiving() as running:
        yield running
