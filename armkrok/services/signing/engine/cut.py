"""The document as it was when somebody signed: the bytes that a signature covers are a file of their own."""

from __future__ import annotations

import hashlib
from pathlib import Path

from armkrok.services.signing.engine.errors import Unacceptable
from armkrok.services.signing.engine.facts import Cut
from armkrok.services.signing.engine.files import mapped
from armkrok.services.signing.engine.validation.validate import validate


def cut_revision(source: Path, target: Path, number: int) -> Cut:
    """Write the file as it stood when signature ``number`` (from 1, as in the report) was made.

    Raises Unacceptable("no_such_signature"), or Unacceptable("not_a_revision") if that signature's bytes are
    not intact or are no whole revision.
    """
    report = validate(source)
    chosen = next((one for one in (*report.signatures, *report.timestamps) if one.number == number), None)
    if chosen is None:
        raise Unacceptable("no_such_signature")
    if chosen.intact.answer != "yes":
        raise Unacceptable("not_a_revision")
    with mapped(source) as content:
        kept = content[: chosen.covers]
    target.write_bytes(kept)
    signed = sum(1 for one in report.signatures if one.number <= number)
    return Cut(hashlib.sha256(kept).hexdigest(), len(kept), chosen.signer, signed)
