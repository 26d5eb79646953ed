"""The organisation's certificate authority: an issuing CA under a root that is kept offline.

Private keys are in the key store (see ``keys``). In the demo the root is made here; in production it never
is on this machine, and authorities come by the ceremony of ``armkrok keys``.
"""

import logging
import os
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography import x509
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from armkrok.core.tenants.models import Organisation, current_organisation
from armkrok.kit.days import now
from armkrok.services.signing import keys, stamping
from armkrok.services.signing.engine import (
    Authority,
    AuthorityName,
    KeyUnavailable,
    PublishedAt,
    certificates_to_pem,
    create_issuing,
    create_root,
    from_pem,
    revocation_list,
    to_pem,
)
from armkrok.services.signing.engine.keystore import public_key_of
from armkrok.services.signing.engine.timestamp import Stamping
from armkrok.services.signing.errors import IssuerExpired, NoIssuer
from armkrok.services.signing.models import IssuingAuthority

ROOT_CRL_DAYS = 365
log = logging.getLogger(__name__)


def issuer() -> Authority:
    """The issuing CA of the organisation in scope; in the demo it is made now if there is none.

    Raises NoIssuer, IssuerExpired and KeysUnavailable. With a hardware module the last comes when it signs.
    """
    row = issuer_row()
    authority = loaded(row)
    if authority.certificate.not_valid_after_utc <= now():
        log.error("issuing authority has expired", extra={"organisation": str(row.organisation_id)})
        raise IssuerExpired
    return authority


def issuer_row() -> IssuingAuthority:
    """The row of the issuing CA in use, also when it has expired; in the demo made now if there is none.

    Raises NoIssuer.
    """
    return current() or _establish()


def current() -> IssuingAuthority | None:
    """The row of the issuing CA in use."""
    return next(iter(IssuingAuthority.objects.filter(retired_at=None)), None)  # there is one at most


def chain() -> tuple[x509.Certificate, ...]:
    """The issuing CA's certificate and those above it, also after it has expired: evidence needs them.

    Raises NoIssuer.
    """
    return tuple(x509.load_pem_x509_certificates(issuer_row().certificate.encode()))


def loaded(row: IssuingAuthority) -> Authority:
    """A row's authority with its key, also one that has expired. Raises KeysUnavailable."""
    with keys.in_reach():
        return _loaded(row.pk, row.certificate)


def published(organisation: Organisation) -> PublishedAt:
    """Where the issuing CA's own revocation list and certificate can be fetched."""
    slug = organisation.slug
    return PublishedAt(
        revocation_list=settings.BASE_URL + reverse("signing:crl", args=[slug]),
        certificate=settings.BASE_URL + reverse("signing:issuer", args=[slug]),
    )


def root_certificate_path() -> Path:
    """The root's certificate, public; also the first of the trust list."""
    return Path(settings.TRUST) / "armkrok-root.pem"


def ensure_root() -> None:
    """Make the root, its certificate and its revocation list, unless they are there."""
    key = _root_key_path()
    if root_certificate_path().exists():
        return
    root = create_root(AuthorityName("Armkrok rot", "Armkrok"))
    _write(key, to_pem(root, _password()))
    _write(Path(settings.KEYS) / "root.crl", revocation_list(root, number=1, days=ROOT_CRL_DAYS))
    _write(root_certificate_path(), certificates_to_pem([root.certificate]))


def root_addresses() -> PublishedAt:
    """Where the root's revocation list and certificate can be fetched."""
    return PublishedAt(
        settings.BASE_URL + reverse("root-crl"), settings.BASE_URL + reverse("root-certificate")
    )


def authority_name(organisation: Organisation) -> AuthorityName:
    """What an organisation's issuing CA is called."""
    return AuthorityName(f"{organisation.name} underskrifter", organisation.name)


def demo_root() -> Authority:
    """The root on this machine, made if missing; outside production only."""
    ensure_root()
    return from_pem(_root_key_path().read_bytes(), _password())


def _establish() -> IssuingAuthority:
    """Make the authority, with a root that is made here too: in the demo and in tests only."""
    if settings.PRODUCTION:
        raise NoIssuer
    root = demo_root()
    with keys.in_reach():
        name = authority_name(current_organisation())
        authority = create_issuing(root, name, root_addresses(), key=keys.new_key())
    try:
        with transaction.atomic():
            return IssuingAuthority.objects.create(**facts(authority.chain))
    except IntegrityError:  # somebody else was first; our key is never used
        return IssuingAuthority.objects.get(retired_at=None)


def facts(certificates: Sequence[x509.Certificate]) -> dict[str, Any]:
    """What the row of an authority or a seal tells of its certificate, own first."""
    return {
        "certificate": certificates_to_pem(certificates).decode(),
        "store": keys.chosen(),
        "valid_until": certificates[0].not_valid_after_utc,
    }


@lru_cache(maxsize=400)
def _loaded(authority_id: UUID, pem: str) -> Authority:
    certificate, *above = x509.load_pem_x509_certificates(pem.encode())
    try:
        key = keys.key_of(public_key_of(certificate))
    except KeyUnavailable:
        if not _old_key_path(authority_id).exists():
            raise
        key = from_pem(_old_key_path(authority_id).read_bytes(), _password()).key
    return Authority(key, certificate, tuple(above))


@cache
def timestamper() -> Stamping:
    """The process's client of the time-stamp authorities."""
    return stamping.timestamper()


def _old_key_path(authority_id: UUID) -> Path:
    """Where keys were kept before they were named by their identifier."""
    return Path(settings.KEYS) / "issuing" / f"{authority_id}.pem"


def _root_key_path() -> Path:
    return Path(settings.KEYS) / "root-key.pem"


def _password() -> bytes:
    return str(settings.FIELD_KEY).encode()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    temporary.replace(path)
