"""Keys in a real browser, with Chromium's own virtual authenticator (WebAuthn level 3, section 11)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import judging
from tests.journeys.browsing import PHONE, Somebody, opened
from tests.journeys.scene import ADMINISTRATION
from tests.journeys.server import Place

pytestmark = pytest.mark.journey
KEYS = f"{ADMINISTRATION}nycklar/"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
Meet = Callable[..., Somebody]


@pytest.fixture
def meet(chromium: Browser, place: Place) -> Iterator[Meet]:
    """`meet("sara")` is Sara at http://localhost, where keys work, just logged in; as `at` elsewhere."""
    here = replace(place, web=place.web.replace("127.0.0.1", "localhost"), cookies={})
    everybody: list[Somebody] = []

    def meet(key: str = "", **options: Any) -> Somebody:
        here.cookies.clear()
        everybody.append(opened(chromium, here, key, **options))
        return everybody[-1]

    yield meet
    for one in everybody:
        one.context.close()
    assert [complaint for one in everybody for complaint in one.complaints.found] == []


def with_device(somebody: Somebody, **changes: Any) -> Callable[[str, dict[str, Any]], Any]:
    """Give the browser an authenticator; what it answers to a command of CDP's WebAuthn domain."""
    session = somebody.context.new_cdp_session(somebody.page)
    session.send("WebAuthn.enable")
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | changes})
    return lambda deed, more: session.send(
        f"WebAuthn.{deed}", {"authenticatorId": device["authenticatorId"], **more}
    )


def break_the_glass(sara: Somebody) -> None:
    """Unless an earlier story has."""
    sara.goto(KEYS)
    if sara.page.get_by_role("link", name="Slå på").count():
        sara.press("Slå på")
        sara.page.get_by_label("Varför behövs det?").fill("Övning i november, KS 2026/17")
        sara.press("Slå på")
        sara.heading("Vem kan logga in med nyckel?")


def test_a_key_is_added_used_and_removed(meet: Meet, place: Place) -> None:
    sara = meet("sara")
    command = with_device(sara)
    break_the_glass(sara)
    sara.press("Lägg till en nyckel")
    sara.heading("Lägg till en nyckel")
    sara.page.get_by_label("Vad ska nyckeln heta?").fill("Datorn på jobbet")
    sara.press("Lägg till nyckeln")
    sara.heading("Vem kan logga in med nyckel?")
    row = sara.page.get_by_role("row").filter(has_text="Datorn på jobbet")
    expect(row).to_contain_text("Aldrig")
    (kept,) = command("getCredentials", {})["credentials"]
    assert kept["isResidentCredential"]
    assert kept["rpId"] == "localhost"
    sara.press("Lägg till en nyckel")  # a second one on the same device is refused by the device itself
    sara.page.get_by_label("Vad ska nyckeln heta?").fill("En till")
    sara.press("Lägg till nyckeln")
    expect(sara.page.get_by_role("alert")).to_contain_text("redan en nyckel")
    sara.context.clear_cookies()
    log_in(sara)
    sara.goto(KEYS)
    expect(sara.page.get_by_role("row").filter(has_text="Datorn på jobbet")).not_to_contain_text("Aldrig")
    place.mails("sara.lind@sundby.example", "Nödinloggning i Sundby kommun")
    sara.goto("/mina/nycklar/")
    sara.page.get_by_role("row").filter(has_text="Datorn på jobbet").get_by_role("link").click()
    sara.heading("Ta bort nyckeln Datorn på jobbet?")
    assert judging.faults(sara.page) == []
    sara.press("Ta bort nyckeln")
    sara.page.wait_for_url(re.compile("/logga-in/"))  # what the key had opened is closed
    sara.complaints.allowed.add(403)
    sara.goto("/logga-in/nyckel/")
    sara.press("Använd nyckeln")
    expect(sara.page.get_by_role("alert")).to_contain_text("gick inte att använda")


def log_in(somebody: Somebody) -> None:
    """By the key on the device, without saying who one is."""
    somebody.goto("/logga-in/nyckel/")
    somebody.press("Använd nyckeln")
    somebody.page.wait_for_url("**/mina/")


