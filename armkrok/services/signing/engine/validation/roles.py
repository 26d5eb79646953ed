"""What an object is to the document: which page draws it, as what. Walked only when something was changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from armkrok.services.signing.engine.validation.objects import Key
from armkrok.services.signing.engine.validation.revisions import NotAnalysable

Role = tuple[str, int | None]
_PAGE_PARTS = {"/Contents": "page_content_changed", "/AA": "action_changed"}
_ROOT_PARTS = {
    "/AcroForm": "form_changed",
    "/OCProperties": "layers_changed",
    "/Metadata": "information_changed",
    "/StructTreeRoot": "structure_changed",
    "/Outlines": "navigation_changed",
    "/Dests": "navigation_changed",
    "/PageLabels": "navigation_changed",
    "/OpenAction": "action_changed",
    "/AA": "action_changed",
    "/Perms": "permissions_changed",
    "/DSS": "evidence_changed",
}
_NAME_TREES = {
    "/JavaScript": "javascript_changed",
    "/EmbeddedFiles": "attachment_changed",
    "/Dests": "navigation_changed",
}
# "/Data" is what a signature reference says of (12.8.1, table 256): the catalogue, and with it everything.
_BACKWARDS = frozenset({"/Parent", "/P", "/Popup", "/IRT", "/Dest", "/D", "/Data", "/Prev", "/StructParent"})
_BY_KEY = {
    "/Font": "font_changed",
    "/DR": "font_changed",
    "/ToUnicode": "font_changed",
    "/AP": "appearance_changed",
    "/JS": "javascript_changed",
    "/A": "action_changed",
    "/AA": "action_changed",
    "/EF": "attachment_changed",
    "/V": "form_value_changed",
    "/OC": "layers_changed",
}
_MOST = 400_000


class Roles:
    """Every object that can be reached in a revision, with its role and its page (from 1)."""

    def __init__(self, pdf: Pdf) -> None:
        self._found: dict[Key, Role] = {}
        self._waiting: deque[tuple[object, Role]] = deque()
        self._backwards: deque[tuple[object, Role]] = deque()
        for value, role in _starts(pdf):
            self._waiting.append((value, role))
            self._walk()
        while self._backwards:  # what only leads backwards counts too, after everything else
            self._waiting.append(self._backwards.popleft())
            self._walk()

    def of(self, key: Key) -> Role | None:
        """The role and page of an object, or None if nothing refers to it."""
        return self._found.get(key)

    def _walk(self) -> None:
        while self._waiting:
            value, role = self._waiting.popleft()
            if not isinstance(value, Object):
                continue
            if value.is_indirect:
                if value.objgen in self._found:
                    continue
                self._found[value.objgen] = role = _own_role(value, role)
                if len(self._found) > _MOST:
                    raise NotAnalysable
            for part, known, backwards in _parts(value, role):
                (self._backwards if backwards else self._waiting).append((part, known))


def _starts(pdf: Pdf) -> Iterator[tuple[object, Role]]:
    """Pages first, since a thing that is drawn matters most as that."""
    for number, page in enumerate(pdf.pages, 1):
        yield page.obj, ("page_changed", number)
    root = pdf.Root
    names = root.get("/Names")
    for key, kind in _NAME_TREES.items():
        yield names.get(key) if isinstance(names, Dictionary) else None, (kind, None)
    for key, kind in _ROOT_PARTS.items():
        yield root.get(key), (kind, None)
    yield root.get("/Pages"), ("page_tree_changed", None)
    yield pdf.trailer.get("/Info"), ("information_changed", None)
    yield root, ("catalog_changed", None)


def _own_role(value: Object, role: Role) -> Role:
    """A thing's own type says more than where it hangs."""
    kind, page = role
    holder = value.stream_dict if isinstance(value, Stream) else value
    if not isinstance(holder, Dictionary):
        return role
    if holder.get("/Subtype") == Name.Image and kind != "appearance_changed":
        return "image_changed", page
    if holder.get("/Type") in (Name.Font, Name.FontDescriptor):
        return "font_changed", page
    if holder.get("/Type") == Name.OCG:
        return "layers_changed", page
    if kind in ("annotation_changed", "form_changed") and ("/FT" in holder or _is_widget(holder)):
        return "field_changed", page
    return role


def _is_widget(holder: Object) -> bool:
    return bool(holder.get("/Subtype") == Name.Widget)


def _parts(value: Object, role: Role) -> Iterator[tuple[object, Role, bool]]:
    """What a thing holds, with its role, and whether the way there leads backwards."""
    if isinstance(value, Array):
        yield from ((one, role, False) for one in value)
        return
    holder = value.stream_dict if isinstance(value, Stream) else value
    if not isinstance(holder, Dictionary):
        return
    kind, page = role
    is_page = kind == "page_changed" and holder.get("/Type") == Name.Page
    for key in holder.keys():  # noqa: SIM118 (a pikepdf dictionary iterates over nothing else)
        if _leads_to_a_page(holder[key], is_page or kind == "page_tree_changed"):
            continue
        yield holder[key], (_kind_under(key, kind, is_page), page), key in _BACKWARDS


def _leads_to_a_page(value: object, tree: bool) -> bool:
    return not tree and isinstance(value, Dictionary) and value.get("/Type") == Name.Page


def _kind_under(key: str, kind: str, is_page: bool) -> str:
    if is_page:
        known = {"/Annots": "annotation_changed", "/Resources": "page_content_changed", "/Metadata": kind}
        return (_PAGE_PARTS | known).get(key, kind)
    if kind in ("page_content_changed", "appearance_changed") and key not in ("/Font", "/OC", "/ToUnicode"):
        return kind
    return _BY_KEY.get(key, kind)
