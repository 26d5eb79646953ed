"""The seal of an organisation on a finished PDF (eIDAS article 3.25): a signature without a person or a box.

The file needs no prepared fields. Field and signature come in one incremental update, so that a file which
people have signed stays as they signed it. Evidence and an archive time stamp are added by ``seal.seal``.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from pikepdf import Array, Dictionary, Object

from armkrok.services.signing.engine.authority import SigningCredential
from armkrok.services.signing.engine.cms import cms_signer
from armkrok.services.signing.engine.entries import without
from armkrok.services.signing.engine.errors import CannotSign
from armkrok.services.signing.engine.hole import dictionary, draft
from armkrok.services.signing.engine.increment import Revision, newest_revision
from armkrok.services.signing.engine.sign import Signed
from armkrok.services.signing.engine.timestamp import Stamping
from armkrok.services.signing.engine.tokens import Token

_ATTEMPTS = 3
_BOTH = 3  # SigFlags: there are signatures, and the file must only be appended to (ISO 32000-1 12.7.2)
_ENTRIES = b"/Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (%s)"
_FIELD = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /F 132 /Rect [0 0 0 0] /P %d %d R /V %d 0 R >>"


def seal_document(
    source: Path,
    target: Path,
    credential: SigningCredential,
    *,
    timestamper: Stamping | None = None,
    at: datetime | None = None,
) -> Signed:
    """Seal ``source`` invisibly and write ``target`` (another path): PAdES B-T, or B-B without timestamper.

    Raises CannotSign("broken"), KeyUnavailable and TimestampUnavailable; then nothing is written.
    """
    moment = at or datetime.now(UTC)
    with newest_revision(source) as revision:
        return _sealed(revision, target, credential, timestamper, moment)


def _sealed(
    revision: Revision,
    target: Path,
    credential: SigningCredential,
    timestamper: Stamping | None,
    moment: datetime,
) -> Signed:
    signer, before = cms_signer(credential), hashlib.sha256(revision.content)
    value = int(revision.pdf.trailer.Size)  # the first free object number
    fixed = _new_field(revision, value)
    entries = _ENTRIES % moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode()
    for _ in range(_ATTEMPTS):
        room = signer.size(timestamper.token_size() if timestamper else 0)
        drafted = draft(revision, {value: dictionary(entries, room), **fixed}, value, room)
        signature = signer.sign(drafted.digest(before))
        token = timestamper.token(hashlib.sha256(signature.value).digest()) if timestamper else None
        cms = signature.cms(token.content if token else None)
        if len(cms) <= room:
            drafted.fill(cms)
            sha256, size = drafted.write(target, revision, before)
            return _told(sha256, size, moment, credential, token)
    raise CannotSign("too_small")


def _told(
    sha256: str, size: int, moment: datetime, credential: SigningCredential, token: Token | None
) -> Signed:
    return Signed(
        sha256=sha256,
        size=size,
        at=moment,
        level="B-T" if token else "B-B",
        certificate_serial=credential.certificate.serial_number,
        token=token.content if token else None,
        token_at=token.at if token else None,
    )


def _new_field(revision: Revision, value: int) -> dict[int, bytes]:
    """An invisible field on the first page, whose value is object ``value``; and what must refer to it."""
    number = value + 1
    try:
        root, page = revision.pdf.Root, revision.pdf.pages[0].obj
        name = b"sigill-%d" % number
        field = _FIELD % (name, *page.objgen, value)
        changed = _Rewritten()
        _add_to_form(changed, root, number)
        _add_reference(changed, page, "/Annots", number)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise CannotSign("broken", "no page or form to hold a seal") from error
    return {number: field, **changed.bodies}


class _Rewritten:
    """Objects of the file with new entries; two changes of one object are both kept."""

    def __init__(self) -> None:
        self.bodies: dict[int, bytes] = {}

    def entries(self, holder: Object, added: bytes, *replaced: str) -> None:
        """Replace entries of an indirect dictionary."""
        number, generation = holder.objgen
        if not number or generation or number in self.bodies:
            raise ValueError("not a dictionary that can be rewritten")
        self.bodies[number] = without(holder, *replaced).unparse(resolved=True).removesuffix(b">>") + added
        self.bodies[number] += b" >>"

    def array(self, array: Object, content: bytes) -> None:
        """Replace an indirect array."""
        number, generation = array.objgen
        if generation or number in self.bodies:
            raise ValueError("not an array that can be rewritten")
        self.bodies[number] = content


def _add_to_form(changed: _Rewritten, root: Object, number: int) -> None:
    form = root.get("/AcroForm")
    if form is None:
        changed.entries(root, b"/AcroForm << /Fields [%d 0 R] /SigFlags %d >>" % (number, _BOTH))
        return
    flags = b"/SigFlags %d" % (int(form.get("/SigFlags", 0)) | _BOTH)
    fields = form.get("/Fields", Array())
    longer = _longer(fields, number)
    if fields.is_indirect:
        changed.array(fields, longer)
    else:
        flags += b" /Fields " + longer
    replaced = ("/SigFlags",) if fields.is_indirect else ("/SigFlags", "/Fields")
    if form.is_indirect and not (fields.is_indirect and int(form.get("/SigFlags", 0)) == _BOTH):
        changed.entries(form, flags, *replaced)
    elif not form.is_indirect:
        inner = without(form, *replaced).unparse(resolved=True).removesuffix(b">>") + flags + b" >>"
        changed.entries(root, b"/AcroForm " + inner, "/AcroForm")


def _add_reference(changed: _Rewritten, holder: Object, key: str, number: int) -> None:
    array = holder.get(key)
    if isinstance(array, Array) and array.is_indirect:
        changed.array(array, _longer(array, number))
    else:
        members = array if isinstance(array, Array) else Array()
        changed.entries(holder, b"%s %s" % (key.encode(), _longer(members, number)), key)


def _longer(array: Object, number: int) -> bytes:
    """The array with one more reference."""
    members = b" ".join(_member(one) for one in array)
    return b"[%s %d 0 R]" % (members, number)


def _member(one: Object) -> bytes:
    if isinstance(one, Dictionary) and not one.is_indirect:
        return one.unparse(resolved=True)
    return one.unparse()
