"""Where a file's signatures lie and what they cover."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from mmap import mmap

from asn1crypto import parser
from pikepdf import Array, Dictionary, Name, Object, Pdf, String
from pyhanko.pdf_utils.generic import parse_pdf_date

from armkrok.services.signing.engine.validation.permissions import UNLIMITED, Permissions, permissions_of
from armkrok.services.signing.engine.validation.revisions import Revision

_MOST_DEPTH = 30
_KINDS = (Name.Sig, Name.DocTimeStamp)


@dataclass(frozen=True)
class Placed:
    """A signature's place in the file: its field, what it covers and the bytes of its container.

    ``form`` is the SubFilter, ``claimed_at`` the time the signer's program wrote down (proves nothing),
    ``certificates`` those of the oldest form (adbe.x509.rsa_sha1), and ``page`` where its box is (from 1).
    """

    field: str
    form: str
    is_timestamp: bool
    claimed_at: datetime | None
    start: int
    end: int
    covered_to: int
    container: bytes
    problem: str
    permissions: Permissions = UNLIMITED
    certificates: tuple[bytes, ...] = ()


def fields_of(pdf: Pdf) -> Iterator[tuple[str, Object, bool]]:
    """Fields that claim to be signed, with full names, and whether they belong to the form.

    Trees that loop are cut by depth. Widgets on pages that the form does not know come last.
    """
    seen: set[tuple[int, int]] = set()
    for name, field in _in_form(pdf, seen):
        yield name, field, True
    for page in pdf.pages:
        shown = page.obj.get("/Annots")
        for one in shown if isinstance(shown, Array) else ():
            if isinstance(one, Dictionary) and one.objgen not in seen and _is_signed(one, one.get("/FT")):
                yield str(one.get("/T", "")), one, False


def _in_form(pdf: Pdf, seen: set[tuple[int, int]]) -> Iterator[tuple[str, Object]]:
    form = pdf.Root.get("/AcroForm")
    roots = form.get("/Fields") if isinstance(form, Dictionary) else None
    members = list(roots) if isinstance(roots, Array) else []
    waiting: list[tuple[Object, str, Object | None, int]] = [(one, "", None, 0) for one in members]
    while waiting:
        one, above, inherited, depth = waiting.pop(0)
        if not isinstance(one, Dictionary) or depth > _MOST_DEPTH or (one.is_indirect and one.objgen in seen):
            continue
        seen.add(one.objgen)
        name = ".".join(part for part in (above, str(one.get("/T", ""))) if part)
        kind = one.get("/FT", inherited)
        if _is_signed(one, kind):
            yield name, one
        kids = one.get("/Kids")
        waiting += [(kid, name, kind, depth + 1) for kid in (kids if isinstance(kids, Array) else ())]


def _is_signed(field: Object, kind: Object | None) -> bool:
    value = field.get("/V")
    if value is None:
        return False
    if kind == Name.Sig:
        return True
    return isinstance(value, Dictionary) and (value.get("/Type") in _KINDS or "/ByteRange" in value)


def place(content: mmap, field: str, value: object, in_form: bool = True) -> Placed:
    """Find the bytes a signature covers, and judge whether its hole holds its container and nothing else."""
    if not isinstance(value, Dictionary):
        return Placed(field, "", False, None, 0, 0, 0, b"", "wrong_type")
    form = str(value.get("/SubFilter", ""))
    is_timestamp = value.get("/Type") == Name.DocTimeStamp or form == "/ETSI.RFC3161"
    ranges, problem = _ranges(value, len(content))
    start, end, covered_to = ranges
    container = b""
    if not problem:
        container, problem = _hole(content[start:end], value.get("/Contents"))
    if not problem and not in_form:
        problem = "outside_form"
    return Placed(
        field, form, is_timestamp, _claimed(value), start, end, covered_to, container, problem,
        permissions_of(value), _certificates(value),
    )  # fmt: skip


def _ranges(value: Object, size: int) -> tuple[tuple[int, int, int], str]:
    """Where the hole starts and ends and how far the signature reaches; and what is wrong with that."""
    numbers = value.get("/ByteRange")
    nothing = (0, 0, 0)
    if not isinstance(numbers, Array):
        return nothing, "byte_range_missing"
    listed: list[object] = list(numbers)
    ranges = [one for one in listed if isinstance(one, int) and not isinstance(one, bool)]
    if len(listed) != 4 or len(ranges) != 4:
        return nothing, "byte_range_odd"
    first, length, second, rest = ranges
    if min(ranges) < 0 or length == 0 or second <= length:
        return nothing, "byte_range_odd"
    if first != 0:
        return nothing, "gap"
    if second + rest > size:
        return nothing, "cut_off"
    return (length, second, second + rest), ""


def _hole(hole: bytes, contents: object) -> tuple[bytes, str]:
    """The container in a hole that is one hexadecimal string and nothing else; and what is wrong with it."""
    if not isinstance(contents, String) or not bytes(contents).strip(b"\0"):
        return b"", "contents_missing"
    if hole[:1] != b"<" or hole[-1:] != b">":
        return b"", "gap"
    if b">" in hole[1:-1] or b"<" in hole[1:-1]:
        return b"", "wrapped"
    try:
        container = bytes.fromhex(hole[1:-1].decode("ascii"))
    except ValueError:
        return b"", "wrapped"
    if container != bytes(contents):
        return b"", "contents_differ"
    return container, "padding" if container[_der_length(container) :].strip(b"\0") else ""


def _der_length(container: bytes) -> int:
    """How long the first value is, BER's indefinite lengths included; what follows must be zeros."""
    try:
        return sum(len(part) for part in parser.parse(container)[3:6])
    except ValueError:
        return len(container)


