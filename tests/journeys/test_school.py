"""From a teacher's order to the supplier's accounts, and back when a pupil becomes protected."""

import time

import pytest
from playwright.sync_api import Locator, Page, expect

from armkrok.kit.days import today
from tests.journeys.browsing import Somebody
from tests.journeys.conftest import At
from tests.journeys.server import Place

pytestmark = pytest.mark.journey
SCHOOL, EXCHANGE = "/sundby/skola/", "/sundby/informationsutbyte/"
TITLE = "Räkna vidare 8"
TABLET = {"width": 768, "height": 1024}
MINUTE = 60.0
"""Seconds within which somebody who has become protected is gone from every supplier."""
CHILD = "Ståhl"


def until_there(page: Page, wanted: Locator, patience: float = MINUTE) -> None:
    """Look at the page anew until what a job does in the background is seen on it."""
    end = time.monotonic() + patience
    while not wanted.count() and time.monotonic() < end:
        page.wait_for_timeout(500)
        page.reload()
    expect(wanted.first).to_be_visible()


def test_a_class_gets_its_book_and_a_protected_pupil_is_gone_within_a_minute(at: At, place: Place) -> None:
    """Order, approval, delivery, accounts, protection, erasure, and what a guardian is told of it."""
    elif_ = at("elif", viewport=TABLET, has_touch=True)
    number = orders(elif_)
    approves(at("karin"), TITLE)
    until_there(elif_.page, elif_.page.get_by_text("Leverantörens nummer"))
    publisher = at()
    arrived(publisher, place, number)
    delivers(at("petra"), number)
    elif_.goto(SCHOOL + "bestallningar/?visa=levererade")
    expect(elif_.page.get_by_role("row").filter(has_text=TITLE)).to_have_count(1)
    sees_licences(at("nadia"))
    name = becomes_protected(at(), publisher, place)
    is_gone(publisher, name)
    erasure_waits(at("inga"), name)
    guardian_reads(at("mikael"))
    officer_finds(at("henrik"))


def orders(elif_: Somebody) -> str:
    """Three steps on a tablet: the title, the classes and wishes, the review. Gives the order's number."""
    elif_.goto(f"{SCHOOL}laromedel/?q=räkna+vidare")
    row = elif_.page.get_by_role("listitem").filter(has=elif_.page.get_by_role("heading", name=TITLE))
    row.get_by_role("button", name="Välj").click()
    elif_.heading("Vilka klasser ska ha läromedlet?")
    for group in ("8A", "8B"):
        elif_.page.get_by_role("checkbox", name=group).check()
    expect(elif_.page.locator("#summa")).to_contain_text(" kr")
    elif_.page.get_by_label("När behöver eleverna läromedlet?").fill(today().isoformat())
    elif_.page.get_by_label("Varför behövs det?").fill("Vi har provat i höst och vill fortsätta.")
    elif_.press("Räkna ihop och granska")
    elif_.heading("Stämmer beställningen?")
    for words in ("8A", "8B", "Karin Sjöberg", "förnamn"):
        expect(elif_.page.locator("main")).to_contain_text(words)
    elif_.page.get_by_role("button", name="Skicka beställningen på").click()
    expect(elif_.page.locator("h1")).to_contain_text("Väntar på godkännande")
    return elif_.page.locator("h1").inner_text().split()[1]


def approves(karin: Somebody, title: str) -> None:
    """From the queue, with the budget and what is given away in sight."""
    karin.goto(SCHOOL + "godkanna/")
    karin.page.get_by_role("link", name=title).click()
    expect(karin.page.locator("h1")).to_contain_text("Vill du godkänna")
    expect(karin.page.locator("main")).to_contain_text("Digitala läromedel")
    karin.page.get_by_label("Godkänn köpet").check()
    karin.press("Skicka beslutet")
    karin.page.wait_for_url("**/godkanna/")


def arrived(publisher: Somebody, place: Place, number: str) -> None:
    """At the publisher: the order, and accounts with the agreed data and no more."""
    page = publisher.goto(f"{place.supplier}/?folj")
    order = (
        page.get_by_role("region", name="Tabell med beställningar").get_by_role("row").filter(has_text=TITLE)
    )
    expect(order).to_contain_text(f"-{number}")
    groups = page.get_by_role("region", name="Grupper från")
    for group in ("8A", "8B"):
        expect(groups.get_by_role("rowheader", name=group, exact=True)).to_have_count(1)
    accounts = page.get_by_role("region", name="Konton från").locator("tbody tr")
    expect(accounts.filter(has_text="årskurs 8").first).to_be_visible()
    page.goto(f"{place.supplier}/")
    given = [row.locator("td").all_inner_texts() for row in accounts.all()]
    assert {row[2] for row in given} == {"–"}, "an e-mail address was given"
    assert {row[4] for row in given} == {"nej"}, "a personal number was given"
    assert all(row[0] and row[1] for row in given)


def delivers(petra: Somebody, number: str) -> None:
    """The publisher's own page in Armkrok."""
    petra.goto(SCHOOL + "for-leverantorer/")
    petra.page.get_by_role("link", name=f"-{number}").click()
    for deed, button in (
        ("Bekräfta", "Bekräfta beställningen"),
        ("Anteckna leverans", "Anteckna leveransen"),
    ):
        petra.press(deed)
        petra.page.get_by_role("button", name=button).click()
        expect(petra.page.get_by_text("Tack.")).to_be_visible()
    expect(petra.page.locator("h1")).to_contain_text("Levererad")


