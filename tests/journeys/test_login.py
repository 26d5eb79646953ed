"""Logging in with BankID: on this device, with another, and when it does not work."""

import re

import pytest
from playwright.sync_api import expect

from armkrok.site import towns
from tests.journeys.browsing import PHONE, Somebody
from tests.journeys.conftest import At
from tests.journeys.server import Place
from tests.support.page_rules import tells_number

pytestmark = pytest.mark.journey


def start(somebody: Somebody) -> None:
    """As far as the page with the code."""
    somebody.goto("/")
    somebody.page.get_by_role("navigation").get_by_role("link", name="Logga in").click()
    somebody.heading("Hur vill du logga in?")
    somebody.press("BankID")
    somebody.heading("Logga in med BankID")


def test_on_the_same_device(at: At) -> None:
    """The app opens, she is herself there, and comes back to where she was going."""
    amina = at(viewport=PHONE)
    amina.goto("/mina/inloggningar/")
    amina.press("BankID")
    amina.press("Öppna BankID")
    amina.heading("Vem håller i telefonen?")
    amina.press("Amina Karlsson")
    amina.heading("Legitimera hos Armkrok")
    amina.page.get_by_label("Säkerhetskod").fill("123456")
    amina.press("Legitimera")
    amina.heading("Mina inloggningar")
    expect(amina.page.get_by_role("row").filter(has_text="Den här")).to_have_count(1)


def test_with_the_code_on_another_device(at: At, place: Place) -> None:
    """The phone reads the screen; the screen goes on by itself. Then out again."""
    laptop, phone = at(), at(viewport=PHONE)
    start(laptop)
    phone.goto(f"{place.bankid}/")
    phone.press("Karin Sjöberg")
    phone.press("Läs av QR-kod")
    phone.press("Läs av skärmen")
    phone.heading("Legitimera hos Armkrok")
    expect(laptop.page.get_by_text("Koden är skannad")).to_be_visible()
    phone.page.get_by_label("Säkerhetskod").fill("123456")
    phone.press("Legitimera")
    laptop.page.wait_for_url("**/mina/")
    laptop.page.locator(".ak-bar summary", has_text="Karin").click()
    laptop.press("Logga ut")
    expect(laptop.page.get_by_text("Du är utloggad.")).to_be_visible()


def test_the_code_is_a_new_one_every_second(at: At) -> None:
    """What somebody has photographed is soon of no use."""
    amina = at()
    start(amina)
    code = amina.page.get_by_role("img", name="QR-kod").locator("svg")
    first = code.inner_html()
    expect(code).not_to_have_js_property("innerHTML", first)


def test_an_old_or_invented_code_opens_nothing(at: At, place: Place) -> None:
    """The phone says so."""
    phone = at()
    phone.complaints.allowed.add(409)
    phone.goto(f"{place.bankid}/")
    phone.press("Karin Sjöberg")
    phone.press("Läs av QR-kod")
    phone.page.get_by_label("Klistra in kodens text").fill("bankid.0000.0.ffff")
    phone.press("Läs av texten")
    phone.heading("Det gick inte")


def test_cancelled_on_the_phone_and_tried_again(at: At) -> None:
    """The page says what happened and offers a new attempt."""
    karin = at()
    karin.key = "karin"
    start(karin)
    karin.answer("cancel")
    expect(karin.page.get_by_role("alert")).to_contain_text("avbr")
    karin.press("Försök igen")
    karin.answer()
    karin.page.wait_for_url("**/mina/")


def test_cancelled_on_the_page(at: At) -> None:
    """Back to the choice."""
    karin = at()
    start(karin)
    karin.press("Avbryt")
    karin.heading("Hur vill du logga in?")


def test_nobody_comes_before_the_code_expires(at: At, place: Place) -> None:
    """Half a minute without an app: a new order is placed unnoticed and the code still works."""
    karin = at()
    karin.key = "karin"
    start(karin)
    link = karin.page.get_by_role("link", name="Öppna BankID")
    before = link.get_attribute("href")
    place.clock(31)
    expect(link).not_to_have_attribute("href", before or "")
    karin.answer()
    karin.page.wait_for_url("**/mina/")


def test_in_english(at: At) -> None:
    """The choice stays from page to page."""
    visitor = at()
    visitor.goto("/logga-in/")
    visitor.press("English")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    visitor.heading("How do you want to log in?")
    visitor.goto("/verifiera/")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    visitor.press("Svenska")
    visitor.heading("Kontrollera ett underskrivet dokument")


def test_with_the_keyboard_alone(at: At) -> None:
    """Tab and Enter are enough, and the first stop leads past the menu."""
    karin = at()
    karin.key = "karin"
    page = karin.goto("/logga-in/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Hoppa till innehållet")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_contain_text("BankID")
    page.keyboard.press("Enter")
    karin.heading("Logga in med BankID")
    karin.answer()
    page.wait_for_url("**/mina/")


def test_without_scripts(at: At) -> None:
    """The page asks for itself again."""
    karin = at(java_script_enabled=False)
    karin.key = "karin"
    start(karin)
    karin.answer()
    karin.page.wait_for_url("**/mina/")
    expect(karin.page.locator(".ak-bar")).to_contain_text("Karin")


def test_no_address_holds_a_personal_number(at: At) -> None:
    """Nor does the page of one's own data show the last four digits."""
    karin = at("karin")
    page = karin.goto("/mina/uppgifter/")
    number = towns.person("karin").number
    assert not tells_number(page.content(), number)
    assert not re.search(r"\d{12}", page.url)
