"""PDF files nobody should have to receive."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

BOX = Array([0, 0, 595, 842])


def raw_pdf(path: Path, objects: Iterable[bytes], trailer: bytes = b"/Root 1 0 R") -> Path:
    """A file from object bodies, the first being number 1."""
    content = bytearray(b"%PDF-1.7\n%\xe5\xe4\xf6\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    content += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, trailer, start)
    path.write_bytes(content)
    return path


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object's body."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def one_page(path: Path, catalog: bytes = b"", page: bytes = b"", more: Iterable[bytes] = ()) -> Path:
    """A page with a line of text; ``more`` objects are numbered from 5."""
    text = b"BT /F1 24 Tf 72 700 Td (Beslut) Tj ET 72 600 100 50 re f"
    return raw_pdf(
        path,
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> %s >>"
            % page,
            stream(text),
            *more,
        ],
    )


def bomb(path: Path, megabytes: int) -> Path:
    """A page whose content is a few kilobytes that unpack to very much."""
    return _with_content(path, stream(_zeros(megabytes), b"/Filter /FlateDecode"))


def nested_bomb(path: Path, megabytes: int) -> Path:
    """Packed twice: a few hundred bytes that become very much."""
    packed = zlib.compress(_zeros(megabytes), 9)
    return _with_content(path, stream(packed, b"/Filter [/FlateDecode /FlateDecode]"))


def bombs(path: Path, count: int, megabytes: int) -> Path:
    """Several streams that are each within bounds."""
    packed = stream(_zeros(megabytes), b"/Filter /FlateDecode")
    return one_page(path, page=b"/Group [5 0 R 6 0 R 7 0 R 8 0 R]", more=[packed] * count)


def _zeros(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(megabytes)) + packer.flush()


def _with_content(path: Path, content: bytes) -> Path:
    return raw_pdf(
        path,
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            content,
        ],
    )


def cyclic(path: Path) -> Path:
    """A page tree that contains itself."""
    return raw_pdf(
        path,
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        ],
    )


def everything(path: Path) -> Path:
    """JavaScript, launch actions, attachments, a filled form, comments, media and an old revision."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0].obj
    page.Contents = pdf.make_stream(b"0.8 g 72 600 200 100 re f")
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('hej')"))
    launch = Dictionary(S=Name.Launch, F=String("calc.exe"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    page.AA = Dictionary(O=launch)
    attached = pdf.make_stream(b"secret", Type=Name.EmbeddedFile)
    spec = pdf.make_indirect(Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=attached)))
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("x"), script])),
        EmbeddedFiles=Dictionary(Names=Array([String("a.exe"), spec])),
        Dests=Dictionary(Names=Array([String("start"), Array([page, Name.Fit])])),
    )
    look = pdf.make_stream(
        b"1 0 0 rg 0 0 100 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 100, 20])
    )
    field = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("belopp"), V=String("100"),
                   Rect=Array([100, 300, 200, 320]), F=4, AP=Dictionary(N=look))
    )  # fmt: skip
    links = [
        _link(pdf, Dictionary(S=Name.URI, URI=String("https://sundby.example/"))),
        _link(pdf, Dictionary(S=Name.URI, URI=String("javascript:alert(1)"))),
        _link(pdf, launch),
    ]
    note = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Square, Rect=Array([300, 300, 400, 320]), F=4, AP=Dictionary(N=look)
        )
    )
    media = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 9, 9])))
    page.Annots = Array([field, note, media, *links])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), XFA=pdf.make_stream(b"<xdp/>"))
    pdf.save(path)
    return _with_old_revision(path)


def _link(pdf: pikepdf.Pdf, action: Dictionary) -> pikepdf.Object:
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=Array([10, 10, 50, 20]),
            Border=Array([0, 0, 0]),
            A=action,
        )
    )


def _with_old_revision(path: Path) -> Path:
    content = path.read_bytes()
    start = content.rindex(b"startxref")
    previous = content[start:].split()[1]
    place = len(content)
    update = b"99 0 obj\n(nytt)\nendobj\n"
    table = b"xref\n99 1\n%010d 00000 n \n" % place
    trailer = b"trailer\n<< /Size 100 /Root 1 0 R /Prev %s >>\n" % previous
    path.write_bytes(content + update + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (place + len(update)))
    return path


def layered(path: Path) -> Path:
    """A page with a visible layer (red), a hidden layer (blue) and a hidden picture (green)."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0].obj
    shown = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Visas")))
    hidden = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Dold")))
    picture = pdf.make_stream(
        b"0 1 0 rg 0 0 80 80 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 80, 80]),
        OC=hidden,
    )
    page.Resources = Dictionary(Properties=Dictionary(A=shown, B=hidden), XObject=Dictionary(P=picture))
    page.Contents = pdf.make_stream(
        b"/OC /A BDC 1 0 0 rg 50 50 100 100 re f EMC "
        b"/OC /B BDC 0 0 1 rg 200 50 100 100 re f EMC "
        b"q 1 0 0 1 400 50 cm /P Do Q"
    )
    pdf.Root.OCProperties = Dictionary(OCGs=Array([shown, hidden]), D=Dictionary(OFF=Array([hidden])))
    pdf.save(path)
    return path
