"""The provider's keys and metadata, kept in its home folder: `metadata.xml` is what a relying party reads."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from saml2 import BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.sigver import get_xmlsec_binary

NAMES: Final = {"provider": "Simulerad legitimeringstjänst", "stranger": "Någon annan"}


@dataclass(frozen=True, slots=True)
class Keys:
    """PEM files of a key and its certificate."""

    key: Path
    certificate: Path

    @property
    def text(self) -> str:
        """The certificate as messages have it: base64 without its frame."""
        return "".join(self.certificate.read_text("ascii").split("\n")[1:-2])


@dataclass(frozen=True, slots=True)
class Authority:
    """One provider. `stranger` is a key that nobody has reason to trust."""

    public_url: str
    provider: Keys
    stranger: Keys

    @classmethod
    def open(cls, home: Path, public_url: str) -> Authority:
        """The authority of the folder, made on first use; writes `metadata.xml`."""
        folder = home / "keys"
        if not folder.exists():
            _create(home, folder)
        pairs = {name: Keys(folder / f"{name}.key", folder / f"{name}.pem") for name in NAMES}
        authority = cls(public_url, pairs["provider"], pairs["stranger"])
        (home / "metadata.xml").write_bytes(authority.metadata())
        return authority

    @property
    def entity_id(self) -> str:
        """The provider's name; its metadata is there too."""
        return f"{self.public_url}/metadata"

    def config(self, relying_parties: list[Path]) -> IdPConfig:
        """pysaml2's settings, knowing the relying parties of those files."""
        return IdPConfig().load(
            {
                "entityid": self.entity_id,
                "description": NAMES["provider"],
                "service": {
                    "idp": {
                        "name": NAMES["provider"],
                        "endpoints": {
                            "single_sign_on_service": [(f"{self.public_url}/sso", BINDING_HTTP_REDIRECT)]
                        },
                        "want_authn_requests_signed": True,
                    }
                },
                "key_file": str(self.provider.key),
                "cert_file": str(self.provider.certificate),
                "xmlsec_binary": get_xmlsec_binary(),
                "metadata": {"local": [str(path) for path in relying_parties]},
            }
        )

    def metadata(self) -> bytes:
        """The provider's own metadata."""
        text: bytes = entity_descriptor(self.config([])).to_string()
        return text


def _create(home: Path, folder: Path) -> None:
    """Make all keys in a scratch folder and move it into place, so that a half-made one is never used."""
    home.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="keys-", dir=home))
    try:
        for name, common_name in NAMES.items():
            _save(scratch, name, common_name)
        scratch.rename(folder)
    except OSError:
        shutil.rmtree(scratch, ignore_errors=True)
        if not folder.exists():  # another process may have been first
            raise


def _save(folder: Path, name: str, common_name: str) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.write(pem)
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
