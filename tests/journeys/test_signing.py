"""Twenty people sign one document: on a phone, at the same moment, without a mouse, without scripts."""

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import expect
from pyhanko.pdf_utils import generic as pdf_objects
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from armkrok.site import towns
from tests.journeys.browsing import PHONE, Somebody, pdf
from tests.journeys.conftest import At, Call
from tests.journeys.over_http import TOWN, Caller
from tests.journeys.scene import printed_link
from tests.journeys.server import Place

pytestmark = pytest.mark.journey
NAME = "Protokoll, hela gruppen"
BY_HAND = ("karin", "elif", "ante", "sven", "mikael", "ingrid")


def test_the_whole_group_signs_and_anyone_can_check(at: At, call: Call, place: Place) -> None:
    """The story that must work."""
    request_id = call("amina").ask(NAME, group=True)
    amina = at("amina")
    amina.goto(f"{TOWN}{request_id}/")
    on_a_phone(at("karin", viewport=PHONE), place)
    expect(amina.page.get_by_role("heading", name="1 av 20 har skrivit under")).to_be_visible()
    two_at_once(at("elif"), at("ante"), request_id)
    expect(amina.page.get_by_role("heading", name="3 av 20 har skrivit under")).to_be_visible()
    with_the_keyboard(at("sven"), request_id)
    without_scripts(at("mikael", java_script_enabled=False), request_id)
    after_changing_her_mind(at("ingrid"), request_id)
    the_rest(place, request_id)
    amina.heading(NAME)
    expect(amina.page.get_by_role("heading", name="Dokumentet är underskrivet")).to_be_visible()
    expect(amina.page.locator(".ak-person[data-state=done]")).to_have_count(20)
    content = everybody_gets_it(at("sven"), call("sven"), place, request_id)
    anyone_can_check(at(), content)
    the_printed_link(at(), content)
    nobody_is_fooled(at(), content)


def on_a_phone(karin: Somebody, place: Place) -> None:
    """Four taps from the letter to the signature, the last one in BankID."""
    (mail,) = place.mails(towns.person("karin").email, NAME)
    karin.goto(mail["links"][0])
    karin.heading(NAME)
    expect(karin.page.get_by_role("img", name="Sida 1 av 2")).not_to_have_js_property("naturalWidth", 0)
    karin.press("Skriv under med BankID")
    karin.heading("Skriv under med BankID")
    karin.press("Öppna BankID")
    karin.heading("Skriv under hos Armkrok")
    expect(karin.page.locator(".signed-text")).to_contain_text(NAME)
    karin.page.get_by_label("Säkerhetskod").fill("123456")
    karin.press("Skriv under")
    karin.heading("Du har skrivit under")


def two_at_once(elif_: Somebody, ante: Somebody, request_id: str) -> None:
    """Both have the code on the screen when both phones answer."""
    for one in (elif_, ante):
        one.goto(f"{TOWN}{request_id}/skriv-under/")
        one.press("Skriv under med BankID")
        one.heading("Skriv under med BankID")
    for one in (elif_, ante):
        one.answer()
    for one in (elif_, ante):
        one.heading("Du har skrivit under")


def with_the_keyboard(sven: Somebody, request_id: str) -> None:
    """An outsider who uses no mouse: from his list to the signature with Tab and Enter."""
    sven.goto("/mina/")
    tab_to(sven, NAME)
    sven.page.keyboard.press("Enter")
    sven.heading(NAME)
    assert request_id in sven.path()
    tab_to(sven, "Skriv under med BankID")
    sven.page.keyboard.press("Enter")
    sven.heading("Skriv under med BankID")
    sven.answer()
    sven.heading("Du har skrivit under")


def tab_to(somebody: Somebody, name: str) -> None:
    """Press Tab until the control with the words has focus, and see that the focus is drawn."""
    focused = somebody.page.locator(":focus")
    for _ in range(40):
        somebody.page.keyboard.press("Tab")
        if name in (focused.text_content() or ""):
            outline = "one => getComputedStyle(one).outlineStyle + getComputedStyle(one).boxShadow"
            assert focused.evaluate(outline) != "nonenone", f"no focus is drawn on {name}"
            return
    raise AssertionError(f"Tab never reaches {name}")


