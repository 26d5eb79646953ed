"""Sara, who looks after Armkrok in Sundby."""

import time
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from armkrok.kit import numbers
from armkrok.site import towns
from tests.journeys.browsing import Somebody
from tests.journeys.conftest import At
from tests.journeys.over_http import TOWN
from tests.journeys.scene import ADMINISTRATION
from tests.support.page_rules import tells_number

pytestmark = pytest.mark.journey
MOMENT = 15.0
"""Seconds; the register is asked about everybody anew every twentieth, which is too slow."""
USED = {row.number for row in towns.PEOPLE}


def test_a_newcomer_joins_a_new_group(at: At) -> None:
    """Add a member, make a group, put both of them in it; the log tells of every step."""
    sara = at("sara")
    sara.goto("/mina/")
    sara.press("Inställningar, Sundby kommun")
    sara.heading("Inställningar för Sundby kommun")
    a_newcomer(sara)
    a_group(sara)
    sara.goto(f"{ADMINISTRATION}logg/")
    log = sara.page.get_by_role("table")
    for words in ("Nya Medarbetarsson", "Skyddskommittén"):
        expect(log).to_contain_text(words)
    sara.press("Kontrollera kedjan")
    expect(sara.page.locator("main")).to_contain_text("orörd")


def a_newcomer(sara: Somebody) -> None:
    """First with a number that is none."""
    sara.complaints.allowed.add(422)
    before = members(sara)
    sara.goto(f"{ADMINISTRATION}medarbetare/ny/")
    sara.page.get_by_label("Namn").fill("Nya Medarbetarsson")
    sara.page.get_by_label("E-post").fill("nya.medarbetarsson@sundby.example")
    sara.page.get_by_label("Personnummer").fill("19121212-1213")
    sara.page.locator("main form button[type=submit]").click()
    expect(sara.page.locator(".ds-error-summary")).to_be_visible()
    number = next(one for one in numbers.test_numbers()[5000:] if one not in USED)
    sara.page.get_by_label("Personnummer").fill(number)
    sara.page.locator("main form button[type=submit]").click()
    approve(sara)
    expect(sara.page.locator("h1")).to_contain_text("personer i organisationen")
    known(sara, "Nya Medarbetarsson")
    sara.heading(f"{before + 1} personer i organisationen")
    assert not tells_number(sara.page.content(), number)


def members(sara: Somebody) -> int:
    """How many the page says that there are; other stories add some."""
    sara.goto(f"{ADMINISTRATION}medarbetare/")
    return int(sara.page.locator("h1").inner_text().split()[0])


def approve(sara: Somebody) -> None:
    """Look at what will change, and say yes; a personal number is never in the page."""
    sara.heading("Granska ändringen")
    sara.press("Spara ändringen")


def known(sara: Somebody, name: str) -> None:
    """A newcomer is hidden until the population register has answered, which takes a moment."""
    row = sara.page.get_by_role("row").filter(has_text=name)
    end = time.monotonic() + MOMENT
    while not row.count() and time.monotonic() < end:
        sara.page.wait_for_timeout(200)
        sara.page.reload()
    expect(row).to_have_count(1)


def a_group(sara: Somebody) -> None:
    """A group of one who works here."""
    sara.goto(f"{ADMINISTRATION}grupper/ny/")
    sara.page.get_by_label("Namn").fill("Skyddskommittén")
    sara.page.locator("main form button[type=submit]").first.click()
    approve(sara)
    sara.heading("Skyddskommittén")
    sara.page.get_by_text("Någon som arbetar här").click()
    sara.page.get_by_label("Medarbetare").fill("Nya Medarbetarsson")
    sara.press("Lägg till")
    approve(sara)
    expect(sara.page.get_by_role("heading", name="En person är med")).to_be_visible()


def test_a_closed_service_is_gone_and_comes_back(at: At) -> None:
    """In Norrvik, where no other story takes place."""
    birgitta, ante = at("birgitta"), at("ante")
    service, settings = TOWN.replace("sundby", "norrvik"), ADMINISTRATION.replace("sundby", "norrvik")
    ante.goto(service)
    birgitta.goto(f"{settings}tjanster/")
    birgitta.press("Stäng")
    birgitta.heading("Granska ändringen")
    birgitta.press("Stäng tjänsten")
    expect(birgitta.page.get_by_text("Stängd", exact=True)).to_be_visible()
    ante.goto(service, 404)
    ante.goto("/mina/")
    expect(ante.page.get_by_role("link", name="Underskrift, Norrviks kommun")).to_have_count(0)
    birgitta.press("Öppna")
    birgitta.heading("Granska ändringen")
    birgitta.press("Öppna tjänsten")
    expect(birgitta.page.get_by_text("Stängd", exact=True)).to_have_count(0)
    ante.goto(service)


def test_the_settings_are_closed_to_others(at: At) -> None:
    """Amina may not, a stranger finds nothing, and nobody in particular is asked to log in."""
    at("amina").goto(ADMINISTRATION, 403)
    at("vera").goto(ADMINISTRATION, 404)
    nobody = at()
    nobody.goto(ADMINISTRATION)
    assert nobody.page.url.endswith(f"/logga-in/?next={quote(ADMINISTRATION, safe='')}")
