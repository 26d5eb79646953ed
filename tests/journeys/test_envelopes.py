"""A contract in turns: two files, boxes placed by hand, questions, a wrong person, and one who says no."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from armkrok.site import towns
from tests.journeys import judging
from tests.journeys.browsing import PHONE, Somebody, pdf
from tests.journeys.conftest import At, Call
from tests.journeys.over_http import TOWN
from tests.journeys.server import Place
from tests.support.papers import minutes

pytestmark = pytest.mark.journey
NAME = "Avtal om fritidsverksamhet"


def test_an_envelope_in_turns(at: At, call: Call, place: Place) -> None:
    """Ali approves, then Karin and Sven sign, then Elif reads; Lo passes it on, and Sven gets an answer."""
    amina = at("amina")
    request_id = two_files(amina)
    the_people(amina)
    who_does_what(amina, request_id)
    the_boxes(amina, request_id)
    amina.press("Skicka till fyra personer")
    amina.heading("Begäran är skickad till fyra personer")
    nobody_before_her_turn(at("karin"), request_id)
    the_wrong_person(at("lo"), request_id)
    approved(at("ali", viewport=PHONE), request_id)
    a_question(at("sven"), amina, place, request_id)
    for key in ("karin", "sven"):
        call(key).sign(request_id)
    read(at("elif", java_script_enabled=False), request_id)
    amina.goto(f"{TOWN}{request_id}/")
    expect(amina.page.locator("main")).to_contain_text("Norrviks kommun")
    place.mails(towns.person("elif").email, f"Klart: {NAME}")


def two_files(amina: Somebody) -> str:
    """What is signed, and an attachment to read."""
    amina.goto(f"{TOWN}ny/")
    amina.page.get_by_label("Dokument", exact=False).set_input_files([pdf("Avtal.pdf", minutes(2, NAME))])
    amina.press("Ladda upp")
    amina.page.get_by_text("Lägg till ett dokument eller en bilaga").click()
    amina.page.locator("details[open] input[type=file]").set_input_files(
        [pdf("Taxa.pdf", minutes(1, "Taxa"))]
    )
    amina.page.get_by_label("Bilaga att läsa").first.check()
    amina.press("Ladda upp filen")
    expect(amina.page.get_by_role("heading", name="Två filer")).to_be_visible()
    amina.page.get_by_label("Namn på hela begäran").fill(NAME)
    assert judging.faults_now(amina.page) == []
    amina.press("Fortsätt till personer")
    amina.heading("Vilka ska skriva under?")
    return amina.path().split("/")[-3]


def the_people(amina: Somebody) -> None:
    """Three who work here and one outside."""
    for key in ("lo", "karin", "elif"):
        add(amina, "Någon som arbetar hos er", {"Namn eller e-postadress": towns.person(key).name})
    sven = towns.person("sven")
    add(
        amina,
        "Någon i en annan kommun, eller utanför",
        {"Namn": sven.name, "E-postadress": sven.email, "Personnummer": sven.number},
    )


def add(amina: Somebody, way: str, fields: dict[str, str]) -> None:
    """One more."""
    names = amina.page.locator(".ak-edit li")
    before = names.count()
    amina.page.locator("summary", has_text=way).click()
    form = amina.page.locator("details", has=amina.page.locator("summary", has_text=way))
    for label, value in fields.items():
        form.get_by_label(label, exact=True).fill(value)
    form.get_by_role("button", name="Lägg till personen").click()
    expect(names).to_have_count(before + 1)


def who_does_what(amina: Somebody, request_id: str) -> None:
    """Turns and roles for all; for Sven, on whose behalf."""
    amina.press("Ordning och uppgifter")
    amina.heading("Ordning och uppgifter")
    wanted = {"Lo": ("Godkänner", "1"), "Karin": ("Skriver under", "2"), "Elif": ("Bekräftar", "3"),
              "Sven": ("Skriver under", "2")}  # fmt: skip
    for name, (role, turn) in wanted.items():
        row: Any = amina.page.get_by_role("group", name=re.compile(name))
        option = row.locator("option", has_text=role).first
        row.get_by_label("Gör").select_option(option.get_attribute("value"))
        row.get_by_label("Nummer").fill(turn)
    amina.press("Spara")
    amina.heading("Vilka ska skriva under?")
    amina.page.get_by_role("link", name=f"Ändra {towns.person('sven').name}").click()
    amina.page.get_by_text("Skriver under för någon annan").or_(
        amina.page.locator("summary", has_text="för någon annan")
    ).first.click()
    amina.page.get_by_label("Skriver under för", exact=True).fill("Norrviks kommun")
    amina.page.get_by_label("Organisationsnummer").fill("212000-9911")
    amina.press("Spara")
    amina.goto(f"{TOWN}ny/{request_id}/meddelande/")
    amina.press("Fortsätt och granska")
    amina.heading("Stämmer allt?")
    expect(amina.page.locator("main")).to_contain_text("Nummer 3")


def the_boxes(amina: Somebody, request_id: str) -> None:
    """One dragged with the mouse, one moved with the arrow keys; both are kept."""
    amina.page.get_by_role("link", name="Ändra var underskrifterna syns").click()
    amina.heading("Var ska underskrifterna synas?")
    for name in ("Karin", "Sven"):
        amina.page.get_by_role("button", name=re.compile(f"Lägg rutan på den här sidan {name}")).click()
        expect(
            amina.page.get_by_role("button", name=re.compile(f"^{name} .*Skriver under här"))
        ).to_be_visible()
    dragged = amina.page.get_by_role("button", name=re.compile("^Karin .*Skriver under här"))
    before = dragged.get_attribute("transform")
    dragged.scroll_into_view_if_needed()
    box = dragged.bounding_box()
    assert box
    amina.page.mouse.move(box["x"] + 20, box["y"] + 10)
    amina.page.mouse.down()
    amina.page.mouse.move(box["x"] + 90, box["y"] - 40, steps=4)
    amina.page.mouse.up()
    assert dragged.get_attribute("transform") != before
    moved = amina.page.get_by_role("button", name=re.compile("^Sven .*Skriver under här"))
    moved.focus()
    for key in ("Shift+ArrowUp", "Shift+ArrowUp", "ArrowRight"):
        amina.page.keyboard.press(key)
    wanted = {one: one.get_attribute("transform") for one in (dragged, moved)}
    amina.press("Spara")
    amina.heading("Stämmer allt?")
    expect(amina.page.locator("main")).to_contain_text("rutor är placerade")
    amina.goto(f"{TOWN}ny/{request_id}/rutor/1/")
    for one, place in wanted.items():
        assert near(one.get_attribute("transform"), place)
    assert judging.faults_now(amina.page) == []
    amina.goto(f"{TOWN}ny/{request_id}/granska/")


def near(one: str | None, other: str | None) -> bool:
    """The same place, within a tenth of a millimetre and its rounding."""
    pairs = zip(numbers(one), numbers(other), strict=True)
    return all(abs(left - right) < 0.6 for left, right in pairs)


def numbers(transform: str | None) -> list[float]:
    """The figures in translate(x y)."""
    return [float(one) for one in re.findall(r"-?[\d.]+", transform or "")]


def nobody_before_her_turn(karin: Somebody, request_id: str) -> None:
    """Karin is told that others come first."""
    karin.goto(f"{TOWN}{request_id}/skriv-under/")
    karin.heading(NAME)
    expect(karin.page.get_by_role("button", name="Skriv under med BankID")).to_have_count(0)


def the_wrong_person(lo: Somebody, request_id: str) -> None:
    """Lo knows that Ali should answer."""
    lo.goto(f"{TOWN}{request_id}/skriv-under/")
    lo.press("Det är någon annan som ska svara")
    lo.page.get_by_label("Namn eller e-postadress").fill(towns.person("ali").name)
    lo.page.get_by_label("Varför", exact=False).first.fill("Ali har tagit över fritiden.")
    lo.page.locator("details[open] button[type=submit]").click()
    lo.page.wait_for_url(re.compile(r"/mina/|/klart/|/skriv-under/"))


def approved(ali: Somebody, request_id: str) -> None:
    """Without an e-ID."""
    ali.goto(f"{TOWN}{request_id}/skriv-under/")
    expect(ali.page.get_by_role("img", name="Sida 1 av 1")).to_be_attached()
    ali.page.locator(".ak-thumb button").click()
    ali.heading("Du har godkänt")
    assert judging.faults_now(ali.page) == []


def a_question(sven: Somebody, amina: Somebody, place: Place, request_id: str) -> None:
    """Asked on one side, answered on the other; both get a letter."""
    sven.goto(f"{TOWN}{request_id}/skriv-under/")
    sven.press("Fråga Amina Karlsson")
    sven.heading("Frågor och svar")
    sven.page.get_by_role("textbox").fill("Gäller taxan även i juli?")
    sven.press("Skicka frågan")
    told = place.mails(towns.person("amina").email, NAME, count=2)  # of the one who passed it on, too
    amina.goto(next(link for mail in told for link in mail["links"] if "/fragor/" in link))
    expect(amina.page.locator("main")).to_contain_text("även i juli")
    amina.page.get_by_role("textbox").fill("Ja, hela sommaren.")
    amina.press("Skicka svaret")
    sven.goto(f"{TOWN}{request_id}/fragor/")
    expect(sven.page.locator("main")).to_contain_text("hela sommaren")


def read(elif_: Somebody, request_id: str) -> None:
    """Without scripts: confirm having read."""
    elif_.goto(f"{TOWN}{request_id}/skriv-under/")
    elif_.page.locator(".ak-here button").click()
    elif_.heading("Du har bekräftat att du har läst")


def test_a_person_says_no_and_is_replaced(at: At, call: Call, place: Place) -> None:
    """Mikael declines with the keyboard alone; Amina lets Ali sign instead."""
    title = "Avtal som någon inte vill skriva under"
    request_id = call("amina").ask(title, "mikael", "karin")
    mikael, amina = at("mikael"), at("amina")
    mikael.goto(f"{TOWN}{request_id}/nej/")
    mikael.page.get_by_role("textbox").fill("Fel belopp i § 2.")
    mikael.page.keyboard.press("Tab")
    mikael.page.keyboard.press("Enter")
    place.mails(towns.person("amina").email, title)
    amina.goto(f"{TOWN}{request_id}/")
    expect(amina.page.locator("main")).to_contain_text("Fel belopp i § 2.")
    amina.page.locator("a[href$='/ersatt/']").first.click()
    amina.page.get_by_label("Namn eller e-postadress").fill(towns.person("ali").name)
    amina.page.locator("details[open] button[type=submit]").click()
    call("ali").sign(request_id)
