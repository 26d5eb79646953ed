"""The organisation's certificate authority: an issuing CA under a root that is kept offline.

Keys lie encrypted in files under KEYS, readable by the application only. The root's own key is needed
just when an organisation gets its issuing CA, and can be taken off the machine between.
"""

import os
from functools import cache, lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from armkrok.core.tenants.models import Organisation, current_organisation
from armkrok.kit.ids import uuid7
from armkrok.services.signing.engine import (
    Authority,
    AuthorityName,
    PublishedAt,
    Timestamper,
    certificates_to_pem,
    create_issuing,
    create_root,
    from_pem,
    revocation_list,
    to_pem,
)
from armkrok.services.signing.errors import NoIssuer
from armkrok.services.signing.models import IssuingAuthority

ROOT_CRL_DAYS = 365


def issuer() -> Authority:
    """The issuing CA of the organisation in scope, made now if it has none; raises NoIssuer."""
    row = IssuingAuthority.objects.only("pk").first() or _establish()
    return _loaded(row.pk)


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


def _establish() -> IssuingAuthority:
    if not settings.PRODUCTION:
        ensure_root()
    if not _root_key_path().exists():
        raise NoIssuer
    root = from_pem(_root_key_path().read_bytes(), _password())
    organisation = current_organisation()
    authority = create_issuing(
        root,
        AuthorityName(f"{organisation.name} underskrifter", organisation.name),
        PublishedAt(settings.BASE_URL + reverse("root-crl"), settings.BASE_URL + reverse("root-certificate")),
    )
    row = IssuingAuthority(id=uuid7(), certificate=certificates_to_pem(authority.chain).decode())
    _write(_key_path(row.pk), to_pem(authority, _password()))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        _key_path(row.pk).unlink()
        return IssuingAuthority.objects.get()
    return row


@lru_cache(maxsize=400)
def _loaded(authority_id: UUID) -> Authority:
    return from_pem(_key_path(authority_id).read_bytes(), _password())


@cache
def timestamper() -> Timestamper:
    """The process's client of the time-stamp authority."""
    return Timestamper(settings.TSA_URL, timeout=settings.TSA_TIMEOUT)


def _key_path(authority_id: UUID) -> Path:
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