def without_scripts(mikael: Somebody, request_id: str) -> None:
    """The page asks for itself again until BankID has answered."""
    mikael.goto(f"{TOWN}{request_id}/skriv-under/")
    mikael.press("Skriv under med BankID")
    mikael.heading("Skriv under med BankID")
    mikael.answer()
    mikael.heading("Du har skrivit under")


def after_changing_her_mind(ingrid: Somebody, request_id: str) -> None:
    """Cancels on the page, starts again, goes back to read, starts once more, and signs."""
    ingrid.goto(f"{TOWN}{request_id}/skriv-under/")
    ingrid.press("Skriv under med BankID")
    ingrid.press("Avbryt")
    expect(ingrid.page.get_by_text("Inget har skrivits under")).to_be_visible()
    ingrid.press("Skriv under med BankID")
    ingrid.press("Tillbaka till dokumentet")
    ingrid.press("Skriv under med BankID")
    ingrid.heading("Skriv under med BankID")
    ingrid.answer()
    ingrid.heading("Du har skrivit under")


def the_rest(place: Place, request_id: str) -> None:
    """Fourteen more, several at a time, without browsers."""
    left = [key for key in towns.COOPERATION_GROUP_PEOPLE if key not in BY_HAND]
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda key: Caller(place, key).log_in().sign(request_id), left))


def everybody_gets_it(sven: Somebody, caller: Caller, place: Place, request_id: str) -> bytes:
    """A letter that lists the twenty and leads to the copy."""
    (mail,) = place.mails(towns.person("sven").email, f"Klart: {NAME}")
    for key in towns.COOPERATION_GROUP_PEOPLE:
        assert towns.person(key).name in mail["text"]
    sven.goto(mail["links"][0])
    sven.heading("Du har skrivit under")
    with sven.page.expect_download() as download:
        sven.press("Ladda ner")
    assert download.value.suggested_filename.endswith("underskriven.pdf")
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    assert content == caller.get(f"{TOWN}{request_id}/1/fil/").content
    return content


def anyone_can_check(stranger: Somebody, content: bytes) -> None:
    """Without logging in: twenty people, five answers about each, none of them no."""
    check(stranger, content)
    stranger.heading("Dokumentet är underskrivet och oförändrat")
    rows = stranger.page.get_by_role("row").filter(has=stranger.page.get_by_role("cell"))
    expect(rows).to_have_count(20)
    expect(rows.get_by_role("cell")).to_have_count(100)
    expect(stranger.page.get_by_text("Identifierad med BankID")).to_have_count(20)


def check(stranger: Somebody, content: bytes) -> None:
    """Hand in a file on the public page."""
    stranger.goto("/verifiera/")
    stranger.page.get_by_label("Fil att kontrollera").set_input_files([pdf("kopia.pdf", content)])
    stranger.press("Kontrollera filen")


def the_printed_link(stranger: Somebody, content: bytes) -> None:
    """Whoever has it on paper sees which document it is, and may hand in a file to compare."""
    stranger.goto(printed_link(content))
    stranger.heading("Dokumentet är underskrivet och oförändrat")
    expect(stranger.page.locator("main")).to_contain_text(NAME)
    stranger.page.get_by_label("Fil att kontrollera").set_input_files([pdf("kopia.pdf", content)])
    stranger.press("Jämför filen")
    expect(stranger.page.locator("main")).to_contain_text("exakt densamma")


def nobody_is_fooled(stranger: Somebody, content: bytes) -> None:
    """One byte changed inside, and a page put behind."""
    inside = content.index(b"/Type")
    changed = content[:inside] + b"/Tipe" + content[inside + 5 :]
    for altered in (changed, appended(content)):
        check(stranger, altered)
        stranger.heading("Lita inte på den här filen")
        expect(stranger.page.get_by_role("heading", name="Gör så här")).to_be_visible()


def appended(content: bytes) -> bytes:
    """The file with an empty page more, added as an honest editor would."""
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    made: Any = pdf_objects
    box = made.ArrayObject(made.FloatObject(edge) for edge in (0, 0, 595, 842))
    page = {made.pdf_name("/Type"): made.pdf_name("/Page"), made.pdf_name("/MediaBox"): box}
    writer.insert_page(made.DictionaryObject(page))
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(content)
    return out.getvalue()
