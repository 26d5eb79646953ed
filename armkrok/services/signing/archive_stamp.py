"""The last revision: everything needed to check the signatures in many years, under a time stamp."""

from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.services.signing import issuing, revocation, stamping
from armkrok.services.signing.engine import certificates_to_pem, seal
from armkrok.services.signing.engine.stamps import signer_certificates, stamp_certificates
from armkrok.services.signing.engine.tokens import leads_to
from armkrok.services.signing.external import services_in
from armkrok.services.signing.models import Document


def stamped(document: Document) -> StoredFile:
    """Seal the completed file (PAdES B-LTA) and store it; raises TimestampUnavailable."""
    with files.workplace() as folder, files.on_disk(document.newest) as source:
        target = folder / "sealed.pdf"
        certificates, lists = evidence(source)
        seal(source, target, issuing.timestamper(), certificates=certificates, revocation_lists=lists)
        return files.store(files.measure(target), "application/pdf")


def evidence(source: Path) -> tuple[list[bytes], list[bytes]]:
    """Certificates and fresh revocation lists (DER) for everybody who signed or stamped the file.

    Those of the authority that will stamp it now are among them. Raises TimestampUnavailable.
    """
    now_stamping = issuing.timestamper().token(stamping.SAMPLE).certificates
    certificates, lists = stamping.needed_for((*stamp_certificates(source), *now_stamping))
    others = list(_of_external_signers(source))
    chain = [*issuing.chain(), *others]
    ours = [one.public_bytes(Encoding.DER) for one in chain]
    known = [revocation.current(), revocation.of_root(), *lists, *stamping.lists_of(others)]
    return [*ours, *certificates], list(dict.fromkeys(known))


def _of_external_signers(source: Path) -> Iterator[x509.Certificate]:
    """The certificates from signing services that we have an agreement with, and their roots."""
    services = services_in(settings.SIGN_SERVICES).values()
    roots = [root for service in services for root in service.roots]
    embedded = signer_certificates(source) if roots else ()
    pem = certificates_to_pem(roots)
    believed = [one for one in embedded if leads_to(embedded, one, pem)]
    if believed:
        yield from (x509.load_der_x509_certificate(one) for one in believed)
        yield from roots
