"""Who stamped and who signed a file, as it says itself: so that what it takes to check them is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from asn1crypto import cms, parser
from pikepdf import Dictionary, Name, Object

from armkrok.services.signing.engine import asn1_lengths
from armkrok.services.signing.engine.errors import CannotSign
from armkrok.services.signing.engine.increment import newest_revision

asn1_lengths.apply()
WRONG_SHAPE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
"""What reading somebody else's ASN.1 or PDF objects can raise."""


def stamp_certificates(path: Path) -> tuple[bytes, ...]:
    """The certificates (DER) in all time-stamp tokens of a file, each once; nothing is checked.

    Raises CannotSign("broken").
    """
    with newest_revision(path) as revision:
        try:
            tokens = [token for value in signature_values(revision.pdf.Root) for token in _tokens(value)]
            found = [bytes(one.chosen.dump()) for token in tokens for one in token["certificates"]]
        except WRONG_SHAPE as error:
            raise CannotSign("broken", "unreadable time stamp") from error
    return tuple(dict.fromkeys(found))


def signer_certificates(path: Path) -> tuple[bytes, ...]:
    """The certificates (DER) embedded in all signatures of a file, each once; nothing is checked.

    Raises CannotSign("broken").
    """
    with newest_revision(path) as revision:
        try:
            values = [one for one in signature_values(revision.pdf.Root) if not is_document_stamp(one)]
            containers = [signed_data(bytes(one.Contents)) for one in values]
            found = [bytes(one.chosen.dump()) for each in containers for one in each["certificates"]]
        except WRONG_SHAPE as error:
            raise CannotSign("broken", "unreadable signature") from error
    return tuple(dict.fromkeys(found))


def signature_values(root: Object) -> Iterator[Object]:
    """The signature dictionaries of the form's filled fields."""
    for field in root.get("/AcroForm", Dictionary()).get("/Fields", ()):
        value = field.get("/V")
        if isinstance(value, Dictionary) and "/ByteRange" in value:
            yield value


def is_document_stamp(value: Object) -> bool:
    """Whether a signature dictionary is a document time stamp (ISO 32000-2 12.8.5)."""
    return value.get("/SubFilter") == Name("/ETSI.RFC3161")


def signed_data(contents: bytes) -> cms.SignedData:
    """The container in a hole, without the zeros that fill it."""
    size = sum(len(part) for part in parser.parse(contents)[3:6])
    return cms.ContentInfo.load(contents[:size])["content"]


def _tokens(value: Object) -> Iterator[cms.SignedData]:
    """A document time stamp is a token; a signature may have one as an unsigned attribute."""
    container = signed_data(bytes(value.Contents))
    if is_document_stamp(value):
        yield container
        return
    for attribute in container["signer_infos"][0]["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            yield attribute["values"][0]["content"]
