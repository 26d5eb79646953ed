"""From any uploaded PDF to one clean revision, or a refusal.

A document that can change its look after signing must not be signed (shadow attacks, reference signing.md
section 5). So earlier revisions, programs, forms, layers and attachments are taken out, and what is left is
written anew. What people see on the pages stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap
from pathlib import Path

from pikepdf import DataDecodingError, Dictionary, ObjectStreamMode, PasswordError, Pdf, PdfError

from armkrok.services.signing.engine.errors import Unacceptable
from armkrok.services.signing.engine.facts import DEFAULT_LIMITS, Limits, Rebuilt
from armkrok.services.signing.engine.files import file_sha256, mapped
from armkrok.services.signing.engine.layers import remove_layers
from armkrok.services.signing.engine.scrub import scrub
from armkrok.services.signing.engine.usage_rights import usage_rights
from armkrok.services.signing.engine.weight import Weight, check_weight


def rebuild(source: Path, target: Path, limits: Limits = DEFAULT_LIMITS) -> Rebuilt:
    """Write a clean copy of ``source`` to ``target``. Raises Unacceptable; then nothing is left there."""
    removed = _look_outside(source, limits)
    try:
        with _refusals(), Pdf.open(source) as pdf:
            if pdf.is_encrypted:
                raise Unacceptable("encrypted")
            pages = _page_count(pdf, limits)
            if _is_signed(pdf):
                raise Unacceptable("already_signed")
            check_weight(pdf, Weight(limits.unpacked, limits.unpacked_stream))
            removed |= remove_layers(pdf) | scrub(pdf)
            if pdf.get_warnings():
                removed.add("repaired")
            title = _title(pdf)
            pdf.save(target, object_stream_mode=ObjectStreamMode.disable, min_version="1.7")
        _reopen(target, pages)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Rebuilt(file_sha256(target), target.stat().st_size, pages, tuple(sorted(removed)), title)


def _look_outside(source: Path, limits: Limits) -> set[str]:
    """Judge the file by its bytes, before any parser sees it."""
    size = source.stat().st_size
    if size == 0:
        raise Unacceptable("empty")
    if size > limits.size:
        raise Unacceptable("too_large")
    with mapped(source) as content:
        if content.find(b"%PDF-", 0, 1024) < 0:
            raise Unacceptable("not_pdf")
        ends = sum(1 for _ in _occurrences(content, b"%%EOF"))
        linearized = content.find(b"/Linearized", 0, 2048) >= 0
    return {"earlier_revisions"} if ends > (2 if linearized else 1) else set()


def _occurrences(content: mmap, needle: bytes) -> Iterator[int]:
    at = content.find(needle)
    while at >= 0:
        yield at
        at = content.find(needle, at + len(needle))


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what hostile files raise into a refusal; qpdf and pikepdf use many kinds."""
    try:
        yield
    except (Unacceptable, OSError):
        raise
    except PasswordError as error:
        raise Unacceptable("encrypted") from error
    except MemoryError as error:
        raise Unacceptable("too_large_unpacked") from error
    except (PdfError, DataDecodingError) as error:
        raise Unacceptable("broken", type(error).__name__) from error
    except (RecursionError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise Unacceptable("broken", type(error).__name__) from error
    except (RuntimeError, AssertionError, NotImplementedError, OverflowError) as error:
        raise Unacceptable("broken", type(error).__name__) from error


def _page_count(pdf: Pdf, limits: Limits) -> int:
    count = len(pdf.pages)
    if count == 0:
        raise Unacceptable("broken", "no pages")
    if count > limits.pages:
        raise Unacceptable("too_many_pages", str(count))
    return count


def _is_signed(pdf: Pdf) -> bool:
    """Whether any object is a signature that has been filled in, wherever it hangs; licences are none."""
    licences = {one.objgen for one in usage_rights(pdf) if one.is_indirect}
    return any(
        isinstance(one, Dictionary)
        and "/ByteRange" in one
        and "/Contents" in one
        and one.objgen not in licences
        for one in pdf.objects
    ) or any("/ByteRange" in value for value in _field_values(pdf))


def _field_values(pdf: Pdf) -> Iterator[Dictionary]:
    """Values written directly in fields (unusual, but seen)."""
    for one in pdf.objects:
        value = one.get("/V") if isinstance(one, Dictionary) else None
        if isinstance(value, Dictionary):
            yield value


def _title(pdf: Pdf) -> str:
    info = pdf.trailer.get("/Info")
    try:
        return str(info["/Title"])[:300] if isinstance(info, Dictionary) and "/Title" in info else ""
    except (ValueError, UnicodeError):
        return ""


def _reopen(target: Path, pages: int) -> None:
    """What we wrote must read back without repairs."""
    with _refusals(), Pdf.open(target, attempt_recovery=False) as pdf:
        if len(pdf.pages) != pages:
            raise Unacceptable("broken", "pages were lost")
