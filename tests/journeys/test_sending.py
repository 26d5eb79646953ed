"""Amina, HR chief, lets the cooperation group sign its minutes."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from armkrok.kit.days import today
from armkrok.site import towns
from tests.journeys import judging
from tests.journeys.browsing import Somebody, pdf
from tests.journeys.conftest import At
from tests.journeys.over_http import TOWN
from tests.journeys.server import Place
from tests.support.page_rules import tells_number
from tests.support.papers import minutes

pytestmark = pytest.mark.journey
NAME = "Protokoll, samverkansgruppen 17 november"


def refused(somebody: Somebody, sentence: str) -> None:
    """The page says what is wrong, on top and beside the field, and is fit for everybody also then."""
    expect(somebody.page.locator(".ds-error-summary, [role=alert]").first).to_contain_text(sentence)
    assert somebody.page.title().startswith("Fel:")
    assert judging.faults_now(somebody.page) == []


def choose(somebody: Somebody, name: str, content: bytes) -> None:
    """Step 1: the file."""
    somebody.page.get_by_label("Dokument", exact=False).set_input_files([pdf(name, content)])
    somebody.press("Ladda upp")


def test_from_a_file_to_twenty_invitations(at: At, place: Place) -> None:
    """Each step first done wrongly, then right."""
    amina = at("amina")
    amina.goto("/mina/")
    amina.press("Underskrift, Sundby kommun")
    amina.press("Ny begäran")
    the_document(amina)
    the_people(amina)
    the_message(amina)
    amina.heading("Stämmer allt?")
    expect(amina.page.locator("dd ol li")).to_have_count(20)
    amina.press("Skicka till 20 personer")
    amina.heading("Begäran är skickad till 20 personer")
    request_id = amina.path().split("/")[-3]
    the_letters(amina, place, request_id)
    the_link_alone_reveals_nothing(at, request_id)


def the_document(amina: Somebody) -> None:
    """No file, no PDF, then her own; its pages are shown."""
    amina.press("Ladda upp")
    refused(amina, "Välj en fil")
    choose(amina, "bild.pdf", b"\x89PNG\r\n\x1a\n" + bytes(200))
    refused(amina, "PDF")
    choose(amina, "Protokoll 17 november.pdf", minutes(3))
    expect(amina.page.get_by_role("img", name="Sida 1 av 3")).to_have_js_property("complete", value=True)
    expect(amina.page.get_by_role("img", name="Sida 1 av 3")).not_to_have_js_property("naturalWidth", 0)
    amina.page.get_by_label("Namn på dokumentet").fill(NAME)
    amina.press("Fortsätt till personer")


def the_people(amina: Somebody) -> None:
    """Nobody, somebody unknown, then the group of twenty."""
    amina.heading("Vilka ska skriva under?")
    amina.press("Fortsätt till meddelande")
    refused(amina, "Lägg till minst en person")
    amina.page.get_by_text("Någon som arbetar hos er").click()
    amina.page.get_by_label("Namn eller e-postadress").fill("Ingen Alls")
    amina.press("Lägg till personen")
    refused(amina, "Ingen hos er heter så")
    amina.page.get_by_text("En sparad grupp").click()
    amina.page.get_by_label("Grupp", exact=True).select_option(label=towns.COOPERATION_GROUP)
    amina.press("Lägg till gruppen")
    expect(amina.page.get_by_role("heading", name="20 personer")).to_be_visible()
    expect(amina.page.locator(".ak-edit li")).to_have_count(20)
    amina.press("Fortsätt till meddelande")


def the_message(amina: Somebody) -> None:
    """A day that has passed, then next week."""
    amina.heading("När ska det vara klart?")
    day = amina.page.get_by_label("Sista dag att skriva under")
    day.fill((today() - timedelta(days=1)).isoformat())
    amina.page.get_by_label("Meddelande till alla").fill("Läs gärna § 3 en extra gång.")
    amina.press("Fortsätt och granska")
    refused(amina, "Välj en dag från och med i dag")
    expect(amina.page.get_by_label("Meddelande till alla")).to_have_value("Läs gärna § 3 en extra gång.")
    day.fill((today() + timedelta(days=7)).isoformat())
    amina.press("Fortsätt och granska")


def the_letters(amina: Somebody, place: Place, request_id: str) -> None:
    """Everybody has got one, the outsider and the three of Norrvik too; none holds a number or the file."""
    for key in towns.COOPERATION_GROUP_PEOPLE:
        row = towns.person(key)
        (mail,) = place.mails(row.email, NAME)
        assert f"{place.web}{TOWN}{request_id}/skriv-under/" in mail["links"]
        assert not tells_number(mail["text"], row.number)
        assert mail["attachments"] == []
    amina.goto(f"{place.mailbox}/?to={towns.person('sven').email}")
    amina.page.get_by_role("link", name=NAME).click()
    expect(amina.page.locator("main")).to_contain_text("Läs gärna § 3 en extra gång.")
    expect(amina.page.get_by_role("link", name=f"{TOWN}{request_id}")).to_be_visible()


def the_link_alone_reveals_nothing(at: At, request_id: str) -> None:
    """Nobody in particular is asked to log in; somebody else finds no such page."""
    nobody, vera, emma = at(), at("vera"), at("emma")
    for ending in ("skriv-under/", "1/fil/", "", "1/sida/1.webp"):
        address = f"{TOWN}{request_id}/{ending}"
        nobody.goto(address)
        nobody.heading("Hur vill du logga in?")
        for stranger in (vera, emma):
            stranger.goto(address, 404)
            assert NAME not in stranger.page.content()