def test_an_invitation_opens_on_a_phone(meet: Meet, place: Place) -> None:
    sara, karin = meet("sara"), meet(viewport=PHONE, has_touch=True)
    with_device(karin)
    break_the_glass(sara)
    sara.page.get_by_label("Medarbetare").fill("Karin Sjöberg")
    sara.press("Skicka länken")
    expect(sara.page.get_by_text("Länken är skickad.")).to_be_visible()
    mail = place.mails("karin.sjoberg@sundby.example", "Lägg till en nyckel")[0]
    address = mail["links"][0]
    assert address.startswith(karin.place.web)
    karin.goto(address)
    assert judging.faults(karin.page) == []
    karin.page.get_by_label("Vad ska nyckeln heta?").fill("Min mobil")
    karin.press("Lägg till nyckeln")
    karin.heading("Logga in med nyckel")
    log_in(karin)
    karin.goto(address, 404)


def test_the_operators_first_key_comes_from_the_command_line(meet: Meet, place: Place) -> None:
    """It opens the operator's own settings and no municipality's."""
    who = ("--name", "Dagny Drift", "--email", "dagny.drift@armkrok.example")
    said = place.command("passkey", "invite", "--organisation", "armkrok", *who)
    dagny = meet()
    with_device(dagny)
    dagny.goto(said.strip().splitlines()[-1])
    dagny.page.get_by_label("Vad ska nyckeln heta?").fill("Säkerhetsnyckeln")
    dagny.press("Lägg till nyckeln")
    dagny.heading("Logga in med nyckel")
    log_in(dagny)
    own = ADMINISTRATION.replace("sundby", "armkrok")
    found = []
    for address in (own, f"{own}inloggning/", f"{own}nycklar/", f"{own}personer/sammanfor/"):
        dagny.goto(address)
        found += judging.faults(dagny.page)
    assert found == []
    dagny.goto(ADMINISTRATION)
    dagny.heading("Hur vill du logga in?")


def test_who_does_not_unlock_the_device_does_not_come_in(meet: Meet) -> None:
    somebody = meet()
    with_device(somebody, isUserVerified=False)
    somebody.goto("/logga-in/nyckel/")
    somebody.press("Använd nyckeln")
    expect(somebody.page.get_by_role("alert")).to_contain_text("Ingenting har gjorts")


def test_at_another_address_the_page_leads_to_the_right_one(chromium: Browser, place: Place) -> None:
    somebody = opened(chromium, place)
    somebody.goto("/logga-in/nyckel/")
    assert judging.faults(somebody.page) == []
    somebody.press("Öppna sidan där")
    expect(somebody.page.get_by_role("button", name="Använd nyckeln")).to_be_visible()
    assert somebody.page.url.startswith("http://localhost:")
    assert somebody.complaints.found == []
    somebody.context.close()


def test_without_script_the_page_says_what_it_needs(meet: Meet) -> None:
    somebody = meet(java_script_enabled=False)
    somebody.goto("/logga-in/nyckel/")
    expect(somebody.page.locator("noscript p")).to_have_text(re.compile("^Sidan behöver JavaScript"))
    somebody.complaints.allowed.add(422)
    somebody.press("Använd nyckeln")
    expect(somebody.page.get_by_role("alert")).to_contain_text("JavaScript")


def test_without_webauthn_the_page_says_so(meet: Meet) -> None:
    somebody = meet()
    somebody.context.add_init_script("delete window.PublicKeyCredential")
    somebody.goto("/logga-in/nyckel/")
    expect(somebody.page.get_by_role("alert")).to_contain_text("inte stöd för nycklar")


def test_the_pages_are_fit_for_everybody(meet: Meet) -> None:
    """WCAG 2.2 AA as far as a machine can tell, at the address where the forms are drawn."""
    sara = meet("sara")
    with_device(sara)
    sara.goto(f"{KEYS}nodinloggning/")
    found = judging.faults(sara.page)
    break_the_glass(sara)
    for address in (KEYS, f"{KEYS}ny/", f"{KEYS}nodinloggning/", "/mina/nycklar/", "/logga-in/nyckel/"):
        sara.goto(address)
        found += judging.faults(sara.page)
    assert found == []
