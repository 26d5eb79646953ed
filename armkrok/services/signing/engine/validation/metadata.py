"""Comparing what two versions of a document's XMP metadata say (ISO 16684-1)."""

from __future__ import annotations

from lxml import etree

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_ABOUT_THE_WORK = "{http://purl.org/dc/elements/1.1/}"
_ABOUT_SAVING = ("{http://ns.adobe.com/xap/1.0/mm/}",)
_SAVED_BY = frozenset(
    {
        "{http://ns.adobe.com/xap/1.0/}CreateDate",
        "{http://ns.adobe.com/xap/1.0/}ModifyDate",
        "{http://ns.adobe.com/xap/1.0/}MetadataDate",
        "{http://ns.adobe.com/xap/1.0/}CreatorTool",
        "{http://ns.adobe.com/pdf/1.3/}Producer",
        "{http://ns.adobe.com/pdf/1.3/}PDFVersion",
    }
)
_FORMAT = "{http://purl.org/dc/elements/1.1/}format"
_PDF = "application/pdf"
_LARGEST = 4 * 1024 * 1024


def same_statements(old: bytes | None, new: bytes) -> bool:
    """Whether the new metadata says the same about the document. Raises ValueError if it is no XMP.

    Dates and the saving program's marks may differ, and statements outside Dublin Core may be added. Of
    Dublin Core only dc:format, when it says what the file is anyway: title, author and subject are shown by
    readers and read by archives.
    """
    after = _statements(new)
    before = after if old is None else _statements(old)
    return all(after.get(name) == text for name, text in before.items()) and not any(
        name.startswith(_ABOUT_THE_WORK) for name in after.keys() - before.keys()
    )


def _statements(content: bytes) -> dict[str, bytes]:
    if len(content) > _LARGEST:
        raise ValueError("too much metadata")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True, load_dtd=False)
    try:
        root = etree.fromstring(content.strip(b"\0"), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("not XML") from error
    if root.tag != f"{_RDF}RDF" and root.find(f".//{_RDF}RDF") is None:
        raise ValueError("not XMP")
    found: dict[str, bytes] = {}
    for description in root.iter(f"{_RDF}Description"):
        for name, text in description.attrib.items():
            found[str(name)] = str(text).encode()
        for child in description:
            if isinstance(child.tag, str):
                found[child.tag] = found.get(child.tag, b"") + etree.tostring(child, method="c14n")
    return {
        name: text
        for name, text in found.items()
        if not _is_about_saving(name) and not (name == _FORMAT and _is_pdf(text))
    }


def _is_pdf(text: bytes) -> bool:
    """Whether a format, as an attribute or an element, is that of any PDF."""
    said = etree.fromstring(text).text if text.startswith(b"<") else text.decode()
    return (said or "").strip() == _PDF


def _is_about_saving(name: str) -> bool:
    return name in _SAVED_BY or name.startswith(_ABOUT_SAVING) or name == f"{_RDF}about"
