"""The forms on pages, filled in as somebody would, for walks that then send what nobody would."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

from armkrok.kit.days import today
from tests.support.visitor import Visitor

TOKEN = "csrfmiddlewaretoken"
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_USUAL = {
    "email": "anna@sundby.example", "url": "https://8.8.8.8/x", "date": today().isoformat(), "number": "1",
    "text": "Sett", "textarea": "Sett", "search": "a",
}  # fmt: skip


@dataclass
class Form:
    """A form: where it leads, what would be sent, and of each field its kind and what it offers."""

    page: str
    url: str
    method: str
    data: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    offers: dict[str, list[str]] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[str, ...]:
        """The same for forms that differ only by ids."""
        return tuple(_ID.sub("#", one) for one in (self.method, urlsplit(self.url).path, *sorted(self.kinds)))

    def send(self, visitor: Visitor, **altered: str | list[str]) -> Any:
        """What comes of sending it, with some fields altered."""
        data = {**self.data, **altered}
        if self.method == "get":
            return visitor.client.get(self.url, data)
        return visitor.client.post(self.url, {TOKEN: visitor.token, **data})


def forms_of(visitor: Visitor, addresses: Iterable[str], *, fills: bool = True) -> Iterator[Form]:
    """The forms in the main part of the pages, one of each shape; what is empty is filled, if wanted."""
    seen: set[tuple[str, ...]] = set()
    for address in addresses:
        response = visitor.client.get(address)
        if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
            continue
        tree: Any = html.fromstring(response.content)
        for element in tree.xpath("//main//form"):
            form = _form(address, element, fills=fills)
            if form.shape not in seen:
                seen.add(form.shape)
                yield form


def _form(address: str, element: Any, *, fills: bool) -> Form:
    form = Form(
        address, urljoin(address, element.get("action") or ""), (element.get("method") or "get").lower()
    )
    for control in element.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        kind = control.get("type", "text") if control.tag == "input" else control.tag
        if kind not in {"submit", "button", "file", "image"} and control.get("name") != TOKEN:
            _take(form, control, kind, _USUAL if fills else {})
    for name, offered in form.offers.items() if fills else ():
        form.data.setdefault(name, [one for one in offered if one][:1])
    return form


def _take(form: Form, control: Any, kind: str, usual: dict[str, str]) -> None:
    name = control.get("name")
    form.kinds[name] = "number" if control.get("inputmode") in {"numeric", "decimal"} else kind
    if kind == "select":
        options = control.xpath(".//option")
        form.offers[name] = [one.get("value", one.text or "") for one in options]
        chosen = [one.get("value", "") for one in options if one.get("selected") is not None]
        if any(chosen):
            form.data[name] = chosen
    elif kind in {"radio", "checkbox"}:
        form.offers.setdefault(name, []).append(control.get("value", "on"))
        if control.get("checked") is not None:
            form.data.setdefault(name, []).append(control.get("value", "on"))
    else:
        value = (control.text if kind == "textarea" else control.get("value")) or usual.get(
            form.kinds[name], ""
        )
        form.data.setdefault(name, []).append(value)
