"""Keep the evidence in the file (B-LT) and time-stamp the whole (B-LTA).

Both are incremental updates in ETSI EN 319 142-1 form: a document security store with certificates and
revocation lists, then a document time stamp over everything. After the last signature both are made; each
renewal makes them again (see ``renewal``).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pikepdf import Array, Dictionary, Object, Stream

from armkrok.services.signing.engine.entries import names_of, without
from armkrok.services.signing.engine.errors import CannotSign
from armkrok.services.signing.engine.hole import dictionary, draft
from armkrok.services.signing.engine.increment import Revision, newest_revision, update
from armkrok.services.signing.engine.timestamp import Stamping

_ATTEMPTS = 3
_ENTRIES = b"/Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161"
_EXTENSION = b"<<%s /ESIC << /BaseVersion /1.7 /ExtensionLevel 5 >> >>"  # EN 319 142-1 5.6


@dataclass(frozen=True)
class Sealed:
    """The finished file (B-LTA); ``at`` is the authority's time in the document time stamp."""

    sha256: str
    size: int
    at: datetime
    token: bytes


def seal(
    source: Path,
    target: Path,
    timestamper: Stamping,
    *,
    certificates: Iterable[bytes],
    revocation_lists: Iterable[bytes],
) -> Sealed:
    """Add evidence and a document time stamp to ``source`` and write ``target`` (another path).

    ``certificates`` (DER): the signers' issuers with the root, and the time-stamp authority's issuers.
    ``revocation_lists`` (DER): current lists of all of them, fetched after the last signature. What the file
    keeps already is not kept twice. Raises TimestampUnavailable (nothing is written) and CannotSign.
    """
    size = timestamper.token_size()  # asks the authority first, before anything is written
    middle = target.with_name(target.name + ".evidence")
    try:
        _add_evidence(source, middle, dict.fromkeys(certificates), dict.fromkeys(revocation_lists))
        return _add_timestamp(middle, target, timestamper, size)
    finally:
        middle.unlink(missing_ok=True)


def stamp(source: Path, target: Path, timestamper: Stamping) -> Sealed:
    """Add a document time stamp alone, for signatures that were made without one (B-B becomes B-T).

    The proven time is the stamp's, not the signing's. Raises TimestampUnavailable (nothing is written) and
    CannotSign.
    """
    return _add_timestamp(source, target, timestamper, timestamper.token_size())


def _add_evidence(
    source: Path, target: Path, certificates: Iterable[bytes], revocation_lists: Iterable[bytes]
) -> None:
    """One update with the document security store; what an earlier store held is kept."""
    with newest_revision(source) as revision:
        root = revision.pdf.Root
        old = root.get("/DSS", Dictionary())
        number = int(revision.pdf.trailer.Size)
        objects: dict[int, bytes] = {}
        entries = b"/Type /DSS" + _kept_entries(old, "/Type", "/Certs", "/CRLs")
        for name, contents in (("/Certs", certificates), ("/CRLs", revocation_lists)):
            members = list(old.get(name, Array()))
            references = [one.unparse() for one in members]
            kept = {one.read_bytes() for one in members if isinstance(one, Stream)}
            for content in (one for one in contents if one not in kept):
                objects[number] = _stream(content)
                references.append(b"%d 0 R" % number)
                number += 1
            entries += b" %s [%s]" % (name.encode(), b" ".join(references))
        objects[number] = b"<< %s >>" % entries
        extensions = _EXTENSION % _kept_entries(root.get("/Extensions", Dictionary()), "/ESIC")
        objects[root.objgen[0]] = _with(
            root, b"/DSS %d 0 R /Extensions %s" % (number, extensions), "/DSS", "/Extensions"
        )
        content, _ = update(revision, objects)
        with target.open("wb") as file:
            file.write(revision.content)
            file.write(content)


def _add_timestamp(source: Path, target: Path, timestamper: Stamping, size: int) -> Sealed:
    with newest_revision(source) as revision:
        before = hashlib.sha256(revision.content)
        value = int(revision.pdf.trailer.Size)
        fixed = _timestamp_field(revision, value)
        for _ in range(_ATTEMPTS):
            drafted = draft(revision, {value: dictionary(_ENTRIES, size), **fixed}, value, size)
            token = timestamper.token(drafted.digest(before))
            if len(token.content) <= size:
                drafted.fill(token.content)
                sha256, length = drafted.write(target, revision, before)
                return Sealed(sha256, length, token.at, token.content)
            size = timestamper.token_size()
    raise CannotSign("too_small")


def _timestamp_field(revision: Revision, value: int) -> dict[int, bytes]:
    """An invisible field for the time stamp, in the form and on the page of the first signature."""
    try:
        form = revision.pdf.Root.AcroForm
        page = form.Fields[0].P
        number = value + 1
        name = b"tidsstampel-%03d" % (len(form.Fields) + 1)
        objects = {
            number: b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /F 132 /Rect [0 0 0 0] "
            b"/P %s /V %d 0 R >>" % (name, page.unparse(), value)
        }
        holders = ((form, "/Fields"), (page, "/Annots"))
        objects |= dict(_with_reference(holder, key, number) for holder, key in holders)
    except (AttributeError, KeyError, IndexError, TypeError) as error:
        raise CannotSign("broken", "no form") from error
    return objects


def _with_reference(holder: Object, key: str, number: int) -> tuple[int, bytes]:
    """The object to rewrite so that the array under ``key`` ends with one more reference."""
    array = holder[key]
    members = b" ".join(one.unparse() for one in array)
    longer = b"[%s %d 0 R]" % (members, number)
    if array.is_indirect:
        return array.objgen[0], longer
    if not holder.is_indirect:
        raise KeyError(key)
    return holder.objgen[0], _with(holder, b"%s %s" % (key.encode(), longer), key)


def _kept_entries(holder: Object, *replaced: str) -> bytes:
    """The other entries of a dictionary, each with a space before it."""
    names = [name for name in names_of(holder) if name not in replaced]
    return b"".join(b" %s %s" % (name.encode(), holder[name].unparse()) for name in names)


def _with(holder: Object, added: bytes, *replaced: str) -> bytes:
    """A dictionary's body with some entries replaced."""
    return without(holder, *replaced).unparse(resolved=True).removesuffix(b">>") + added + b" >>"


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
