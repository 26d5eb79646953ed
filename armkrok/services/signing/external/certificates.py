"""Judging the certificate that an external service made for the signer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import NameOID

from armkrok.services.signing.external.errors import ExternalRefused, Refused

_PREFIX = "PNOSE-"  # ETSI EN 319 412-1 5.1.3
_LONGEST = 5


def demand_chain(chain: Sequence[x509.Certificate], roots: Sequence[x509.Certificate], now: datetime) -> None:
    """Each certificate is issued by the next, all are in force, and the last leads to a root of the service.

    The first must be a person's: not an authority's, and meant for signatures (RFC 5280 4.2.1.3). Raises
    ExternalRefused("wrong-certificate").
    """
    if not 1 <= len(chain) <= _LONGEST:
        raise ExternalRefused(Refused.WRONG_CERTIFICATE, f"{len(chain)} certificates")
    if any(not one.not_valid_before_utc <= now <= one.not_valid_after_utc for one in chain):
        raise ExternalRefused(Refused.WRONG_CERTIFICATE, "not in force")
    if not all(_issued(one, above) for one, above in pairwise(chain)):
        raise ExternalRefused(Refused.WRONG_CERTIFICATE, "not a chain")
    if chain[-1] not in roots and not any(_issued(chain[-1], root) for root in roots):
        raise ExternalRefused(Refused.WRONG_CERTIFICATE, "another root")
    if chain[0] in roots or _is_authority(chain[0]) or not _may_sign(chain[0]):
        raise ExternalRefused(Refused.WRONG_CERTIFICATE, "not for a person's signature")


def demand_person(certificate: x509.Certificate, personal_number: str, given_name: str, surname: str) -> None:
    """The certificate shows what was asked for, and the person who was identified.

    Raises ExternalRefused("wrong-certificate").
    """
    wanted = {
        NameOID.SERIAL_NUMBER: {personal_number, _PREFIX + personal_number},
        NameOID.GIVEN_NAME: {given_name},
        NameOID.SURNAME: {surname},
        NameOID.COUNTRY_NAME: {"SE"},
    }
    for kind, allowed in wanted.items():
        values = [str(one.value) for one in certificate.subject.get_attributes_for_oid(kind)]
        if len(values) != 1 or values[0] not in allowed:
            raise ExternalRefused(Refused.WRONG_CERTIFICATE, f"attribute {kind.dotted_string}")


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return _is_authority(issuer)


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return bool(certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (x509.ExtensionNotFound, ValueError):
        return False


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return bool(usage.content_commitment or usage.digital_signature)