def sees_licences(nadia: Somebody) -> None:
    """As many as the classes are large."""
    nadia.goto(SCHOOL + "licenser/")
    nadia.page.get_by_role("link", name=TITLE).click()
    expect(nadia.page.locator("h1")).to_contain_text(TITLE)


def becomes_protected(school: Somebody, publisher: Somebody, place: Place) -> str:
    """Somebody marks a pupil of 8A in the school system; gives the name that the publisher knew."""
    page = school.goto(place.school)
    page.get_by_role("link", name="8A", exact=True).first.click()
    known = set(publisher.goto(f"{place.supplier}/").locator("tbody th[scope=row]").all_inner_texts())
    names = [one for one in page.locator("ul.people a").all_inner_texts() if CHILD not in one]
    name = next(one for one in names if one in known)
    page.get_by_role("link", name=name).click()
    page.get_by_label("Markering").select_option("Sekretessmarkering")
    page.get_by_role("button", name="Spara markeringen").click()
    expect(page.get_by_label("Markering")).to_have_value("Sekretessmarkering")
    return name


def is_gone(publisher: Somebody, name: str) -> None:
    """By way of the source's message, the import and the urgent run."""
    publisher.goto(f"{publisher.place.supplier}/?folj")
    expect(publisher.page.get_by_role("rowheader", name=name)).to_have_count(0, timeout=MINUTE * 1000)
    expect(publisher.page.locator("tbody th[scope=row]").first).to_be_visible()


def erasure_waits(inga: Somebody, name: str) -> None:
    """Inga alone sees her among the protected; the publisher is to confirm that it has erased."""
    inga.goto(SCHOOL + "skyddade/")
    row = inga.page.get_by_role("row").filter(has_text=name)
    until_there(inga.page, row.filter(has_text="Väntar på leverantör"))
    row.get_by_role("link").click()
    expect(inga.page.locator("main")).to_contain_text("Linden Digital")
    inga.page.get_by_role("button", name="Leverantören har bekräftat radering").first.click()
    expect(inga.page.locator("main")).to_contain_text("Bekräftad")


def guardian_reads(mikael: Somebody) -> None:
    """One click from Mina sidor: what was given of his child, and to whom."""
    mikael.goto("/mina/")
    mikael.page.get_by_role("link", name="Vad skolan har om dig och dina barn, Sundby kommun").click()
    expect(mikael.page.locator("h1")).to_contain_text(CHILD)
    expect(mikael.page.locator("h1")).not_to_contain_text("Mikael")
    given = mikael.page.locator("section", has=mikael.page.get_by_role("heading", name="Vilka har fått"))
    expect(given).to_contain_text("Linden Digital")
    expect(given).to_contain_text("Finns där")


def officer_finds(henrik: Somebody) -> None:
    """Every release, by receiver, without the contents."""
    henrik.goto(EXCHANGE + "utlamnat/")
    expect(henrik.page.locator("main tbody")).to_contain_text("Linden Digital")
    henrik.press("Kontrollera kedjan")
    expect(henrik.page.get_by_role("status").first).to_be_visible()


def test_a_principal_approves_several_at_once(at: At) -> None:
    """Two orders of Elif's, one act of Karin's, each against the same budget."""
    elif_, karin = at("elif"), at("karin")
    for title in ("Problemverkstan", "Matematik på lätt svenska"):
        wants(elif_, title)
    karin.goto(SCHOOL + "godkanna/")
    for title in ("Problemverkstan", "Matematik på lätt svenska"):
        karin.page.get_by_role("row").filter(has_text=title).get_by_role("checkbox").check()
    karin.press("Granska de valda")
    expect(karin.page.locator("h1")).to_contain_text("Vill du godkänna 2 beställningar på")
    karin.press("Godkänn 2 beställningar")
    expect(karin.page.locator("main")).not_to_contain_text("Matematik på lätt svenska")
    elif_.goto(SCHOOL + "bestallningar/")
    for title in ("Problemverkstan", "Matematik på lätt svenska"):
        expect(elif_.page.get_by_role("row").filter(has_text=title)).not_to_contain_text("Väntar på")


def wants(elif_: Somebody, title: str) -> None:
    """Order a title for 8A."""
    elif_.goto(f"{SCHOOL}laromedel/?q={title}")
    elif_.page.get_by_role("button", name=f"Välj {title}").click()
    elif_.heading("Vilka klasser ska ha läromedlet?")
    box = elif_.page.get_by_role("checkbox", name="8A")
    if box.count():
        box.check()
    elif_.page.get_by_label("När behöver eleverna läromedlet?").fill(today().isoformat())
    elif_.page.get_by_label("Varför behövs det?").fill("Det ingår i planeringen för våren.")
    elif_.press("Räkna ihop och granska")
    elif_.page.get_by_role("button", name="Skicka beställningen på").click()
    expect(elif_.page.locator("h1")).to_contain_text("Väntar på godkännande")
