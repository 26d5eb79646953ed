"""Guarding against decompression bombs: how large a file becomes when it is opened up."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from pikepdf import Array, Name, Object, Pdf, Stream

from armkrok.services.signing.engine.errors import Unacceptable

_PIECE = 1024 * 1024
_MOST_PIXELS = 400_000_000  # an A0 drawing at 400 dots per inch is 250 million
_EXPANDING = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
_MOST_FILTERS = 4


@dataclass
class Weight:
    """Bytes still allowed, in all and for one stream."""

    left: int
    per_stream: int

    def take(self, count: int) -> None:
        """Count unpacked bytes. Raises Unacceptable("too_large_unpacked")."""
        self.left -= count
        if self.left < 0 or count > self.per_stream:
            raise Unacceptable("too_large_unpacked")


def check_weight(pdf: Pdf, weight: Weight) -> None:
    """Unpack every stream piece by piece without keeping it, and judge images by their stated size."""
    for one in pdf.objects:
        if isinstance(one, Stream):
            _check_pixels(one)
            filters = _filters(one)
            if len(filters) > _MOST_FILTERS:
                raise Unacceptable("too_large_unpacked", "filters")
            if filters and filters[0] in _EXPANDING:
                _check_stream(one, filters, weight)


def _check_stream(stream: Stream, filters: list[str], weight: Weight) -> None:
    if filters[0] in ("/FlateDecode", "/Fl"):
        again = len(filters) > 1 and filters[1] in ("/FlateDecode", "/Fl")
        size = _inflated(stream.read_raw_bytes(), weight.per_stream, again=again)
    else:  # LZW and run lengths expand far less; the memory limit of the bounded process is behind
        size = len(stream.read_raw_bytes()) * 64
    weight.take(size)


def _inflated(packed: bytes, most: int, *, again: bool) -> int:
    """The size after inflating (twice if ``again``), at most a little over ``most``."""
    inner = zlib.decompressobj() if again else None
    outer = zlib.decompressobj()
    size, data = 0, packed
    try:
        while data and size <= most:
            piece = outer.decompress(data, _PIECE)
            data = outer.unconsumed_tail
            size += len(piece)
            if inner is not None:
                size += _drained(inner, piece, most - size)
            if not piece and not data:
                break
    except zlib.error:
        return size  # damaged data stops here, for readers too
    return size


def _drained(inner: zlib._Decompress, piece: bytes, most: int) -> int:
    size = 0
    while piece and size <= most:
        size += len(inner.decompress(piece, _PIECE))
        piece = inner.unconsumed_tail
    return size


def _filters(stream: Object) -> list[str]:
    value = stream.stream_dict.get("/Filter")
    if isinstance(value, Array):
        return [str(one) for one in value if isinstance(one, Name)]
    return [str(value)] if isinstance(value, Name) else []


def _check_pixels(stream: Object) -> None:
    known = stream.stream_dict
    try:
        pixels = int(known.get("/Width", 0)) * int(known.get("/Height", 0))
    except (TypeError, ValueError):
        return
    if pixels > _MOST_PIXELS:
        raise Unacceptable("too_large_unpacked", "image")
