"""The time-stamp authorities: which there are, which answer, and what their stamps need to be believed."""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from armkrok.kit.days import now
from armkrok.services.signing.engine import Timestamper, TimestampUnavailable
from armkrok.services.signing.engine.timestamp import Stamping
from armkrok.services.signing.engine.timestampers import Timestampers
from armkrok.services.signing.engine.tokens import leads_to
from armkrok.services.signing.models import StampingHealth

SAMPLE = bytes(32)
HEED_AGE = 15
HEED_LATEST = timedelta(minutes=3)
LARGEST_LIST = 5_000_000
LIST_AGE = 60
"""Seconds that a fetched revocation list may be used again; it is valid for days."""
_SEPARATORS = re.compile(r"[\s,]+")


class FaultyAuthorities(ValueError):
    """The settings name authorities and roots that do not go together; the text says what to change."""


@dataclass(frozen=True)
class Answer:
    """How an authority answered just now; ``failure`` is a code, or nothing when it gave a good stamp."""

    url: str
    failure: str
    milliseconds: int
    certificate_until: datetime | None


def addresses() -> list[str]:
    """The authorities' addresses in the order they are preferred."""
    return [one for one in _SEPARATORS.split(settings.TSA_URL) if one]


def roots() -> list[Path]:
    """Files with the authorities' roots, each once."""
    return list(dict.fromkeys(_roots_in_order()))


def timestamper() -> Stamping:
    """The process's client of the authorities; with several, the next answers when the first does not.

    Those that did not answer the clock lately are asked last, also by a process that has not tried them.
    """
    client = _client(settings.TSA_URL, settings.TSA_ROOT, settings.TSA_TIMEOUT)
    if isinstance(client, Timestampers):
        for url in _failing(int(time.monotonic() / HEED_AGE)):
            client.let_rest(url)
    return client


def ask_each() -> list[Answer]:
    """Ask every authority for a stamp, to see which answer."""
    client = _client(settings.TSA_URL, settings.TSA_ROOT, settings.TSA_TIMEOUT)
    return [_asked(one) for one in _each(client)]


def needed_for(certificates: Iterable[bytes]) -> tuple[list[bytes], list[bytes]]:
    """What it takes to believe stamps by these certificates (DER) in many years: issuers, and fresh lists.

    The first are the certificates themselves and all roots (DER), the second the revocation lists they point
    at. Only for certificates that lead to our roots: a file that others have signed could else make us call
    anywhere. Raises TimestampUnavailable when a list cannot be fetched.
    """
    every = tuple(dict.fromkeys(certificates))
    pem = b"".join(path.read_bytes() for path in roots())
    known = [x509.load_der_x509_certificate(one) for one in every if leads_to(every, one, pem)]
    top = x509.load_pem_x509_certificates(pem)
    encoded = dict.fromkeys(one.public_bytes(Encoding.DER) for one in (*known, *top))
    return list(encoded), lists_of((*known, *top))


def lists_of(certificates: Iterable[x509.Certificate]) -> list[bytes]:
    """The revocation lists that certificates point at. Raises TimestampUnavailable when one cannot be had."""
    points = dict.fromkeys(url for one in certificates for url in _points(one))
    return [_fetched(url, int(time.time() / LIST_AGE)) for url in points]


def _roots_in_order() -> list[Path]:
    """One root for each address; a single root is everybody's."""
    paths = [Path(one.strip()) for one in settings.TSA_ROOT.split(",") if one.strip()]
    count = len(addresses())
    if len(paths) not in {1, count}:
        raise FaultyAuthorities(
            f"ARMKROK_TSA_URL har {count} adresser men ARMKROK_TSA_ROOT {len(paths)} filer: "
            "ange en fil för varje adress, eller en för alla."
        )
    return paths * count if len(paths) == 1 else paths


@lru_cache(maxsize=1)
def _failing(period: int) -> tuple[str, ...]:
    """Addresses that failed when the clock asked, read once in each period."""
    recently = now() - HEED_LATEST
    rows = StampingHealth.objects.filter(asked_at__gt=recently).exclude(failure="")
    return tuple(rows.values_list("url", flat=True))


@lru_cache(maxsize=4)
def _client(urls: str, root_paths: str, timeout: float) -> Stamping:
    each = [
        Timestamper(url, timeout=timeout, root=root)
        for url, root in zip(addresses(), _roots_in_order(), strict=True)
    ]
    return each[0] if len(each) == 1 else Timestampers(each, patience=2 * timeout)


def _each(client: Stamping) -> Sequence[Timestamper]:
    return client.authorities if isinstance(client, Timestampers) else [client]  # type: ignore[list-item]


def _asked(authority: Timestamper) -> Answer:
    started = time.perf_counter()
    failure, until = "", None
    try:
        until = authority.token(SAMPLE).valid_until
    except TimestampUnavailable as error:
        failure = error.code
    return Answer(authority.url, failure, round((time.perf_counter() - started) * 1000), until)


def _points(certificate: x509.Certificate) -> Iterator[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return
    for point in points:
        for name in point.full_name or []:
            if isinstance(name, x509.UniformResourceIdentifier) and name.value.startswith("http"):
                yield name.value
                break


@lru_cache(maxsize=32)
def _fetched(url: str, period: int) -> bytes:
    """A revocation list, fetched at most once in each period by each process."""
    try:
        with httpx.Client(timeout=settings.TSA_TIMEOUT, trust_env=False) as client:
            answer = client.get(url).raise_for_status()
    except httpx.HTTPError as error:
        raise TimestampUnavailable("unreachable", "revocation list") from error
    if len(answer.content) > LARGEST_LIST:
        raise TimestampUnavailable("malformed", "revocation list")
    return answer.content
