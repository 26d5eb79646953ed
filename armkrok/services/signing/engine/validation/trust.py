"""The third question: does a certificate lead to someone we trust?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import InvalidCertificateError, PathBuildingError, ValidationError
from pyhanko_certvalidator.path import ValidationPath

from armkrok.services.signing.engine.validation.trust_lists import TrustList

_LONGEST = 8


@dataclass(frozen=True)
class Chain:
    """A certificate first, then its issuers. ``list_name`` is empty when no trusted root was reached."""

    certificates: tuple[x509.Certificate, ...]
    list_name: str
    code: str

    @property
    def top_is_root(self) -> bool:
        """Whether the last certificate is its own issuer."""
        return self.certificates[-1].subject == self.certificates[-1].issuer


class Trust:
    """Builds chains for one validation; ``others`` are certificates the file brings along."""

    def __init__(self, lists: Sequence[TrustList], runner: asyncio.Runner) -> None:
        self._names = {der: one.name for one in lists for der in one.certificates}
        self._runner = runner
        self._others: dict[bytes, asn1.Certificate] = {}
        self._answers: dict[bytes, Chain] = {}

    def know(self, certificates: Iterable[bytes]) -> None:
        """Remember certificates that may be needed as issuers."""
        for der in certificates:
            if der not in self._others and _is_authority(der):
                self._others[der] = loaded(der)

    def chain(self, certificate: bytes, moment: datetime) -> Chain:
        """The way to a trusted root as of ``moment`` (moved into the certificate's own lifetime), or what
        the file offers of a way. Whether the certificate was alive is another question."""
        if certificate not in self._answers:
            self._answers[certificate] = self._build(certificate, moment)
        return self._answers[certificate]

    def _build(self, certificate: bytes, moment: datetime) -> Chain:
        leaf = opened(certificate)
        if certificate in self._names:  # a list may name a signer's or stamper's own certificate
            return Chain((leaf,), self._names[certificate], "on_trust_list")
        inside = min(max(moment, leaf.not_valid_before_utc), leaf.not_valid_after_utc)
        try:
            path = self._runner.run(self._validated(certificate, inside))
        except (PathBuildingError, InvalidCertificateError):
            return Chain(self._offered(leaf), "", "unknown_issuer")
        except ValidationError:
            return Chain(self._offered(leaf), "", "broken_chain")
        members = [one.dump() for one in path]
        root = members[0]
        name = self._names.get(root, "")
        return Chain(tuple(opened(der) for der in reversed(members)), name, "on_trust_list")

    async def _validated(self, certificate: bytes, moment: datetime) -> ValidationPath:
        context = ValidationContext(
            trust_roots=[loaded(der) for der in self._names],
            other_certs=list(self._others.values()),
            moment=moment,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        return await CertificateValidator(
            loaded(certificate), validation_context=context
        ).async_validate_path()

    def _offered(self, leaf: x509.Certificate) -> tuple[x509.Certificate, ...]:
        """Issuers found in the file by name and signature, as far as they go."""
        chain = [leaf]
        while chain[-1].issuer != chain[-1].subject and len(chain) < _LONGEST:
            above = next((one for one in map(opened, self._others) if _issued(one, chain[-1])), None)
            if above is None:
                break
            chain.append(above)
        return tuple(chain)


@lru_cache(maxsize=512)
def _is_authority(der: bytes) -> bool:
    """Whether these bytes are a certificate that may issue others; evidence from outside may be anything."""
    try:
        constraints = opened(der).extensions.get_extension_for_class(x509.BasicConstraints)
        loaded(der).native  # noqa: B018 (asn1crypto parses late; broken bytes must show themselves here)
    except (ValueError, TypeError, KeyError, x509.ExtensionNotFound):
        return False
    return constraints.value.ca


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


@lru_cache(maxsize=512)
def loaded(der: bytes) -> asn1.Certificate:
    """A certificate for pyHanko's validator."""
    return asn1.Certificate.load(der)


@lru_cache(maxsize=512)
def opened(der: bytes) -> x509.Certificate:
    """A certificate for everything else."""
    return x509.load_der_x509_certificate(der)
