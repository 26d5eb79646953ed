"""What a certificate says of its holder, and what it is for."""

from __future__ import annotations

from typing import TypedDict

from cryptography import x509
from cryptography.x509.oid import NameOID

_OF_A_PERSON = (NameOID.GIVEN_NAME, NameOID.SURNAME, NameOID.PSEUDONYM, NameOID.SERIAL_NUMBER)
_SHOWN = 4  # leading characters of a person's identifier that are shown


class Names(TypedDict):
    """Whose a certificate is."""

    signer: str
    organisation: str
    title: str
    identifier: str
    certificate_serial: str
    is_seal: bool


def may_sign(certificate: x509.Certificate) -> bool:
    """Key usage allows signatures, or is not limited (RFC 5280 4.2.1.3)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError:
        return False
    return bool(usage.content_commitment or usage.digital_signature)


def names_in(certificate: x509.Certificate) -> Names:
    """Whose the certificate is, as it may be shown to anybody."""
    subject = certificate.subject
    return {
        "signer": name_of(subject),
        "organisation": _attribute(subject, NameOID.ORGANIZATION_NAME),
        "title": _attribute(subject, NameOID.TITLE),
        "identifier": masked(_attribute(subject, NameOID.SERIAL_NUMBER)),
        "certificate_serial": f"{certificate.serial_number:x}",
        "is_seal": is_seal(subject),
    }


def is_seal(subject: x509.Name) -> bool:
    """Whether it names an organisation and no person (ETSI EN 319 412-3 4.2.1, as against 412-2 4.2.4).

    People's certificates from elsewhere may have an employer and only a common name; so the organisation must
    have an identifier, or be what the certificate is called.
    """
    name = _attribute(subject, NameOID.ORGANIZATION_NAME)
    is_its_own = _attribute(subject, NameOID.ORGANIZATION_IDENTIFIER) or name_of(subject) == name
    return bool(name and is_its_own) and not any(_attribute(subject, kind) for kind in _OF_A_PERSON)


def name_of(name: x509.Name) -> str:
    """The common name, or the organisation's."""
    return _attribute(name, NameOID.COMMON_NAME) or _attribute(name, NameOID.ORGANIZATION_NAME)


def _attribute(name: x509.Name, kind: x509.ObjectIdentifier) -> str:
    return next((str(one.value) for one in name.get_attributes_for_oid(kind)), "")


def masked(identifier: str) -> str:
    """A person's identifier with its kind and first characters only: "PNOSE-1990…"."""
    kind, dash, rest = identifier.rpartition("-")
    return f"{kind}{dash}{rest[:_SHOWN]}…" if len(rest) > _SHOWN else identifier
