"""Renewing the document time stamp before the newest authority's certificate expires (ETSI EN 319 142-1 6.3).

Each renewal keeps what is needed to check the previous time stamp, then puts a new one over everything. The
proof then holds as long as the new authority's certificate, and so on for as long as the file is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from pikepdf import Object

from armkrok.services.signing.engine.errors import CannotSign
from armkrok.services.signing.engine.increment import Revision, newest_revision
from armkrok.services.signing.engine.seal import Sealed, seal
from armkrok.services.signing.engine.stamps import (
    WRONG_SHAPE,
    is_document_stamp,
    signature_values,
    signed_data,
)
from armkrok.services.signing.engine.timestamp import Stamping


@dataclass(frozen=True)
class NewestStamp:
    """The document time stamp that covers the most of a file.

    ``at`` is the authority's time, ``expires`` the last moment of its certificate; ``certificates`` (DER) are
    those in the token.
    """

    at: datetime
    expires: datetime
    certificates: tuple[bytes, ...]


def newest_stamp(path: Path) -> NewestStamp | None:
    """The file's newest document time stamp, None without one; the signature on it is not checked.

    Costs a reading of the file's index, whatever its size. Raises CannotSign("broken").
    """
    with newest_revision(path) as revision:
        value = _newest_value(revision)
        return _opened(bytes(value.Contents)) if value is not None else None


def stamp_expires(path: Path) -> datetime | None:
    """When the certificate of the newest document time stamp expires; None for a file without one.

    Raises CannotSign("broken").
    """
    stamp = newest_stamp(path)
    return stamp.expires if stamp else None


def renew(
    source: Path,
    target: Path,
    timestamper: Stamping,
    *,
    certificates: Iterable[bytes],
    revocation_lists: Iterable[bytes],
) -> Sealed:
    """Renew a sealed file (B-LTA): evidence for its newest time stamp, then a new one over everything.

    ``certificates`` (DER): the issuers of the previous and of the new authority; those in the previous token
    are kept too. ``revocation_lists`` (DER): current lists of them. Raises CannotSign("not_sealed") for one
    without a document time stamp, CannotSign("altered") when the bytes under the newest one have changed
    (renewing would lend it credit), and what ``seal`` raises; then nothing is written.
    """
    with newest_revision(source) as revision:
        value = _newest_value(revision)
        if value is None:
            raise CannotSign("not_sealed")
        stamp = _opened(bytes(value.Contents))
        _demand_unaltered(revision, value)
    known = [*certificates, *stamp.certificates]
    return seal(source, target, timestamper, certificates=known, revocation_lists=revocation_lists)


def _newest_value(revision: Revision) -> Object | None:
    """The signature dictionary of the document time stamp with the widest byte range."""
    try:
        values = [one for one in signature_values(revision.pdf.Root) if is_document_stamp(one)]
        return max(
            values, key=lambda one: sum(int(number) for number in list(one.ByteRange)[2:]), default=None
        )
    except WRONG_SHAPE as error:
        raise CannotSign("broken", "no form") from error


def _opened(contents: bytes) -> NewestStamp:
    try:
        token = signed_data(contents)
        info = token["encap_content_info"]["content"].parsed
        certificates = tuple(bytes(one.chosen.dump()) for one in token["certificates"])
        serial = token["signer_infos"][0]["sid"].chosen["serial_number"].native
        signers = (x509.load_der_x509_certificate(one) for one in certificates)
        signer = next(one for one in signers if one.serial_number == serial)
        return NewestStamp(info["gen_time"].native, signer.not_valid_after_utc, certificates)
    except (*WRONG_SHAPE, StopIteration) as error:
        raise CannotSign("broken", "unreadable time stamp") from error


def _demand_unaltered(revision: Revision, value: Object) -> None:
    """The token's imprint is that of the bytes it covers."""
    try:
        first, before, second, after = (int(number) for number in value.ByteRange)
        info = signed_data(bytes(value.Contents))["encap_content_info"]["content"].parsed
        imprint = info["message_imprint"]
        hashed = hashlib.new(imprint["hash_algorithm"]["algorithm"].native)
        for start, length in ((first, before), (second, after)):
            hashed.update(revision.content[start : start + length])
        untouched = hashed.digest() == imprint["hashed_message"].native
    except WRONG_SHAPE as error:
        raise CannotSign("broken", "unreadable time stamp") from error
    if not untouched or first != 0:
        raise CannotSign("altered")
