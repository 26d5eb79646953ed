"""What about keys and certificates will soon stop people from signing, in sentences for the operator."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings

from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing import installing, issuing, keys
from armkrok.services.signing.engine import KeyUnavailable
from armkrok.services.signing.models import IssuingAuthority

EARLY = timedelta(days=90)
LIST_EARLY = timedelta(days=30)


def faults() -> list[str]:
    """One sentence for each thing to do; nothing when all is well."""
    return [*_store(), *_root(), *_issuers()]


def faults_of_settings() -> list[str]:
    """What is wrong with the settings themselves; asks neither the database nor the module."""
    hsm = settings.PKCS11
    if not hsm["module"]:
        return []
    found = []
    if not Path(hsm["module"]).is_file():
        found.append(f"ARMKROK_PKCS11_MODULE finns inte: {hsm['module']}.")
    if not hsm["pin"]:
        found.append("ARMKROK_PKCS11_PIN saknas.")
    return found


def _issuers() -> Iterator[str]:
    for organisation in Organisation.objects.order_by("slug"):
        with scope(organisation.pk):
            row = issuing.current()
            if row is not None:
                yield from _issuer(organisation.slug, row)


def _store() -> Iterator[str]:
    """Whether the hardware module answers, when one is set."""
    if keys.chosen() == keys.HSM:
        try:
            with keys.pool().session():
                pass
        except KeyUnavailable as error:
            yield f"Säkerhetsmodulen svarar inte ({error.code}). Se ARMKROK_PKCS11_MODULE, _TOKEN och _PIN."


def _root() -> Iterator[str]:
    path, listed = issuing.root_certificate_path(), installing.root_list_path()
    if not path.exists():
        if settings.PRODUCTION:
            yield "Rotcertifikatet saknas. Gör en rot med armkrok keys root och installera den här."
        return
    (root,) = x509.load_pem_x509_certificates(path.read_bytes())
    if root.not_valid_after_utc - now() < EARLY:
        yield f"Roten gäller bara till {_day(root.not_valid_after_utc)}. Gör en ny."
    if not listed.exists():
        yield "Rotens spärrlista saknas. Gör en med armkrok keys crl och installera den här."
        return
    until = x509.load_der_x509_crl(listed.read_bytes()).next_update_utc
    if until is not None and until - now() < LIST_EARLY:
        yield f"Rotens spärrlista gäller bara till {_day(until)}. Gör en ny med armkrok keys crl."


def _issuer(slug: str, row: IssuingAuthority) -> Iterator[str]:
    (certificate, *_above) = x509.load_pem_x509_certificates(row.certificate.encode())
    left = certificate.not_valid_after_utc - now()
    day = _day(certificate.not_valid_after_utc)
    renew = f"Förnya med armkrok keys request --organisation {slug} --renew."
    if left <= timedelta(0):
        yield f"Utfärdaren för {slug} gick ut {day}: ingen kan skriva under. {renew}"
    elif left < EARLY:
        yield f"Utfärdaren för {slug} gäller bara till {day}. {renew}"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
