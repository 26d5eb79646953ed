"""The folder on the offline machine: the root's key, certificate and list, and a ledger of what it signed."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from armkrok.services.signing.engine import Authority, Revoked, certificates_to_pem, from_pem, to_pem
from armkrok.services.signing.engine.revocation import revocation_list
from armkrok.site.cli.place import Stop

KEY, CERTIFICATE, LIST, LEDGER = "root-key.pem", "armkrok-root.pem", "root.crl", "ledger.json"


@dataclass
class Entry:
    """One certificate that the root has signed; `revoked_at` is empty while it counts."""

    serial: str
    subject: str
    key: str
    until: str
    revoked_at: str = ""
    reason: str = ""


@dataclass
class Ledger:
    """What the root has signed, and the number of its newest revocation list."""

    crl_number: int = 0
    issued: list[Entry] = field(default_factory=list)

    @property
    def revoked(self) -> Iterator[Revoked]:
        """The entries of the next revocation list."""
        for one in self.issued:
            if one.revoked_at:
                at, reason = datetime.fromisoformat(one.revoked_at), x509.ReasonFlags[one.reason]
                yield Revoked(int(one.serial, 16), at, reason)


class RootFolder:
    """The root's files. Nothing that is there is ever overwritten, but for list and ledger as they grow."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def refuse_if_used(self) -> None:
        """Raise Stop when a root is here already."""
        for name in (KEY, CERTIFICATE, LIST, LEDGER):
            if (self.folder / name).exists():
                raise Stop(f"{self.folder / name} finns redan. Inget är ändrat. Välj en tom mapp.")

    def make(self, root: Authority, passphrase: str, days: int) -> None:
        """Keep a new root with its first revocation list."""
        self.refuse_if_used()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _create(self.folder / KEY, to_pem(root, passphrase.encode()))
        _create(self.folder / CERTIFICATE, certificates_to_pem([root.certificate]))
        self.publish(root, Ledger(), days)

    def root(self, passphrase: str) -> Authority:
        """The root with its key; raises Stop when it is not here or the passphrase is wrong."""
        try:
            return from_pem((self.folder / KEY).read_bytes(), passphrase.encode())
        except OSError as error:
            raise Stop(f"Det finns ingen rot i {self.folder}. Gör en med: armkrok keys root") from error
        except ValueError as error:
            raise Stop("Lösenfrasen är fel, eller så är nyckelfilen skadad. Inget är ändrat.") from error

    def ledger(self) -> Ledger:
        """What the root has signed; raises Stop when the ledger cannot be read."""
        try:
            known = json.loads((self.folder / LEDGER).read_text())
            return Ledger(known["crl_number"], [Entry(**one) for one in known["issued"]])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Stop(f"Liggaren {self.folder / LEDGER} går inte att läsa. Inget är ändrat.") from error

    def publish(self, root: Authority, ledger: Ledger, days: int) -> None:
        """Write the next revocation list, and the ledger with its number."""
        ledger.crl_number += 1
        content = revocation_list(root, ledger.revoked, number=ledger.crl_number, days=days)
        self.keep(ledger)
        _replace(self.folder / LIST, content)

    def keep(self, ledger: Ledger) -> None:
        """Write the ledger."""
        text = json.dumps(asdict(ledger), ensure_ascii=False, indent=1)
        _replace(self.folder / LEDGER, text.encode())


def entered(certificate: x509.Certificate, key: str) -> Entry:
    """A certificate as a line of the ledger."""
    until = certificate.not_valid_after_utc.date().isoformat()
    subject = certificate.subject.rfc4514_string()
    return Entry(f"{certificate.serial_number:X}", subject, key, until)


def struck(entry: Entry, reason: str) -> None:
    """Mark a line as revoked from now on."""
    entry.revoked_at = datetime.now(UTC).replace(microsecond=0).isoformat()
    entry.reason = reason


def _create(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)


def _replace(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    _create(unfinished, content)
    unfinished.replace(path)
