"""Afterwards: others' signatures beside ours, several files checked at once, minutes, a sealed letter."""

import json
import re

import pytest
from playwright.sync_api import expect

from armkrok.kit.days import today
from tests.journeys import judging
from tests.journeys.browsing import Somebody, pdf
from tests.journeys.conftest import At, Call
from tests.journeys.over_http import TOWN, Caller
from tests.journeys.scene import Scene
from tests.journeys.server import Place
from tests.support.papers import minutes

pytestmark = pytest.mark.journey
NAME = "Intyg från två håll"


def test_signed_by_others_and_then_by_us(at: At, call: Call, place: Place) -> None:
    """A signed file is sent again as it is; both signatures hold, and the report says so."""
    signed = signed_file(call("amina"), call("karin"), place)
    amina = at("amina")
    amina.goto(f"{TOWN}ny/")
    amina.page.get_by_label("Dokument", exact=False).set_input_files([pdf("Intyg.pdf", signed)])
    amina.press("Ladda upp")
    expect(amina.page.locator("main")).to_contain_text("underskriven av andra")
    amina.page.get_by_label("Namn på dokumentet").fill(f"{NAME}, igen")
    amina.press("Fortsätt med filen som den är")
    amina.heading("Vilka ska skriva under?")
    draft = amina.path().split("/")[-3]
    sender = call("amina")
    sender.get(f"{TOWN}ny/{draft}/personer/")
    sender.finish("ali")
    call("ali").sign(draft)
    both = call("ali").get(f"{TOWN}{draft}/1/fil/").content
    assert both.startswith(signed)
    several_at_once(at(), signed, both)


def signed_file(amina: Caller, karin: Caller, place: Place) -> bytes:
    """One that Karin has signed, sealed for the archive."""
    request_id = amina.ask(NAME, "karin")
    karin.sign(request_id)
    place.mails("karin.sjoberg@sundby.example", f"Klart: {NAME}")
    return karin.get(f"{TOWN}{request_id}/1/fil/").content


def several_at_once(stranger: Somebody, signed: bytes, both: bytes) -> None:
    """Two good files and one that has been changed; the answer can be kept."""
    inside = both.index(b"/Type")
    changed = both[:inside] + b"/Tipe" + both[inside + 5 :]
    files = [pdf("ett.pdf", signed), pdf("tva.pdf", both), pdf("tre.pdf", changed)]
    stranger.goto("/verifiera/")
    stranger.page.get_by_label("Fil att kontrollera").set_input_files(files)
    stranger.press("Kontrollera filen")
    rows = stranger.page.get_by_role("row")
    for name, answer in (("ett.pdf", "oförändrat"), ("tva.pdf", "oförändrat"), ("tre.pdf", "Lita inte")):
        expect(rows.filter(has_text=name).first).to_contain_text(answer)
    assert judging.faults_now(stranger.page) == []
    with stranger.page.expect_download() as download:
        stranger.press("Hämta rapport (PDF)")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    with stranger.page.expect_download() as download:
        stranger.press("Hämta för andra system (JSON)")
    said = json.loads(download.value.path().read_text("utf-8"))
    assert [one["verdict"] for one in said["files"]] == ["valid", "valid", "altered"]


def test_minutes_are_announced(at: At, place: Place) -> None:
    """The demo's minutes are adjusted; Amina puts them up, and the appeal's last day is worked out."""
    scene, amina = Scene(place), at("amina")
    amina.goto("/mina/")
    amina.goto(f"{scene.shown('Protokoll, kultur')}anslag/")
    amina.heading("Anslå justeringen")
    expect(amina.page.locator("main")).to_contain_text("Kulturnämnden")
    amina.page.locator("input[type=date]").first.fill(today().isoformat())
    amina.press("Det är anslaget")
    expect(amina.page.locator("main")).to_contain_text(re.compile("överklaga", re.IGNORECASE))
    assert judging.faults_now(amina.page) == []


def test_a_letter_is_sealed(at: At) -> None:
    """Sara puts the municipality's seal on a letter; the check tells it from a person's signature."""
    sara = at("sara")
    sara.goto(f"{TOWN}stampla/")
    sara.page.locator("main input[type=file]").set_input_files(
        [pdf("Svar.pdf", minutes(1, "Svar på remiss"))]
    )
    sara.press("Ladda upp")
    sara.heading("Ska det här stämplas?")
    with sara.page.expect_download() as download:
        sara.press("Stämpla och ladda ner")
    sealed = download.value.path().read_bytes()
    stranger = at()
    stranger.goto("/verifiera/")
    stranger.page.get_by_label("Fil att kontrollera").set_input_files([pdf("Svar.pdf", sealed)])
    stranger.press("Kontrollera filen")
    expect(stranger.page.locator("main")).to_contain_text("Sundby kommun")
    expect(stranger.page.locator("main")).to_contain_text(re.compile("stämp"))
