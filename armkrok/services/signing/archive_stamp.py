"""The last revision: everything needed to check the signatures in many years, under a time stamp."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.services.signing import issuing, revocation
from armkrok.services.signing.engine import TimestampUnavailable, seal
from armkrok.services.signing.models import Document

SAMPLE = bytes(32)
LARGEST_LIST = 5_000_000


def stamped(document: Document) -> StoredFile:
    """Seal the completed file (PAdES B-LTA) and store it; raises TimestampUnavailable."""
    authority = list(_authority_certificates())
    chain = [*issuing.issuer().chain, *authority]
    lists = [revocation.current(), revocation.of_root(), *_lists_of(authority)]
    with files.workplace() as folder, files.on_disk(document.newest) as source:
        target = folder / "sealed.pdf"
        seal(
            source,
            target,
            issuing.timestamper(),
            certificates=[one.public_bytes(Encoding.DER) for one in chain],
            revocation_lists=dict.fromkeys(lists),
        )
        return files.store(files.measure(target), "application/pdf")


def _authority_certificates() -> Iterator[x509.Certificate]:
    """The time-stamp authority's certificates: those in a token, and the configured root."""
    token = issuing.timestamper().token(SAMPLE)
    yield from (x509.load_der_x509_certificate(der) for der in token.certificates)
    yield from x509.load_pem_x509_certificates(Path(settings.TSA_ROOT).read_bytes())


def _lists_of(certificates: Iterable[x509.Certificate]) -> list[bytes]:
    addresses = dict.fromkeys(url for one in certificates for url in _points(one))
    return [_fetched(url) for url in addresses]


def _points(certificate: x509.Certificate) -> Iterator[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return
    for point in points:
        for name in point.full_name or []:
            if isinstance(name, x509.UniformResourceIdentifier) and name.value.startswith("http"):
                yield name.value
                break


def _fetched(url: str) -> bytes:
    try:
        with httpx.Client(timeout=settings.TSA_TIMEOUT, trust_env=False) as client:
            answer = client.get(url).raise_for_status()
    except httpx.HTTPError as error:
        raise TimestampUnavailable("unreachable", "revocation list") from error
    if len(answer.content) > LARGEST_LIST:
        raise TimestampUnavailable("malformed", "revocation list")
    return answer.content
