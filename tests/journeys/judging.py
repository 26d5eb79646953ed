"""What every page must bear: axe at two widths, light and dark; a narrow screen; text at twice the size."""

from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

AXE = (Path(settings.FONTS) / "axe-core" / "axe.min.js").read_text()
RUN = """rules => axe.run(document, {resultTypes: ['violations'], ...(rules && {runOnly: rules})}).then(
    result => result.violations.map(one => `${one.id}: ${one.help}: ${one.nodes[0].html.slice(0, 200)}`))"""
WIDER = """() => {
    const limit = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= limit) return []
    return [...document.querySelectorAll('body *')]
        .filter(one => one.getBoundingClientRect().right > limit + 1).slice(-3)
        .map(one => one.outerHTML.slice(0, 200))}"""
WIDE, NARROW, NARROWEST = (
    {"width": 1280, "height": 800},
    {"width": 360, "height": 740},
    {"width": 320, "height": 640},
)


def faults_now(page: Page) -> list[str]:
    """What axe says of the page as it stands: for a state of a page that is judged in full elsewhere."""
    page.evaluate(AXE)
    return _said(page, "as it stands", page.evaluate(RUN, None))


def faults(page: Page) -> list[str]:
    """Everything that is wrong with the page at hand; it is left wide and light."""
    page.evaluate(AXE)
    found: list[str] = []
    for viewport in (WIDE, NARROW):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        found += _said(page, f"{viewport['width']} px", page.evaluate(RUN, None))
        page.emulate_media(color_scheme="dark")
        found += _said(page, f"{viewport['width']} px, dark", page.evaluate(RUN, ["color-contrast"]))
        page.emulate_media(color_scheme="light")
    found += _too_wide(page)
    return found


def _too_wide(page: Page) -> list[str]:
    """WCAG 2.2, 1.4.10 Reflow (320 px) and 1.4.4 Resize text (200 %)."""
    page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
    found = _said(page, "scrolls sideways at 320 px", page.evaluate(WIDER))
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += _said(page, "scrolls sideways with text at 200 %", page.evaluate(WIDER))
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def _said(page: Page, when: str, found: Any) -> list[str]:
    return [f"{page.url}, {when}: {one}" for one in found]