def _certificates(value: Object) -> tuple[bytes, ...]:
    held = value.get("/Cert")
    members = list(held) if isinstance(held, Array) else [held]
    return tuple(bytes(one) for one in members if isinstance(one, String))


def _claimed(value: Object) -> datetime | None:
    try:
        moment: datetime = parse_pdf_date(str(value["/M"]), strict=False)
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def digests(content: mmap, signatures: Sequence[Placed], algorithm: str) -> dict[int, bytes]:
    """The digest of what each signature covers, by where its hole starts; shared beginnings are read once."""
    result: dict[int, bytes] = {}
    running, at = hashlib.new(algorithm), 0
    for one in sorted(signatures, key=lambda one: one.start):
        running.update(memoryview(content)[at : one.start])
        at = one.start
        hashed = running.copy()
        hashed.update(memoryview(content)[one.end : one.covered_to])
        result[one.start] = hashed.digest()
    return result


def owns_its_hole(holder: Object, start: int, revision: Revision) -> bool:
    """Whether the hole lies in the object ``holder``, as it was written in the covered revision.

    A dictionary that points at another's hole claims another's signature for itself.
    """
    if not holder.is_indirect:
        return True
    entry = revision.table.get(holder.objgen)
    nearest = bisect_right(revision.places, start) - 1
    return entry is not None and nearest >= 0 and entry.offset == revision.places[nearest]


def covered_revision(one: Placed, revisions: Sequence[Revision], content: mmap) -> int | None:
    """The index of the revision that the signature covers exactly and was made in, if there is one."""
    for index, revision in enumerate(revisions):
        if revision.ends_at(one.covered_to, content):
            begins = revisions[index - 1].end if index else 0
            return index if begins <= one.start else None
    return None


def all_placed(content: mmap, revisions: Sequence[Revision]) -> tuple[list[Placed], list[int | None]]:
    """The signatures with the revision each covers, oldest first; a dictionary in two fields counts once."""
    found: list[tuple[Placed, int | None]] = []
    seen: set[tuple[int, int]] = set()
    for name, field, known in fields_of(revisions[-1].pdf):
        value = field["/V"]
        holder = value if isinstance(value, Object) and value.is_indirect else field
        if holder.objgen in seen and holder.is_indirect:
            continue
        seen.add(holder.objgen)
        one = place(content, name, value, known)
        revision = covered_revision(one, revisions, content)
        if (
            not one.problem
            and revision is not None
            and not owns_its_hole(holder, one.start, revisions[revision])
        ):
            one = replace(one, problem="copied")
        found.append((one, revision))
    found.sort(key=lambda pair: pair[0].covered_to)
    return [one for one, _ in found], [revision for _, revision in found]
