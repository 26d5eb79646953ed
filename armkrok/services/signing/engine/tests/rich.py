"""A document with about everything a PDF can hold."""

from __future__ import annotations

from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf


def rich_document(path: Path) -> Path:
    """Two pages in a tree of two levels that hands down their size; forms, notes, layers and a catalog."""
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        pdf.add_blank_page()
        first, second = pdf.pages[0].obj, pdf.pages[1].obj
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Lager"))
        _draw(pdf, first, layer)
        second.Contents = pdf.make_stream(b"BT /F1 12 Tf 72 700 Td (Sida tva) Tj ET")
        second.Resources = first.Resources
        inner = pdf.make_indirect(
            Dictionary(Type=Name.Pages, Kids=[first, second], Count=2, Parent=pdf.Root.Pages)
        )
        for page in (first, second):
            page.Parent = inner
            del page["/MediaBox"]
        inner.MediaBox = [0, 0, 595, 842]
        inner.Rotate = 0
        pdf.Root.Pages.Kids = Array([inner])
        _annotate(pdf, first)
        _furnish(pdf, layer)
        pdf.save(path)
    return path


def _draw(pdf: Pdf, page: Object, layer: Object) -> None:
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    picture = pdf.make_stream(b"\xff\x00\x00", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1,
                              ColorSpace=Name.DeviceRGB, BitsPerComponent=8)  # fmt: skip
    state = pdf.make_indirect(Dictionary(Type=Name.ExtGState, ca=1))
    page.Resources = pdf.make_indirect(
        Dictionary(Font=Dictionary(F1=font), XObject=Dictionary(P=picture), ExtGState=Dictionary(G=state),
                   Properties=Dictionary(L=layer))
    )  # fmt: skip
    text = b"/G gs /OC /L BDC BT /F1 12 Tf 72 700 Td (Belopp 100 kronor) Tj ET EMC 20 0 0 20 72 600 cm /P Do"
    page.Contents = Array([pdf.make_stream(text)])


def _annotate(pdf: Pdf, page: Object) -> None:
    look = pdf.make_stream(b"0 g 0 0 10 10 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 100, 20])
    off = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 100, 20])
    note = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=[72, 400, 172, 420], F=4, Contents="Godkant",
                   DA="/F1 10 Tf", AP=Dictionary(N=look))
    )  # fmt: skip
    hidden = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[72, 300, 172, 320], F=2, AP=Dictionary(N=look))
    )
    link = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[72, 200, 172, 220],
                   A=Dictionary(S=Name.URI, URI="https://sundby.example/"))
    )  # fmt: skip
    box = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Btn, T="ja", V=Name.Off, AS=Name.Off, F=4,
                   Rect=[72, 100, 92, 120], AP=Dictionary(N=Dictionary(Ja=look, Off=off)))
    )  # fmt: skip
    parent = pdf.make_indirect(Dictionary(FT=Name.Tx, T="utanfor", V="100"))
    orphan = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, F=4, Rect=[72, 50, 92, 70], Parent=parent)
    )
    page.Annots = Array([note, hidden, link, box, orphan])
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=[box], NeedAppearances=True))


def _furnish(pdf: Pdf, layer: Object) -> None:
    root, first = pdf.Root, pdf.pages[0].obj
    setting = pdf.make_indirect(Dictionary(ON=[layer], Order=[layer]))
    root.OCProperties = pdf.make_indirect(Dictionary(OCGs=[layer], D=setting))
    mark = pdf.make_indirect(Dictionary(Title="Beslut", Dest=[first, Name.Fit]))
    root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, First=mark, Last=mark, Count=1))
    mark.Parent = root.Outlines
    attached = pdf.make_stream(b"bilaga", Type=Name.EmbeddedFile)
    spec = pdf.make_indirect(Dictionary(Type=Name.Filespec, F="a.txt", EF=Dictionary(F=attached)))
    root.Names = pdf.make_indirect(
        Dictionary(
            EmbeddedFiles=Dictionary(Names=["a.txt", spec]),
            Dests=Dictionary(Names=["start", [first, Name.Fit]]),
        )
    )
    figure = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Figure, Alt="En rod ruta", K=0, Pg=first)
    )
    root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=figure))
    figure.P = root.StructTreeRoot
    root.Lang = "sv"
    root.MarkInfo = pdf.make_indirect(Dictionary(Marked=True))
    root.Extensions = pdf.make_indirect(Dictionary())
    root.PageLabels = pdf.make_indirect(Dictionary(Nums=[0, Dictionary(S=Name.D)]))
    profile = pdf.make_stream(b"profil", N=3)
    root.OutputIntents = Array([Dictionary(S=Name.GTS_PDFA1, DestOutputProfile=profile)])
    root.OpenAction = Array([first, Name.Fit])
    root.URI = Dictionary(Base="https://sundby.example/")
    pdf.docinfo["/Title"] = "Beslut"
