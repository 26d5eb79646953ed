"""What every page must be: valid HTML5, named, labelled, and with nothing leading nowhere."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import html5lib
from django.urls import Resolver404, resolve
from html5lib.constants import E as HTML_ERRORS

UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


def parse(html: str, *, fragment: bool = False) -> tuple[Any, list[str]]:
    """The tree (lxml) and what html5lib holds against the text."""
    parser = html5lib.HTMLParser(
        tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False, strict=False
    )
    read = parser.parseFragment if fragment else parser.parse
    tree = read(html)
    lines = html.splitlines()
    return tree, [_told(error, lines) for error in parser.errors]


def _told(error: Any, lines: list[str]) -> str:
    (line, _column), code, data = error
    text = HTML_ERRORS.get(code, code)
    where = lines[line - 1].strip()[:120] if line <= len(lines) else ""
    return f"invalid HTML, line {line}: {text % data if data else text} ({where})"


def faults(tree: Any) -> Iterator[str]:
    """What is wrong with a whole page, one sentence each."""
    yield from _headings(tree)
    yield from _ids(tree)
    yield from _labels(tree)
    yield from _forms(tree)
    yield from _links(tree)
    yield from _policy(tree)


def words(element: Any) -> str:
    """The text of an element as one line."""
    return " ".join(" ".join(element.itertext()).split())


def tells_number(text: str, number: str) -> bool:
    """Whether the last four of a personal number are there, after the birth date or by themselves.

    In ids and keys any four digits stand by chance, now and then.
    """
    return bool(re.search(rf"(?:{number[2:8]}\W?|(?<![\w-])){number[8:]}(?!\w)", text))


def _headings(tree: Any) -> Iterator[str]:
    headings = tree.xpath("//h1")
    if len(headings) != 1:
        yield f"one h1 is wanted, found {len(headings)}"
    yield from ("an h1 without words" for h1 in headings if not words(h1))
    titles = tree.xpath("//head/title")
    if len(titles) != 1 or len(words(titles[0])) < 3:
        yield "the page has no title"
    if not tree.xpath("/html/@lang"):
        yield "the page does not say its language"
    if len(tree.xpath("//main")) != 1:
        yield "one main element is wanted"


def _ids(tree: Any) -> Iterator[str]:
    ids = Counter(tree.xpath("//@id"))
    yield from (f"the id {name!r} is used {count} times" for name, count in ids.items() if count > 1)
    for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "list"):
        for value in tree.xpath(f"//@{name}"):
            yield from (
                f"{name} points at {one!r}, which is not there" for one in value.split() if one not in ids
            )
    for target in tree.xpath("//a[starts-with(@href, '#')]/@href"):
        if target[1:] not in ids:
            yield f"a link leads to {target!r}, which is not there"


def _labels(tree: Any) -> Iterator[str]:
    labels = defaultdict(list)
    for label in tree.xpath("//label[@for]"):
        labels[label.get("for")].append(label)
    elements = {element.get("id"): element for element in tree.xpath("//*[@id]")}
    for control in tree.xpath("//input | //select | //textarea"):
        if control.get("type") in UNLABELLED:
            continue
        if not _label(control, labels, elements):
            yield f"the field {control.get('name')!r} has no label"
    for button in tree.xpath("//button | //a[@href] | //summary"):
        if not (words(button) or button.get("aria-label") or button.xpath(".//@aria-label")):
            yield f"a {button.tag} has no words (name {button.get('name')!r}, class {button.get('class')!r})"
    yield from (
        "a fieldset without a legend" for set_ in tree.xpath("//fieldset") if not set_.xpath("legend")
    )
    yield from ("an image without alt" for _ in tree.xpath("//img[not(@alt)]"))


def _label(control: Any, labels: Mapping[str, list[Any]], elements: Mapping[str, Any]) -> str:
    if control.get("aria-label"):
        return str(control.get("aria-label"))
    found = [*labels.get(control.get("id"), ()), *control.xpath("ancestor::label")]
    found += [elements[one] for one in (control.get("aria-labelledby") or "").split() if one in elements]
    return " ".join(words(label) for label in found).strip()


def _forms(tree: Any) -> Iterator[str]:
    for form in tree.xpath("//form"):
        method = (form.get("method") or "get").lower()
        action = form.get("action") or ""
        has_token = bool(form.xpath(".//input[@name='csrfmiddlewaretoken']"))
        if "://" in action:
            if has_token:
                yield f"the form to {action!r} gives our CSRF token away"
            continue
        if method == "post" and not has_token:
            yield f"the form to {action!r} has no CSRF token"
        if not _leads(action):
            yield f"the form to {action!r} leads nowhere"


def _links(tree: Any) -> Iterator[str]:
    for link in tree.xpath("//a/@href"):
        if not _leads(link):
            yield f"the link to {link!r} leads nowhere"


def _leads(address: str) -> bool:
    path = address.partition("?")[0].partition("#")[0]
    if not path.startswith("/") or path.startswith("/static/"):
        return True
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _policy(tree: Any) -> Iterator[str]:
    """The content security policy forbids inline styles and scripts; the browser would drop them silently."""
    if tree.xpath("//*[@style] | //style"):
        yield "inline style, which the content security policy forbids"
    if tree.xpath("//script[not(@src)] | //@*[starts-with(name(), 'on')]"):
        yield "inline script, which the content security policy forbids"
