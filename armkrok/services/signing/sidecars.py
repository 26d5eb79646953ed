"""The file beside a PDF in the watched folder: what shall be asked of whom, in JSON or XML."""

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from lxml import etree
from pydantic import Field, ValidationError

from armkrok.kit.refusals import Refusal
from armkrok.services.signing.orders import EMAIL, Order

KINDS = (".json", ".xml")
LISTS = {"people": "person", "attachments": "file"}


class SidecarRefused(Refusal):
    """The file beside the PDF cannot be used; the text says where and why."""

    status = 422
    text = _("Följefilen går inte att läsa. Den ska vara JSON eller XML i UTF-8.")


class Sidecar(Order):
    """An order with who asks, and whether it shall be sent or wait as a draft."""

    sender: str = Field(max_length=254, pattern=EMAIL, description="e-mail of the employee who asks")
    send: bool = Field(False, description="else it waits as a draft")
    attachments: list[str] = Field([], max_length=20, description="names of files in the same folder")


def read(name: str, content: bytes) -> Sidecar:
    """The order in a sidecar; raises SidecarRefused with a sentence for whoever wrote the file."""
    told = _from_json(content) if name.lower().endswith(".json") else _from_xml(content)
    try:
        return Sidecar.model_validate(told)
    except ValidationError as error:
        raise SidecarRefused(_sentence(error)) from None


def is_whole(name: str, content: bytes) -> bool:
    """Whether it can be read at all; what cannot may still be on its way."""
    try:
        _from_json(content) if name.lower().endswith(".json") else _from_xml(content)
    except SidecarRefused:
        return False
    return True


def _sentence(error: ValidationError) -> str:
    """Where and what, never what was written: it may be a personal number."""
    rows = [f"{'.'.join(str(step) for step in one['loc'])}: {one['msg']}" for one in error.errors()[:10]]
    return str(_("Följefilen stämmer inte:")) + "\n" + "\n".join(rows)


def _from_json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SidecarRefused from error


def _from_xml(content: bytes) -> dict[str, Any]:
    """Elements named as the fields; people holds person elements, attachments file elements."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SidecarRefused from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise SidecarRefused
    told: dict[str, Any] = {}
    for part in root.iterchildren(tag=etree.Element):
        if part.tag in LISTS:
            told[part.tag] = [_item(one) for one in part.iterchildren(LISTS[part.tag])]
        elif (text := _text(part)) is not None:
            told[str(part.tag)] = text
    return told


def _item(part: etree._Element) -> Any:
    if part.tag == "file":
        return _text(part)
    texts = ((str(one.tag), _text(one)) for one in part.iterchildren(tag=etree.Element))
    return {name: text for name, text in texts if text is not None}


def _text(part: etree._Element) -> str | None:
    return (part.text or "").strip() or None


def named_like(path: Path) -> set[str]:
    """The names that a PDF's sidecar may have: avtal.json, avtal.pdf.json and the same with xml."""
    return {f"{stem}{kind}" for stem in (path.stem, path.name) for kind in KINDS}
