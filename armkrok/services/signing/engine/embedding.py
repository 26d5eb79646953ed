"""Putting a face into a PDF as a composite font whose character codes are Unicode (ISO 32000-1 9.7)."""

from __future__ import annotations

import hashlib
from itertools import groupby

from pikepdf import Array, Dictionary, Name, Object, Pdf

from armkrok.services.signing.engine.fonts import Face

_ITALIC_FREE = 0
_SYMBOLIC = 4


def embed(pdf: Pdf, face: Face) -> Object:
    """Add the face to the file and return its font dictionary, as an indirect object."""
    tag = (
        hashlib.sha256(face.data)
        .hexdigest()[:6]
        .translate(str.maketrans("0123456789abcdef", "ABCDEFGHIJKLMNOP"))
    )
    name = Name(f"/{tag}+{face.name}")
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(_descriptor(pdf, face, name)),
        DW=face.widths[0],
        W=_widths(face),
        CIDToGIDMap=pdf.make_stream(_glyph_map(face)),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(_to_unicode(face)),
        )
    )


def _descriptor(pdf: Pdf, face: Face, name: Name) -> Dictionary:
    file = pdf.make_stream(face.data, Length1=len(face.data))
    return Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=_SYMBOLIC,
        FontBBox=Array(face.box),
        ItalicAngle=_ITALIC_FREE,
        Ascent=face.ascent,
        Descent=face.descent,
        CapHeight=face.ascent,
        StemV=80,
        FontFile2=file,
    )


def _widths(face: Face) -> Array:
    """The W array: runs of neighbouring characters with their widths."""
    points = sorted(point for point in face.glyphs if 0 < point <= 0xFFFF)
    result: list[object] = []
    for _, run in groupby(enumerate(points), key=lambda pair: pair[1] - pair[0]):
        members = [point for _, point in run]
        result += [members[0], Array([face.widths[point] for point in members])]
    return Array(result)


def _glyph_map(face: Face) -> bytes:
    """Two bytes for each of 65 536 CIDs; nearly all zero, so it packs to a few hundred bytes."""
    table = bytearray(2 * 0x10000)
    for point, glyph in face.glyphs.items():
        if point <= 0xFFFF:
            table[2 * point : 2 * point + 2] = glyph.to_bytes(2, "big")
    return bytes(table)


def _to_unicode(face: Face) -> bytes:
    """A CMap that maps every code to itself, for the high bytes in use."""
    pages = sorted({point >> 8 for point in face.glyphs if point <= 0xFFFF})
    lines = [f"<{page:02X}00> <{page:02X}FF> <{page:02X}00>" for page in pages]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    ranges = "\n".join(f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{ranges}\nendcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode("ascii")
