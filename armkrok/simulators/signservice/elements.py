"""Making XML elements of the protocol's namespaces."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from armkrok.simulators.signservice.asked import NS

Maker = Callable[..., etree._Element]


def maker(prefix: str) -> Maker:
    """Makes elements of one namespace from a name, texts and children, and attributes."""

    def make(name: str, *content: str | etree._Element, **attributes: str) -> etree._Element:
        element = etree.Element(f"{{{NS[prefix]}}}{name}", nsmap=NS)
        for key, value in attributes.items():
            element.set(key, value)
        for one in content:
            if isinstance(one, str):
                element.text = one
            else:
                element.append(one)
        return element

    return make
