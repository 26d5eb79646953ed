"""Appending one signature (PAdES B-B or B-T) to a prepared file, as an incremental update.

The document is hashed once, no size is guessed by signing twice, and the cost does not grow with the
signatures already there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pikepdf import Name, Object

from armkrok.services.signing.engine.authority import SigningCredential
from armkrok.services.signing.engine.box import BoxText
from armkrok.services.signing.engine.cms import CmsSigner, cms_signer
from armkrok.services.signing.engine.entries import without
from armkrok.services.signing.engine.errors import CannotSign
from armkrok.services.signing.engine.hole import Draft, dictionary, draft
from armkrok.services.signing.engine.increment import Revision, newest_revision
from armkrok.services.signing.engine.look import filled_look
from armkrok.services.signing.engine.timestamp import Stamping
from armkrok.services.signing.engine.tokens import Token

_ATTEMPTS = 3
_ENTRIES = b"/Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (%s)"


@dataclass(frozen=True)
class Signed:
    """A file with one more signature: ``at`` is the claimed time, ``token`` the time-stamp token (DER)."""

    sha256: str
    size: int
    at: datetime
    level: str
    certificate_serial: int
    token: bytes | None
    token_at: datetime | None


def sign(
    source: Path,
    target: Path,
    field: str,
    credential: SigningCredential,
    *,
    words: BoxText | None = None,
    timestamper: Stamping | None = None,
    at: datetime | None = None,
) -> Signed:
    """Sign ``field`` of ``source`` and write the result to ``target`` (another path).

    With a timestamper the level is B-T, else B-B; if the authority fails, TimestampUnavailable is raised and
    nothing is written. ``words`` fill the field's box. Raises CannotSign if the field is missing or filled,
    or the file is broken.
    """
    signer = cms_signer(credential)
    moment = at or datetime.now(UTC)
    with newest_revision(source) as revision:
        before = hashlib.sha256(revision.content)
        draft_for = partial(signature_draft, revision, field, words, moment)
        filled, token = _signed(draft_for, before, signer, timestamper)
        sha256, size = filled.write(target, revision, before)
    return Signed(
        sha256=sha256,
        size=size,
        at=moment,
        level="B-T" if token else "B-B",
        certificate_serial=credential.certificate.serial_number,
        token=token.content if token else None,
        token_at=token.at if token else None,
    )


def _signed(
    draft_for: Callable[[int], Draft],
    before: hashlib._Hash,
    signer: CmsSigner,
    timestamper: Stamping | None,
) -> tuple[Draft, Token | None]:
    """Draft, sign and fill; once more with a larger hole if the token turns out longer than reserved."""
    token_size = timestamper.token_size() if timestamper else 0
    for _ in range(_ATTEMPTS):
        room = signer.size(token_size)
        drafted = draft_for(room)
        signature = signer.sign(drafted.digest(before))
        token = timestamper.token(hashlib.sha256(signature.value).digest()) if timestamper else None
        cms = signature.cms(token.content if token else None)
        if len(cms) <= room:
            drafted.fill(cms)
            return drafted, token
        token_size = timestamper.token_size() if timestamper else 0
    raise CannotSign("too_small")


def signature_draft(
    revision: Revision, field_name: str, words: BoxText | None, moment: datetime, room: int
) -> Draft:
    """The update with the signature dictionary, the field's new value and its filled box, if it has one."""
    field = _open_field(revision, field_name)
    words = words if _is_visible(field) else None
    value = int(revision.pdf.trailer.Size)  # the first free object number
    claimed = moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode()
    objects = {value: dictionary(_ENTRIES % claimed, room)}
    if words is not None:
        fonts = revision.pdf.Root.AcroForm.DR.Font
        objects[value + 1] = filled_look(fonts, field, words, moment)
    objects[field.objgen[0]] = _filled_field(field, value, value + 1 if words else None)
    return draft(revision, objects, value, room)


def _is_visible(field: Object) -> bool:
    left, low, right, high = (float(edge) for edge in field.Rect)
    return right > left and high > low


def _open_field(revision: Revision, name: str) -> Object:
    try:
        fields = [one for one in revision.pdf.Root.AcroForm.Fields if str(one.get("/T", "")) == name]
    except (AttributeError, TypeError, ValueError) as error:
        raise CannotSign("broken", "no form") from error
    if len(fields) != 1 or fields[0].get("/FT") != Name.Sig or not fields[0].is_indirect:
        raise CannotSign("no_such_field")
    if "/V" in fields[0]:
        raise CannotSign("already_filled")
    return fields[0]


def _filled_field(field: Object, value: int, look: int | None) -> bytes:
    """The field as it was, with its value and, when there is one, its new appearance."""
    added = b"/V %d 0 R" % value
    if look is not None:
        added += b" /AP << /N %d 0 R >>" % look
        field = without(field, "/AP")
    return without(field).unparse(resolved=True).removesuffix(b">>") + added + b" >>"
