"""The seals (e-stämplar): each organisation's own, and the platform's for reports that nobody else gives."""

from datetime import timedelta
from pathlib import Path

from cryptography import x509
from django.db import IntegrityError, transaction

from armkrok.core.events.recording import record
from armkrok.core.tenants.models import Organisation, current_organisation
from armkrok.kit.days import now
from armkrok.services.signing import installing, issuing, keys
from armkrok.services.signing.engine import (
    CannotSign,
    Signed,
    SigningCredential,
    TimestampUnavailable,
    certify_seal,
    organisation_identifier,
    seal_document,
)
from armkrok.services.signing.engine.certificate_parts import organisation_subject
from armkrok.services.signing.engine.keystore import public_key_of
from armkrok.services.signing.errors import FileRefused
from armkrok.services.signing.events.keys import SealMade
from armkrok.services.signing.key_errors import NoPlatformSeal, NoSealNow
from armkrok.services.signing.models import IssuedCertificate, SealKey

RENEW_BEFORE = timedelta(days=60)


def seal_credential() -> SigningCredential:
    """The seal of the organisation in scope, made by itself, and anew before it ends or when renamed.

    For `engine.seal_document`. Raises NoIssuer, IssuerExpired and KeysUnavailable; with a hardware module its
    `sign` raises KeyUnavailable.
    """
    row, place = SealKey.objects.filter(retired_at=None).first(), current_organisation()
    if row is None or _is_ending(row) or _chain(row)[0].subject != _subject(place):
        row = _made(row, place)
    return _credential(_chain(row))


def seal(source: Path, target: Path) -> Signed:
    """Put the organisation's seal and a time stamp on a finished PDF, and write ``target``.

    Raises NoSealNow, FileRefused, NoIssuer, IssuerExpired and KeysUnavailable; then nothing is written.
    """
    credential = seal_credential()
    try:
        with keys.in_reach():
            return seal_document(source, target, credential, timestamper=issuing.timestamper())
    except TimestampUnavailable as error:
        raise NoSealNow from error
    except CannotSign as error:
        raise FileRefused(error.code) from error


def platform_seal_credential() -> SigningCredential:
    """Armkrok's own seal. In the demo it is made by itself; raises NoPlatformSeal and KeysUnavailable."""
    path = installing.platform_seal_path()
    if not path.exists():
        with keys.in_reach():
            if not installing.make_platform_seal():
                raise NoPlatformSeal
    return _credential(x509.load_pem_x509_certificates(path.read_bytes()))


def _credential(chain: list[x509.Certificate]) -> SigningCredential:
    with keys.in_reach():
        key = keys.key_of(public_key_of(chain[0]))
    return SigningCredential(key, chain[0], tuple(chain[1:-1]))  # no root


def _chain(row: SealKey) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(row.certificate.encode())


def _is_ending(row: SealKey) -> bool:
    return row.valid_until is not None and row.valid_until - now() < RENEW_BEFORE


def _made(old: SealKey | None, organisation: Organisation) -> SealKey:
    """A new key and certificate; when somebody else was first, theirs."""
    authority = issuing.issuer()
    if old is not None and authority.certificate.not_valid_after_utc - now() < RENEW_BEFORE:
        return old  # a new one would end as soon as the old
    with keys.in_reach():
        public = keys.new_key().public_key()
        published = issuing.published(organisation)
        certificate = certify_seal(authority, public, _subject(organisation), published)
    try:
        with transaction.atomic():
            if old is not None:
                SealKey.objects.filter(pk=old.pk).update(retired_at=now())
            row = SealKey.objects.create(**issuing.facts((certificate, *authority.chain)))
    except IntegrityError:
        return SealKey.objects.get(retired_at=None)
    serial = f"{certificate.serial_number:X}"
    IssuedCertificate.objects.create(serial=serial, issued_by=organisation.pk, method="", loa="")
    record(SealMade(serial=serial), about=row)
    return row


def _subject(organisation: Organisation) -> x509.Name:
    number = organisation_identifier(organisation.number)
    return organisation_subject(organisation.name, organisation.name, number)
