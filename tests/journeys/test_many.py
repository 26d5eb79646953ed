"""Many at once: one person signs several with one act, a template is used again, a list has errors."""

import csv
import io
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from armkrok.site import towns
from tests.journeys import judging
from tests.journeys.browsing import PHONE, Somebody, pdf
from tests.journeys.conftest import At, Call
from tests.journeys.over_http import TOWN
from tests.journeys.scene import people_list
from tests.journeys.server import Place
from tests.support.papers import minutes

pytestmark = pytest.mark.journey
TITLES = [f"Delegationsbeslut {number}" for number in (214, 215, 216)]
TEMPLATE, AGAIN = "Mall för delegationsbeslut", "Delegationsbeslut 217"
LIST = "Regler för tjänstetelefon"


def test_several_are_signed_with_one_act(at: At, call: Call, place: Place) -> None:
    """Ali reads on his phone, ticks three, and BankID shows all the names."""
    for title in TITLES:
        call("amina").ask(title, "ali")
    ali = at("ali", viewport=PHONE)
    ali.goto(f"{TOWN}flera/")
    ali.heading("Skriv under flera")
    for title in TITLES:
        ali.page.get_by_label(f"Skriv under {title}").check()
    ali.press("Skriv under de valda med BankID")
    ali.heading("Skriv under med BankID")
    ali.press("Öppna BankID")
    ali.heading("Skriv under hos Armkrok")
    for title in TITLES:
        expect(ali.page.locator(".signed-text")).to_contain_text(title)
    ali.page.get_by_label("Säkerhetskod").fill("123456")
    ali.press("Skriv under")
    ali.heading("Du har skrivit under")
    expect(ali.page.locator("main")).to_contain_text(TITLES[-1])
    for title in TITLES:
        place.mails(towns.person("ali").email, f"Klart: {title}")


def test_a_template_is_used_again(at: At, call: Call) -> None:
    """What was sent once becomes a template; a new document gets its people."""
    request_id = call("amina").ask("Delegationsbeslut 211", "karin", "ali")
    amina = at("amina")
    amina.goto(f"{TOWN}{request_id}/")
    amina.press("Gör om")
    amina.heading("Gör om: Delegationsbeslut 211")
    amina.press("Spara som mall")
    amina.page.get_by_label("Namn", exact=False).first.fill(TEMPLATE)
    amina.press("Spara")
    amina.heading("Mallar")
    amina.page.get_by_role("row", name=re.compile(TEMPLATE)).get_by_role("link").first.click()
    amina.heading("Vilket dokument ska skrivas under?")
    expect(amina.page.locator("main")).to_contain_text(f"Personer och meddelande kommer från {TEMPLATE}")
    amina.page.locator("main input[type=file]").set_input_files([pdf("Beslut.pdf", minutes(1, AGAIN))])
    amina.press("Ladda upp")
    amina.page.get_by_label("Namn på dokumentet").fill(AGAIN)
    amina.press("Fortsätt till personer")
    expect(amina.page.locator(".ak-edit li")).to_have_count(2)
    amina.press("Fortsätt till meddelande")
    amina.press("Fortsätt och granska")
    amina.press("Skicka till två personer")
    amina.heading("Begäran är skickad till två personer")


def test_a_list_with_a_line_that_is_wrong(at: At, call: Call, place: Place) -> None:
    """The errors are shown and fetched; the others get their copies, and the bar runs full."""
    draft = call("amina").draft(LIST)
    amina = at("amina")
    amina.goto(f"{TOWN}ny/{draft}/lista/")
    wanted = ("jonas", "lo", "tore")
    file: Any = {"name": "lista.csv", "mimeType": "text/csv", "buffer": people_list(*wanted)}
    amina.page.locator("main input[type=file]").set_input_files([file])
    amina.press("Läs in listan")
    amina.heading("Stämmer listan?")
    expect(amina.page.locator("main")).to_contain_text("Personnummer saknas.")
    with amina.page.expect_download() as download:
        amina.press("Ladda ner alla fel som CSV")
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    assert "Bo Ek" in rows[1]
    amina.press("Fortsätt till meddelande")
    amina.press("Fortsätt och granska")
    amina.page.get_by_label("Skicka till de andra ändå").check()
    amina.press("Skicka till 3 personer")
    the_bar(amina)
    for key in wanted:
        place.mails(towns.person(key).email, LIST)


def the_bar(amina: Somebody) -> None:
    """It says how many are sent until all are, and then how many have signed."""
    amina.heading(LIST)
    expect(amina.page.get_by_text("0 av 3 är klara")).to_be_visible()
    assert judging.faults_now(amina.page) == []
