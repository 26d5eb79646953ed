"""Optional content (layers, ISO 32000-1 8.11): keep what is shown by default, drop what is hidden.

A layer can be switched on after signing or in print only. So hidden content is cut out of the page, and
then the switches are taken away, which leaves the page looking as it does when opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Pdf,
    Stream,
    parse_content_stream,
    unparse_content_stream,
)

Instruction = ContentStreamInstruction | ContentStreamInlineImage
_Key = tuple[int, int]
_DEEPEST = 20


def remove_layers(pdf: Pdf) -> set[str]:
    """Take away layers; tells ``{"optional_content"}`` if there were any."""
    properties = pdf.Root.get("/OCProperties")
    if properties is None:
        return set()
    hidden = _hidden_groups(properties)
    if hidden:
        cutter = _Cutter(pdf, hidden)
        for page in pdf.pages:
            cutter.cut_page(page.obj)
    del pdf.Root["/OCProperties"]
    for one in pdf.objects:
        holder = one.stream_dict if isinstance(one, Stream) else one
        if isinstance(holder, Dictionary) and "/OC" in holder:
            del one["/OC"]
    return {"optional_content"}


def _hidden_groups(properties: Object) -> set[_Key]:
    """The groups that are off in the default configuration."""
    default = properties.get("/D", Dictionary())
    everyone = {one.objgen for one in properties.get("/OCGs", Array()) if isinstance(one, Dictionary)}
    off = everyone if default.get("/BaseState") == Name.OFF else set()
    on = {one.objgen for one in default.get("/ON", Array()) if isinstance(one, Dictionary)}
    explicitly = {one.objgen for one in default.get("/OFF", Array()) if isinstance(one, Dictionary)}
    return (off - on) | explicitly


def _is_hidden(what: Object | None, hidden: set[_Key]) -> bool:
    """Whether a group, or a membership of groups (8.11.2.2), is not shown."""
    if not isinstance(what, Dictionary):
        return False
    if what.get("/Type") != Name.OCMD:
        return what.objgen in hidden
    if "/VE" in what:
        return not _expression(what.VE, hidden, 0)
    groups = what.get("/OCGs", Array())
    members = [groups] if isinstance(groups, Dictionary) else [one for one in groups if one is not None]
    shown = [member.objgen not in hidden for member in members]
    if not shown:
        return False
    policy = str(what.get("/P", "/AnyOn"))
    verdicts = {"/AllOn": all(shown), "/AnyOff": not all(shown), "/AllOff": not any(shown)}
    return not verdicts.get(policy, any(shown))


def _expression(expression: Object, hidden: set[_Key], depth: int) -> bool:
    if depth > _DEEPEST:
        return True
    if isinstance(expression, Dictionary):
        return expression.objgen not in hidden
    operator, *operands = list(expression)
    values = [_expression(one, hidden, depth + 1) for one in operands]
    if operator == Name.Not:
        return not any(values)
    return all(values) if operator == Name.And else any(values)


@dataclass
class _Cutter:
    """Cuts hidden content out of content streams; each form is visited once."""

    pdf: Pdf
    hidden: set[_Key]
    seen: set[_Key] = field(default_factory=set)

    def cut_page(self, page: Object) -> None:
        resources = page.get("/Resources", Dictionary())
        kept, cut = self._kept(page, resources)
        if cut:
            page.Contents = self.pdf.make_stream(unparse_content_stream(kept))
        self._cut_forms(resources, 0)
        if "/Annots" in page:
            page.Annots = Array([one for one in page.Annots if not self._hides(one)])

    def _cut_forms(self, resources: Object, depth: int) -> None:
        for one in _forms(resources):
            if one.objgen in self.seen or depth > _DEEPEST:
                continue
            self.seen.add(one.objgen)
            inner = one.get("/Resources", Dictionary())
            kept, cut = self._kept(one, inner)
            if cut:
                one.write(unparse_content_stream(kept))
            self._cut_forms(inner, depth + 1)

    def _kept(self, holder: Object, resources: Object) -> tuple[list[Instruction], bool]:
        """The instructions outside hidden marked content, and whether any were left out."""
        kept: list[Instruction] = []
        nesting: list[bool] = []
        cut = False
        for one in parse_content_stream(holder):
            operator = str(one.operator)
            if operator in ("BDC", "BMC"):
                nesting.append(self._marks_hidden(one, resources))
            dropped = any(nesting) and operator not in _STATE
            dropped = dropped or (operator == "Do" and self._draws_hidden(one, resources))
            if dropped:
                cut = True
            else:
                kept.append(one)
            if operator == "EMC" and nesting:
                nesting.pop()
        return kept, cut

    def _marks_hidden(self, one: Instruction, resources: Object) -> bool:
        operands = list(one.operands)
        if len(operands) < 2 or operands[0] != Name.OC or not isinstance(operands[1], Name):
            return False
        return _is_hidden(resources.get("/Properties", Dictionary()).get(str(operands[1])), self.hidden)

    def _draws_hidden(self, one: Instruction, resources: Object) -> bool:
        operands = list(one.operands)
        if not operands or not isinstance(operands[0], Name):
            return False
        drawn = resources.get("/XObject", Dictionary()).get(str(operands[0]))
        return drawn is not None and self._hides(drawn)

    def _hides(self, what: Object) -> bool:
        holder = what.stream_dict if isinstance(what, Stream) else what
        return isinstance(holder, Dictionary) and _is_hidden(holder.get("/OC"), self.hidden)


# Operators that change the graphics state or frame text must survive even inside hidden content.
_STATE = frozenset(
    [
        "q",
        "Q",
        "cm",
        "w",
        "J",
        "j",
        "M",
        "d",
        "ri",
        "i",
        "gs",
        "BT",
        "ET",
        "Tc",
        "Tw",
        "Tz",
        "TL",
        "Tf",
        "Tr",
        "Ts",
        "Td",
        "TD",
        "Tm",
        "T*",
        "BDC",
        "BMC",
        "EMC",
        "CS",
        "cs",
        "SC",
        "SCN",
        "sc",
        "scn",
        "G",
        "g",
        "RG",
        "rg",
        "K",
        "k",
    ]
)


def _forms(resources: Object) -> Iterator[Stream]:
    drawn = resources.get("/XObject", Dictionary())
    for one in drawn.values() if isinstance(drawn, Dictionary) else ():
        if isinstance(one, Stream) and one.stream_dict.get("/Subtype") == Name.Form:
            yield one
