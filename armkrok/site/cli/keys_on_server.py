"""`armkrok keys request | install`: the server's steps of the ceremony."""

from argparse import Namespace
from contextlib import AbstractContextManager
from pathlib import Path

from cryptography import x509

from armkrok.kit.refusals import Refusal
from armkrok.site.cli.database import database
from armkrok.site.cli.django_setup import set_up
from armkrok.site.cli.place import Stop


def command(wanted: Namespace) -> int:
    """Do one of the two steps, with the database at hand."""
    with database():
        set_up()
        return run(wanted)


def run(wanted: Namespace) -> int:
    """The step itself. Django must be set up."""
    try:
        return request(wanted) if wanted.deed == "request" else install(wanted)
    except Refusal as refusal:
        raise Stop(str(refusal.text)) from refusal


def request(wanted: Namespace) -> int:
    """Make a key and write a request; the key never leaves this machine or its module."""
    from armkrok.services.signing import installing, keys
    from armkrok.services.signing.engine.ceremony import read_request

    target: Path = wanted.out or Path(f"{wanted.organisation or 'plattformen'}.csr")
    if target.exists():
        raise Stop(f"{target} finns redan. Inget är ändrat. Ange en annan fil med --out.")
    place = "i säkerhetsmodulen" if keys.chosen() == keys.HSM else "i en krypterad fil"
    which = "nyckeln som redan används" if wanted.renew else f"en ny nyckel {place}"
    print(f"En begäran görs för {which}.")
    if wanted.dry_run:
        print(f"Provkörning: inget skrivs. På riktigt skulle {target} skrivas.")
        return 0
    if wanted.platform:
        content = installing.request_platform_seal(renew=wanted.renew)
    else:
        with _scope(wanted.organisation):
            content = installing.request_issuer(renew=wanted.renew)
    target.write_bytes(content)
    print(f"Klart. Nyckel: {read_request(content).key_identifier}. Skriv upp den: roten ska visa samma.")
    print(f"Ta {target} till datorn med roten och kör där: armkrok keys issue {target.name} --folder MAPP")
    return 0


def install(wanted: Namespace) -> int:
    """Take in a root, a certificate or a revocation list, after checking that it is ours."""
    from armkrok.services.signing import installing

    content = _read(wanted.file)
    chain = x509.load_pem_x509_certificates(content) if b"-----BEGIN CERT" in content else []
    kind = _kind(chain)
    print(f"{wanted.file.name} är {kind}.")
    if wanted.dry_run:
        print("Provkörning: inget är installerat.")
        return 0
    if not chain:
        installing.install_root_list(content)
    elif len(chain) == 1:
        installing.install_root(chain[0])
    elif not wanted.organisation:
        installing.install_platform_seal(content)
    else:
        with _scope(wanted.organisation):
            installing.install_issuer(content)
    print("Klart. Starta inte om något: det gäller från nästa underskrift.")
    return 0


def _kind(chain: list[x509.Certificate]) -> str:
    if not chain:
        return "en spärrlista från roten"
    subject, until = chain[0].subject.rfc4514_string(), chain[0].not_valid_after_utc.date()
    return f"{'rotcertifikatet' if len(chain) == 1 else 'ett certifikat'} {subject}, giltigt till {until}"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Stop(f"{path} går inte att läsa: {error.strerror}") from error


def _scope(slug: str) -> AbstractContextManager[None]:
    from armkrok.core.tenants.models import Organisation
    from armkrok.core.tenants.scope import scope

    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise Stop(f"Det finns ingen organisation som heter {slug}.", 2)
    return scope(organisation.pk)
