"""Every way in, and that what is given and taken away is felt at once, in another browser."""

import pytest
from playwright.sync_api import expect

from armkrok.core.identity.saml import availability
from armkrok.site import towns
from tests.journeys import judging
from tests.journeys.browsing import Somebody
from tests.journeys.conftest import At, Call
from tests.journeys.over_http import TOWN
from tests.journeys.scene import ADMINISTRATION

pytestmark = pytest.mark.journey
NORRVIK = TOWN.replace("sundby", "norrvik")
NORRVIKS_SETTINGS = ADMINISTRATION.replace("sundby", "norrvik")
EVERYBODYS = "Testlegitimation"


def choose(somebody: Somebody, way: str, name: str) -> None:
    """From our page of ways to the provider's page, and there the person."""
    somebody.heading("Hur vill du logga in?")
    somebody.press(way)
    expect(somebody.page.get_by_role("heading", name="Vem är du?")).to_be_visible()
    somebody.press(name)


def approve(somebody: Somebody, button: str = "Spara ändringen") -> None:
    """Look at what will change, and say yes."""
    somebody.heading("Granska ändringen")
    somebody.press(button)


def test_logging_in_and_signing_with_another_e_id(at: At, call: Call) -> None:
    """OpenID Connect: she comes to the paper she was going to, reads it, and signs with the same e-ID."""
    request_id = call("amina").ask("Beslut om tjänsteresa", "karin")
    karin = at()
    karin.goto(f"{TOWN}{request_id}/skriv-under/")
    choose(karin, EVERYBODYS, "Karin Sjöberg")
    karin.heading("Beslut om tjänsteresa")
    karin.press(f"Skriv under med {EVERYBODYS}")
    karin.heading("Skriv under hos Armkrok")
    expect(karin.page.locator(".signed-text")).to_contain_text("Beslut om tjänsteresa")
    karin.press("Karin Sjöberg")
    karin.page.wait_for_url("**/klart/")
    karin.goto(f"{TOWN}{request_id}/kontroll/")
    expect(karin.page.locator("main")).to_contain_text("Identifierad med e-legitimation, tillitsnivå 3")


def test_who_backs_out_at_the_provider_is_told_so_and_may_try_again(at: At) -> None:
    """The page of an order that failed."""
    karin = at()
    karin.goto("/logga-in/")
    karin.press(EVERYBODYS)
    karin.heading("Logga in hos Armkrok")
    karin.press("Avbryt")
    karin.heading(f"Logga in med {EVERYBODYS}")
    expect(karin.page.get_by_role("alert")).to_contain_text("avbröt")
    assert judging.faults(karin.page) == []
    karin.press("Försök igen")
    karin.press("Karin Sjöberg")
    karin.page.wait_for_url("**/mina/")
    karin.goto("/mina/inloggningar/")
    expect(karin.page.get_by_role("row").filter(has_text="Den här")).to_contain_text(EVERYBODYS)


def test_a_towns_own_log_in_holds_in_that_town_alone(at: At) -> None:
    """Chosen from the list of organisations; at the other town's door she is asked once more."""
    amina = at()
    amina.goto("/logga-in/")
    amina.press("Logga in med din organisations egen inloggning")
    amina.heading("Var arbetar du?")
    amina.press("Sundby kommun")
    choose(amina, "Sundbys inloggning", "Amina Karlsson")
    amina.page.wait_for_url("**/mina/")
    amina.goto(TOWN)
    expect(amina.page.locator(".ak-bar")).to_contain_text("Amina")
    amina.goto(NORRVIK)
    amina.heading("Hur vill du logga in?")


@pytest.mark.skipif(not availability.is_available(), reason="SAML needs pysaml2 and xmlsec1")
def test_a_town_with_saml(at: At) -> None:
    """The answer is posted from the provider's page and still finds the browser that left."""
    johan = at()
    johan.goto(NORRVIK)
    johan.heading("Hur vill du logga in?")
    johan.press("Norrviks inloggning")
    johan.heading("Vem är du?")
    johan.press("Johan Lundmark")
    johan.page.wait_for_url(f"**{NORRVIK}")
    expect(johan.page.locator(".ak-bar")).to_contain_text("Johan")


def test_a_foreigner_is_known_by_the_provisional_id(at: At) -> None:
    """Mette has a Danish e-ID and no Swedish number."""
    mette = at()
    mette.goto("/mina/uppgifter/")
    choose(mette, EVERYBODYS, "Mette Holm")
    mette.heading("Det här vet vi om dig")
    own = mette.page.locator("main")
    expect(own).to_contain_text("Mette Holm")
    expect(own).to_contain_text("Utländsk e-legitimation")
    assert "5208e0a1c4f2" not in mette.page.content()


