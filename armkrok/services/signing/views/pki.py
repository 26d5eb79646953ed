"""Certificates and revocation lists at public addresses (RFC 5280 4.2.1.13)."""

import hashlib
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.refusals import NotFound
from armkrok.services.signing import installing, issuing, revocation

CRL, CERTIFICATE = "application/pkix-crl", "application/pkix-cert"  # RFC 5280 4.2.1.13, RFC 2585 4
FRESH = {CRL: 900, CERTIFICATE: 3600}  # seconds: a quarter of an hour from an approval, all have heard of it


@permission("public")
def crl(request: ActorRequest) -> HttpResponseBase:
    """The organisation's revocation list."""
    if issuing.current() is None:
        raise NotFound
    return _published(request, revocation.current(), CRL)


@permission("public")
def issuer(request: ActorRequest) -> HttpResponseBase:
    """The organisation's issuing certificate."""
    row = issuing.current()
    if row is None:
        raise NotFound
    return _published(request, _der(row.certificate.encode()), CERTIFICATE)


@permission("public")
def root_crl(request: ActorRequest) -> HttpResponseBase:
    """The root's revocation list."""
    return _published(request, _kept(installing.root_list_path()), CRL)


@permission("public")
def root_certificate(request: ActorRequest) -> HttpResponseBase:
    """The root's certificate."""
    return _published(request, _der(_kept(issuing.root_certificate_path())), CERTIFICATE)


def _kept(path: Path) -> bytes:
    """A file of the root's; before there is a root, there is no such page."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound from error


def _der(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificates(pem)[0].public_bytes(Encoding.DER)


def _published(request: ActorRequest, content: bytes, kind: str) -> HttpResponseBase:
    """The content, or 304 for who has it; caches may keep it for a while."""
    response = HttpResponse(content, content_type=kind)
    patch_cache_control(response, public=True, max_age=FRESH[kind])
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
