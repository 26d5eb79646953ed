"""The server's part of the ceremony around the root: asking for certificates, and taking them in."""

import os
import secrets
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils.translation import gettext as _

from armkrok.core.events.recording import record
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import now
from armkrok.services.signing import issuing, keys
from armkrok.services.signing.engine import AuthorityName, certificates_to_pem
from armkrok.services.signing.engine.ceremony import (
    answer_request,
    checked_chain,
    read_request,
    request_certificate,
)
from armkrok.services.signing.engine.keystore import public_key_of
from armkrok.services.signing.errors import CertificateRefused, NoIssuer
from armkrok.services.signing.events.keys import IssuerInstalled
from armkrok.services.signing.models import IssuingAuthority

PLATFORM = AuthorityName("Armkrok", "Armkrok")


def request_issuer(*, renew: bool) -> bytes:
    """A request for the issuing CA of the organisation in scope, in PEM.

    A renewal is for the key that is in use. Raises CertificateRefused when there is a CA and none was to be
    renewed, NoIssuer when there is none to renew, and KeysUnavailable.
    """
    row = issuing.current()
    if row is None and renew:
        raise NoIssuer
    if row is not None and not renew:
        until = issuing.loaded(row).certificate.not_valid_after_utc.date().isoformat()
        raise CertificateRefused(
            _("Organisationen har redan en utfärdare, giltig till %(until)s. Förnya den med --renew.")
            % {"until": until}
        )
    name = issuing.authority_name(current_organisation())
    with keys.in_reach():
        key = issuing.loaded(row).key if row else keys.new_key()
        return request_certificate(key, name, issuing.root_addresses(), is_authority=True)


def request_platform_seal(*, renew: bool) -> bytes:
    """A request for the platform's own seal, in PEM. Raises as `request_issuer`."""
    path = platform_seal_path()
    if path.exists() and not renew:
        raise CertificateRefused(_("Plattformen har redan en stämpel. Förnya den med --renew."))
    with keys.in_reach():
        if path.exists():
            (certificate, *_above) = x509.load_pem_x509_certificates(path.read_bytes())
            key = keys.key_of(public_key_of(certificate))
        else:
            key = keys.new_key()
        return request_certificate(key, PLATFORM, issuing.root_addresses(), is_authority=False)


def make_platform_seal() -> bool:
    """Make the platform's seal with the root on this machine; False in production, where there is none."""
    if settings.PRODUCTION:
        return False
    root = issuing.demo_root()
    request = read_request(request_platform_seal(renew=False))
    install_platform_seal(answer_request(root, request, years=3))
    return True


def install_root(certificate: x509.Certificate) -> None:
    """Trust a new root. Raises CertificateRefused unless it is a root and there is none yet."""
    path = issuing.root_certificate_path()
    if path.exists():
        raise CertificateRefused(_("Det finns redan ett rotcertifikat. Ta bort det först, om det ska bytas."))
    try:
        certificate.verify_directly_issued_by(certificate)
        is_root = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except Exception as error:
        raise CertificateRefused(_("Certifikatet är ingen rot.")) from error
    if not is_root:
        raise CertificateRefused(_("Certifikatet är ingen rot."))
    _write(path, certificates_to_pem([certificate]), mode=0o644)


def install_root_list(content: bytes) -> None:
    """Publish the root's revocation list (DER). Raises CertificateRefused for another's, or an older one."""
    fresh = _list_of_root(content)
    path = root_list_path()
    if path.exists() and _number(x509.load_der_x509_crl(path.read_bytes())) >= _number(fresh):
        raise CertificateRefused(_("Den spärrlista som redan finns är nyare eller densamma."))
    _write(path, content, mode=0o644)


def install_issuer(pem: bytes) -> IssuingAuthority:
    """Take in the certificate of the issuing CA of the organisation in scope, or its renewal.

    Raises CertificateRefused unless it leads to our root, is the organisation's, and its key is in our store.
    """
    chain = _chain(pem)
    certificate = chain[0]
    name = issuing.authority_name(current_organisation()).common_name
    if _common_name(certificate) != name or not _is_authority(certificate):
        raise CertificateRefused(_("Certifikatet gäller något annat än den organisationens utfärdare."))
    row = issuing.current()
    if row is not None and public_key_of(issuing.loaded(row).certificate) != public_key_of(certificate):
        raise CertificateRefused(
            _("Certifikatet har en annan nyckel än utfärdaren. Förnya med samma nyckel.")
        )
    _prove(public_key_of(certificate))
    facts = issuing.facts(chain)
    if row is None:
        row = IssuingAuthority.objects.create(**facts)
    for name in ("certificate", "valid_until"):
        setattr(row, name, facts[name])
    row.save(update_fields=["certificate", "valid_until"])
    record(IssuerInstalled(serial=f"{certificate.serial_number:X}"), about=row)
    return row


def install_platform_seal(pem: bytes) -> None:
    """Take in the certificate of the platform's own seal. Raises CertificateRefused."""
    chain = _chain(pem)
    if _common_name(chain[0]) != PLATFORM.common_name or _is_authority(chain[0]):
        raise CertificateRefused(_("Certifikatet gäller inte plattformens stämpel."))
    _prove(public_key_of(chain[0]))
    _write(platform_seal_path(), certificates_to_pem(chain), mode=0o644)


def platform_seal_path() -> Path:
    """The certificate of the platform's seal, with what is above it; public."""
    return Path(settings.KEYS) / "platform-seal.pem"


def root_list_path() -> Path:
    """The root's revocation list."""
    return Path(settings.KEYS) / "root.crl"


def _chain(pem: bytes) -> tuple[x509.Certificate, ...]:
    path = issuing.root_certificate_path()
    if not path.exists():
        raise CertificateRefused(_("Rotcertifikatet saknas. Installera det först."))
    roots = tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    try:
        chain = checked_chain(pem, roots)
    except ValueError as error:
        raise CertificateRefused(_("Certifikatet leder inte till vår rot.")) from error
    if chain[0].not_valid_after_utc <= now():
        raise CertificateRefused(_("Certifikatet har gått ut."))
    return chain


def _prove(public: ec.EllipticCurvePublicKey) -> None:
    """Sign something with the key, so that a certificate without its key is never taken in."""
    algorithm, sample = ec.ECDSA(hashes.SHA256()), secrets.token_bytes(32)
    with keys.in_reach():
        public.verify(keys.key_of(public).sign(sample, algorithm), sample, algorithm)


def _list_of_root(content: bytes) -> x509.CertificateRevocationList:
    try:
        (root,) = x509.load_pem_x509_certificates(issuing.root_certificate_path().read_bytes())
        fresh = x509.load_der_x509_crl(content)
    except (OSError, ValueError) as error:
        raise CertificateRefused(_("Filen är ingen spärrlista, eller så saknas rotcertifikatet.")) from error
    if not fresh.is_signature_valid(public_key_of(root)):
        raise CertificateRefused(_("Spärrlistan är inte från vår rot."))
    return fresh


def _number(one: x509.CertificateRevocationList) -> int:
    return one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number


def _common_name(certificate: x509.Certificate) -> str:
    found = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def _is_authority(certificate: x509.Certificate) -> bool:
    return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def _write(path: Path, content: bytes, *, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}-{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as out:
        out.write(content)
    unfinished.replace(path)
