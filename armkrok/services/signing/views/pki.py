"""Certificates and revocation lists at public addresses (RFC 5280 4.2.1.13)."""

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.http import HttpResponse

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.refusals import NotFound
from armkrok.services.signing import issuing, revocation
from armkrok.services.signing.models import IssuingAuthority

CRL, CERTIFICATE = "application/pkix-crl", "application/pkix-cert"


@permission("public")
def crl(request: ActorRequest) -> HttpResponse:
    """The organisation's revocation list."""
    if not IssuingAuthority.objects.exists():
        raise NotFound
    return _published(revocation.current(), CRL)


@permission("public")
def issuer(request: ActorRequest) -> HttpResponse:
    """The organisation's issuing certificate."""
    row = IssuingAuthority.objects.first()
    if row is None:
        raise NotFound
    return _published(_der(row.certificate.encode()), CERTIFICATE)


@permission("public")
def root_crl(request: ActorRequest) -> HttpResponse:
    """The root's revocation list."""
    return _published(revocation.of_root(), CRL)


@permission("public")
def root_certificate(request: ActorRequest) -> HttpResponse:
    """The root's certificate."""
    return _published(_der(issuing.root_certificate_path().read_bytes()), CERTIFICATE)


def _der(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificates(pem)[0].public_bytes(Encoding.DER)


def _published(content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = "public, max-age=3600"
    return response