def test_acting_for_a_child_is_seen_on_every_page_until_it_ends(at: At) -> None:
    """Karin is Alva's guardian, says the register of mandates."""
    karin = at()
    karin.goto("/mina/ombud/")
    choose(karin, EVERYBODYS, "Karin Sjöberg")
    karin.press("Agera för Alva Sjöberg")
    karin.page.wait_for_url("**/mina/")
    for address in ("/mina/", "/mina/ombud/"):
        karin.goto(address)
        expect(karin.page.locator("body")).to_contain_text("Alva Sjöberg")
        assert judging.faults(karin.page) == []
    karin.press("Sluta agera")
    karin.page.wait_for_url("**/mina/")
    expect(karin.page.get_by_role("status").first).to_contain_text("som dig själv igen")
    expect(karin.page.locator("body")).not_to_contain_text("Alva Sjöberg")


def test_a_role_bites_at_once_in_both_directions(at: At) -> None:
    """Karin stands at the closed log; Sara opens and closes it from her own browser."""
    sara, karin = at("sara"), at("karin")
    log = f"{ADMINISTRATION}logg/"
    karin.goto(log, 403)
    sara.goto(f"{ADMINISTRATION}roller/")
    sara.page.get_by_label("Medarbetare", exact=True).fill("Karin Sjöberg")
    sara.page.get_by_label("Roll", exact=True).select_option("auditor")
    sara.press("Granska")
    approve(sara)
    expect(sara.page.get_by_role("status").first).to_contain_text("Rollen är given.")
    karin.goto(log)
    karin.heading("Det här har hänt")
    row = sara.page.get_by_role("row").filter(has_text="Karin Sjöberg").filter(has_text="Granskare")
    row.get_by_role("button", name="Avsluta").click()
    approve(sara, "Avsluta rollen")
    expect(row).to_have_count(0)
    karin.goto(log, 403)


def test_the_end_of_an_employment_is_the_end_of_the_log_in(at: At) -> None:
    """Sven is employed in Norrvik, works, and is let go while he is logged in."""
    birgitta, sven = at("birgitta"), at("sven")
    row = towns.person("sven")
    birgitta.goto(f"{NORRVIKS_SETTINGS}medarbetare/ny/")
    for label, value in (("Namn", row.name), ("E-post", row.email), ("Personnummer", row.number)):
        birgitta.page.get_by_label(label).fill(value)
    birgitta.press("Granska")
    approve(birgitta)
    birgitta.page.get_by_role("table").get_by_role("link", name=row.name).click()
    birgitta.heading(row.name)
    sven.goto("/mina/")
    birgitta.press("Avsluta anställningen")
    approve(birgitta, "Avsluta anställningen")
    expect(birgitta.page.get_by_role("status").first).to_be_visible()
    sven.goto("/mina/")
    sven.heading("Hur vill du logga in?")
    del sven.place.cookies["sven"]  # so that other stories log him in anew


def test_who_has_looked_is_seen_by_the_auditor_and_by_the_one_looked_at(at: At) -> None:
    """Sara looks Karin up; Olle follows it in the log of reads; Karin sees it among her own data."""
    sara, olle, karin = at("sara"), at("olle"), at("karin")
    sara.goto(f"{ADMINISTRATION}medarbetare/?q=Karin")
    olle.goto(f"{ADMINISTRATION}lasningar/")
    olle.page.get_by_label("Vems uppgifter").fill("Karin Sjöberg")
    olle.page.get_by_label("Vem läste").fill("Sara Lind")
    olle.press("Sök")
    first = olle.page.get_by_role("row").filter(has_text="Listan över medarbetare").first
    expect(first).to_contain_text("Sara Lind")
    assert "Karin" not in olle.page.url
    karin.goto("/mina/uppgifter/")
    reads = karin.page.locator("section").filter(has_text="Vem har läst dina uppgifter?")
    expect(reads).to_contain_text("Listan över medarbetare")
    expect(reads).to_contain_text("It-avdelningen, Sundby kommun")


def test_a_provider_that_does_not_answer_is_shown_so_and_stops_no_other(at: At, call: Call) -> None:
    """Norrvik has opened one that is nowhere; whoever tries it is told, and BankID still works."""
    birgitta = call("birgitta")
    address = f"{NORRVIKS_SETTINGS}inloggning/ny/?mall=oidc-municipal"
    birgitta.get(address)
    known = {"issuer": "https://login.norrvik.invalid", "client_id": "armkrok", "secret": "hemlig"}
    birgitta.submit_here(address, name="Nya inloggningen", **known)
    birgitta.submit_here(address)
    birgitta.submit("/oppna/", state="open")
    provider = birgitta.path
    birgitta.submit_here(provider)
    ante = at()
    ante.complaints.allowed.add(503)
    ante.goto(NORRVIK)
    ante.press("Nya inloggningen")
    expect(ante.page.get_by_role("alert")).to_contain_text("Nya inloggningen svarar inte just nu")
    assert judging.faults(ante.page) == []
    expect(ante.page.get_by_role("listitem").filter(has_text="Svarar inte just nu.")).to_have_count(1)
    ante.press("BankID")
    ante.heading("Logga in med BankID")
