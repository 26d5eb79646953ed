"""`armkrok keys …`: the ceremony around the root, which is kept offline, and what the server does in it.

`root`, `issue` and `crl` are for the offline machine and need neither database nor settings. `request` and
`install` are for the server.
"""

import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path

from cryptography import x509

from armkrok.services.signing.engine import AuthorityName, KeyUnavailable, create_root
from armkrok.services.signing.engine.ceremony import CertificateRequest, answer_request, read_request
from armkrok.site.cli.place import Stop
from armkrok.site.cli.root_folder import CERTIFICATE, KEY, LIST, Entry, RootFolder, entered, struck

SHORTEST_PASSPHRASE = 12
PASSPHRASE = "ARMKROK_ROOT_PASSPHRASE"  # noqa: S105 (the name of a variable)


def command(wanted: Namespace) -> int:
    """Do one step of the ceremony."""
    if wanted.deed in {"request", "install"}:
        from armkrok.site.cli import keys_on_server

        return keys_on_server.command(wanted)
    deeds: dict[str, Callable[[Namespace], int]] = {"root": root, "issue": issue, "crl": crl}
    return deeds[wanted.deed](wanted)


def root(wanted: Namespace) -> int:
    """Make the root: once, on a machine without network."""
    folder = RootFolder(wanted.folder)
    folder.refuse_if_used()
    print(f"En ny rot görs i {wanted.folder}: {wanted.name}, {wanted.owner}, giltig i {wanted.years} år.")
    if wanted.dry_run:
        return _left_undone(
            f"{KEY}: den privata nyckeln, låst med lösenfrasen",
            f"{CERTIFICATE}: rotcertifikatet, som ska till servern",
            f"{LIST}: rotens spärrlista, som ska till servern",
        )
    made = create_root(AuthorityName(wanted.name, wanted.owner), years=wanted.years)
    folder.make(made, _new_passphrase(), wanted.days)
    print(f"Klart. Fingeravtryck (SHA-256): {_fingerprint(made.certificate)}")
    print("Skriv upp fingeravtrycket på papper. Det ska stämma på servern.")
    print(f"Ta {CERTIFICATE} och {LIST} till servern och kör där: armkrok keys install FIL")
    print(f"Gör två kopior av mappen på var sitt ställe. {KEY} får aldrig till servern.")
    return 0


def issue(wanted: Namespace) -> int:
    """Sign a request from the server, after somebody has read what it says."""
    folder = RootFolder(wanted.folder)
    request = _request(wanted.file)
    _show(request, wanted.years)
    target = wanted.out or wanted.file.with_suffix(".pem")
    if target.exists():
        raise Stop(f"{target} finns redan. Inget är ändrat. Ange en annan fil med --out.")
    ledger = folder.ledger()
    if wanted.dry_run:
        return _left_undone(f"{target}: certifikatet, som ska till servern")
    _confirm(wanted)
    authority = folder.root(_passphrase())
    try:
        answer = answer_request(authority, request, years=wanted.years)
    except KeyUnavailable as error:
        raise Stop("Rotens eget certifikat har gått ut. Gör en ny rot. Inget är ändrat.") from error
    certificate = x509.load_pem_x509_certificates(answer)[0]
    ledger.issued.append(entered(certificate, request.key_identifier))
    folder.keep(ledger)  # first: what is signed must be in the ledger
    target.write_bytes(answer)
    print(f"Klart. Serienummer {certificate.serial_number:X}, till {_day(certificate)}. Skrivet i liggaren.")
    print(f"Ta {target} till servern och kör där: armkrok keys install {target.name}")
    return 0


def crl(wanted: Namespace) -> int:
    """Make the root's next revocation list, with one certificate more if asked to."""
    folder = RootFolder(wanted.folder)
    ledger = folder.ledger()
    entry = _entry(ledger.issued, wanted.revoke) if wanted.revoke else None
    print(f"Rotens spärrlista nummer {ledger.crl_number + 1} görs, giltig i {wanted.days} dagar.")
    if entry:
        print(f"Spärras: {entry.subject}, serienummer {entry.serial}. Det går inte att ångra.")
    if wanted.dry_run:
        return _left_undone(f"{LIST}: spärrlistan, som ska till servern")
    if entry:
        _confirm(wanted)
        struck(entry, wanted.reason)
    folder.publish(folder.root(_passphrase()), ledger, wanted.days)
    print(f"Klart. Ta {LIST} till servern och kör där: armkrok keys install {LIST}")
    return 0


def _request(path: Path) -> CertificateRequest:
    try:
        return read_request(path.read_bytes())
    except OSError as error:
        raise Stop(f"{path} går inte att läsa: {error.strerror}") from error
    except ValueError as error:
        raise Stop(f"{path} är ingen begäran från armkrok keys request, eller är skadad.") from error


def _show(request: CertificateRequest, years: int) -> None:
    kind = "en utfärdare av underskriftscertifikat" if request.is_authority else "plattformens egen stämpel"
    print(f"Begäran gäller {kind}.")
    print(f"  Namn:       {request.subject.rfc4514_string()}")
    print(f"  Nyckel:     {request.key_identifier}")
    print(f"  Spärrlista: {request.published.revocation_list}")
    print(f"  Rot:        {request.published.certificate}")
    print(f"  Giltighet:  {years} år, men inte längre än roten")
    print("Jämför nyckeln med den som servern visade.")


def _entry(issued: list[Entry], serial: str) -> Entry:
    wanted = serial.replace(":", "").upper().lstrip("0")
    found = next((one for one in issued if one.serial == wanted), None)
    if found is None:
        raise Stop(f"Roten har inte utfärdat något certifikat med serienumret {serial}. Inget är ändrat.")
    if found.revoked_at:
        raise Stop(f"Certifikatet är redan spärrat sedan {found.revoked_at}. Inget är ändrat.")
    return found


def _confirm(wanted: Namespace) -> None:
    if wanted.yes:
        return
    if not sys.stdin.isatty() or input("Skriv ja för att gå vidare: ").strip().casefold() != "ja":
        raise Stop("Avbrutet. Inget är ändrat.")


def _new_passphrase() -> str:
    first = os.environ.get(PASSPHRASE) or getpass.getpass("Ny lösenfras för roten: ")
    if len(first) < SHORTEST_PASSPHRASE:
        raise Stop(f"Lösenfrasen är för kort: minst {SHORTEST_PASSPHRASE} tecken. Inget är gjort.")
    if not os.environ.get(PASSPHRASE) and getpass.getpass("En gång till: ") != first:
        raise Stop("Lösenfraserna är inte lika. Inget är gjort.")
    return first


def _passphrase() -> str:
    return os.environ.get(PASSPHRASE) or getpass.getpass("Rotens lösenfras: ")


def _left_undone(*lines: str) -> int:
    print("Provkörning: inget skrivs. På riktigt skulle detta göras:")
    for line in lines:
        print(f"- {line}")
    return 0


def _fingerprint(certificate: x509.Certificate) -> str:
    from cryptography.hazmat.primitives import hashes

    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _day(certificate: x509.Certificate) -> date:
    return certificate.not_valid_after_utc.date()
